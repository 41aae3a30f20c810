import Foundation
import Testing

@Suite("Hints written into training text") struct DictionaryCommandTests {
  private static let pairs = [
    ("The pear is ripe.", "Die Birne ist reif."), ("Two stoves, one pear", "Zwei Öfen, eine Birne"),
    ("Open the <ph3> file.", "Öffnen Sie die Datei <ph3>."), ("", ""), ("  pear  ", "Birne"),
  ]

  @Test("Without its tokens every line is what it was; hints stand on about a third of those that can have any")
  func annotate() throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())").path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let rounds = 400
    func write(_ lines: [String], _ name: String) throws -> String {
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
      return "\(directory)/\(name)"
    }
    let words = [try write(["pear", "stove"], "words.en"), try write(["Birne", "Ofen"], "words.de")]
    let text = [
      try write((0..<rounds).flatMap { _ in Self.pairs.map(\.0) }, "text.en"),
      try write((0..<rounds).flatMap { _ in Self.pairs.map(\.1) }, "text.de"),
    ]
    let built = try Program.run(
      ["dictionary", "build"] + words + ["--text"] + text + ["--rare", "100000", "--output", directory])
    try #require(built.status == 0, "\(built.errors)")
    let run = try Program.run(
      ["dictionary", "annotate"] + text + ["--dictionary", "\(directory)/words.en-de.bin", "--from", "en"])
    try #require(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    try #require(lines.count == rounds * Self.pairs.count)
    for (number, line) in lines.enumerated() {
      let plain = line.replacing(#/<ph29>[^<]*/#, with: "").replacing(#/<ph(25|26|28|31)>/#, with: "")
      #expect(plain == Self.pairs[number % Self.pairs.count].0 || plain == " " + Self.pairs[number % 5].0)
      #expect(line.hasPrefix("<ph31>"))
    }
    let hinted = lines.count { $0.contains("<ph29>") }
    #expect((rounds / 4...rounds).contains(hinted))
    #expect(!lines.contains { $0.contains("<ph3>") && $0.contains("<ph29>") })
    // Behind the direction's token, 33, the model sees what it sees of the line itself.
    func ids(_ lines: [String]) throws -> [Substring] {
      let vocabulary = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/Vocab/en-de"
      return try Program.run(
        ["bpe", "encode", "--ids", "--placeholders", "--model", vocabulary, try write(lines, "lines")]
      ).output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    }
    let bare = lines.indices.filter { !lines[$0].contains("<ph29>") }
    let plain = try ids(bare.map { Self.pairs[$0 % Self.pairs.count].0 })
    #expect(try ids(bare.map { String(lines[$0]) }) == plain.map { $0.isEmpty ? "33" : "33 \($0)" })
  }
}
