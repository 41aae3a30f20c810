import Foundation
import Testing

/// Two hundred lines of the kinds that people pipe in, through the model that is shipped. Nothing is said about how
/// good a translation is; but none may be empty, run in circles, or lose what has to be copied.
@Suite("Kinds of lines", .enabled(if: Program.hasModel, "there is no model beside the program"))
struct KindsOfLinesTests {
  @Test("No line is empty or repeats itself; numbers, placeholders, addresses and bullets stay") func table() throws {
    let table = try Self.table()
    #expect(table.count >= 200)
    let run = try Program.run(["--quiet"], input: table.map(\.line).joined(separator: "\n") + "\n")
    try #require(run.status == 0)
    let translations = run.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    try #require(translations.count == table.count)
    for ((kind, line), translation) in zip(table, translations) {
      #expect(translation.contains { $0.isLetter }, "\(kind): “\(line)” became “\(translation)”")
      #expect(!Self.repeatsItself(translation), "\(kind): “\(line)” became “\(translation)”")
      #expect(Self.numbers(translation) == Self.numbers(line), "\(kind): “\(line)” became “\(translation)”")
      for span in Self.spans(of: line, kind) {
        let counts = (line.ranges(of: span).count, translation.ranges(of: span).count)
        #expect(counts.0 == counts.1, "\(kind): \(span) of “\(line)” in “\(translation)”")
      }
    }
  }

  static func table() throws -> [(kind: String, line: String)] {
    let file = try #require(
      Bundle.module.url(forResource: "kinds-of-lines", withExtension: "tsv", subdirectory: "Golden"))
    let text = try String(contentsOf: file, encoding: .utf8)
    return text.split(separator: "\n").compactMap { row in
      let columns = row.split(separator: "\t", maxSplits: 1)
      return columns.count == 2 ? (String(columns[0]), String(columns[1])) : nil
    }
  }

  /// A word or two, three times and more in a row.
  private static func repeatsItself(_ text: String) -> Bool {
    text.lowercased().contains(/(?:^|\s)(\S+(?: \S+)?)(?: \1){2,}(?:\s|$)/)
  }

  private static func numbers(_ text: String) -> [Substring] {
    text.split { !("0"..."9").contains($0) }.sorted()
  }

  /// What has to come out as it went in, each as often as in the source.
  private static func spans(of line: String, _ kind: String) -> [Substring] {
    switch kind {
    case "placeholder":
      line.matches(of: /%(?:\d\$|\(\w+\))?[sdcm%]|\$?\{+[\w.]+\}+|<\/?\w+>|&amp;|%\d/).map(\.output)
    case "url": line.matches(of: /\w+:\/\/[^\s)]*\w|[\w.]+@[\w.]*\w|www\.[\w.]*\w/).map(\.output)
    case "bullet": line.firstMatch(of: /^\s*\S+(?=\s)/).map { [$0.output] } ?? []
    default: []
    }
  }
}
