import Evaluation
import FoundationEssentials

/// A command line and what sacreBLEU 2.6.0 printed for it; see Golden/make.py.
struct GoldenCase: Decodable, Sendable {
  let arguments: [String]
  let stdin: String?
  let environment: [String: String]?
  let output: String?
  /// In place of a long output: its FNV-1a hash.
  let checksum: String?

  /// The output with this program's version in place of sacreBLEU's.
  var expected: String? {
    output.map { output in
      ["version:2.6.0", "v:2.6.0", "\"version\": \"2.6.0\""].reduce(output) { text, version in
        text.replacing(version, with: version.replacing("2.6.0", with: Signature.version))
      }
    }
  }

  static func load(_ name: String) throws -> [GoldenCase] { try Golden.decode([GoldenCase].self, name) }
}

enum Golden {
  static var folder: URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
  }

  static func path(_ name: String) -> String { folder.appending(path: name).path }

  static func decode<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(contentsOf: folder.appending(path: name)))
  }

  /// The set names, each with NAME.hyp and NAME.ref.
  static let sets = [
    "empty", "words", "repeated", "chinese", "arabic", "emoji", "long", "several", "punctuation", "letters", "japanese",
    "lengths", "shuffled",
  ]

  /// FNV-1a, 64 bits, in hexadecimal.
  static func checksum(_ text: String) -> String {
    let value = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The table and signatures without the explanation between them, which is in our own words.
  static func withoutExplanation(_ output: String) -> String {
    guard let start = output.firstRange(of: "\n - "), output.contains("\nPaired "),
      let end = output.firstRange(of: "-----------------\nMetric")
    else { return output }
    return String(output[..<start.lowerBound] + output[end.lowerBound...])
  }
}
