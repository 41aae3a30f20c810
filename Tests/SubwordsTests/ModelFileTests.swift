import FoundationEssentials
import Subwords
import Testing
import Text

@Suite struct ModelFileTests {
  private static func withDirectory(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.path + "/subwords-\(UInt64.random(in: 0 ... .max))"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  @Test func aModelComesBackFromItsDirectory() throws {
    let model = try Golden.model()
    try Self.withDirectory { path in
      try model.write(to: path)
      let read = try SubwordModel(directory: path)
      #expect(read.codes.text.bytes == model.codes.text.bytes)
      #expect(read.vocabulary.pieces.map(\.bytes) == model.vocabulary.pieces.map(\.bytes))
      let text = "Größere Straßen, and a 👍🏽"
      #expect(try SubwordEncoder(model: read).encode(text) == SubwordEncoder(model: model).encode(text))
    }
  }

  @Test func aMissingFileIsNamed() throws {
    try Self.withDirectory { path in
      let error = #expect(throws: SubwordError.self) { try SubwordModel(directory: path) }
      #expect(error.map { "\($0)".contains("codes.bpe") && "\($0)".contains("No such file") } == true)
    }
  }

  @Test(arguments: [
    ("#version: 0.2\na b\nabc", 3), ("#version: 0.2\na  b", 2), ("#version: 0.2\na b c", 2),
    ("#version: 0.2\n\na b", 2),
  ])
  func aBadMergeIsNamed(text: String, line: Int) throws {
    let error = #expect(throws: SubwordError.self) {
      try BytePairCodes(bytes: Array(text.utf8), file: "x.bpe")
    }
    #expect(error.map { "\($0)".hasPrefix("x.bpe:\(line): ") } == true)
  }

  @Test(arguments: ["", "a b\n", "#version: 0.1\na b", "#version: 3\n"]) func otherVersionsAreRefused(text: String)
    throws
  {
    let error = #expect(throws: SubwordError.self) { try BytePairCodes(bytes: Array(text.utf8), file: "x.bpe") }
    #expect(error.map { "\($0)".contains("version") } == true)
  }

  @Test func bytesThatAreNoTextAreNamed() throws {
    #expect(throws: SubwordError.invalidUTF8(file: "x", line: 2)) {
      try BytePairCodes(bytes: Array("#version: 0.2\na ".utf8) + [0xFF], file: "x")
    }
  }

  @Test func badVocabulariesAreNamed() throws {
    let good = Array(try Vocabulary(ordinary: ["a", "a@@"]).pieces)
    func error(_ change: (inout [String]) -> Void) -> String? {
      var pieces = good
      change(&pieces)
      do {
        _ = try Vocabulary(pieces: pieces, file: "v.txt")
        return nil
      } catch { return "\(error)" }
    }
    #expect(error { _ in } == nil)
    #expect(error { $0[291] = "a" }?.hasPrefix("v.txt:292: ") == true)
    #expect(error { $0[290] = "" }?.hasPrefix("v.txt:291: ") == true)
    #expect(error { $0[290] = "x y" }?.hasPrefix("v.txt:291: ") == true)
    #expect(error { $0[5] = "<ph9000>" }?.hasPrefix("v.txt:6: ") == true)
    #expect(error { $0.removeLast(10) }?.contains("282 lines") == true)
    // Canonically equivalent is not the same piece.
    #expect(error { $0 += ["\u{212B}", "\u{C5}", "A\u{30A}"] } == nil)
  }

  @Test func theShippedVocabularyIsWhole() throws {
    let root = #filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 }
    let model = try SubwordModel(directory: root + "/Vocab/en-de")
    #expect(model.vocabulary.count == 8192)
    let encoder = try SubwordEncoder(model: model)
    for line in try Golden.lines("sentences.txt") {
      #expect(encoder.decode(encoder.encode(line)).bytes == line.nfc().bytes)
    }
    #expect(encoder.pieces("Where is the file?") == ["▁Where", "▁is", "▁the", "▁file", "?"])
  }
}
