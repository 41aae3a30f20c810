import Subwords
import Testing
import Text

@Suite struct PretokenizerTests {
  static let table: [(String, String)] = [
    ("", ""), (" ", "▁ ▁"), ("The file was opened.", "▁The ▁file ▁was ▁opened ."), ("a  b ", "▁a ▁ ▁b ▁"),
    ("can't 3.14", "▁can't ▁3.14"), ("(x) y", "▁( x ) ▁y"), ("文件在", "▁文件 在"), (" \u{301}", "▁ ▁\u{301}"),
  ]

  @Test(arguments: table) func marksTheSpaceInFront(text: String, expected: String) throws {
    #expect(try Pretokenizer().pretokenize(text).bytes == expected.bytes)
  }

  /// Chunks between spaces are cut on their own; cutting the whole text must come to the same.
  @Test func spacesHideWhatIsBeyondThemFromICU() throws {
    let pretokenizer = try Pretokenizer()
    let breaker = try WordBreaker()
    var source = HostileText(seed: 9)
    for _ in 0..<10_000 {
      let text = source.next(length: 16).nfc()
      guard !text.isEmpty else { continue }
      #expect(pretokenizer.pretokenize(text).bytes == words(of: " " + text, breaker).bytes)
    }
  }

  /// The definition: cut at ICU's boundaries that do not follow a space, and in front of every space.
  private func words(of text: String, _ breaker: WordBreaker) -> String {
    var cuts: Set<Int> = []
    var position = 0
    for segment in breaker.segments(of: text) {
      cuts.insert(position)
      position += segment.utf8.count
    }
    var out: [UInt8] = []
    let bytes = text.bytes
    for (index, byte) in bytes.enumerated() {
      let followsSpace = index > 0 && bytes[index - 1] == 0x20
      if index > 0, byte == 0x20 || (cuts.contains(index) && !followsSpace) { out.append(0x20) }
      out += byte == 0x20 ? "▁".bytes : [byte]
    }
    return String(decoding: out, as: UTF8.self)
  }

  @Test func cutsOverlongWords() throws {
    let words = try Pretokenizer().pretokenize(String(repeating: "é", count: 250)).split(separator: " ")
    #expect(words.map(\.unicodeScalars.count) == [100, 100, 51])
  }
}
