import Testing
import Text

/// Pairs from UAX #15 and the Unicode Character Database; right sides are NFC.
@Suite struct NormalizationTests {
  static let table: [(String, String)] = [
    ("", ""), ("plain", "plain"), ("e\u{301}", "\u{E9}"), ("A\u{30A}", "\u{C5}"), ("\u{212B}", "\u{C5}"),
    ("\u{2126}", "\u{3A9}"), ("q\u{307}\u{323}", "q\u{323}\u{307}"), ("\u{1E9B}\u{323}", "\u{1E9B}\u{323}"),
    ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"), ("\u{958}", "\u{915}\u{93C}"), ("\u{FB01}", "\u{FB01}"),
    ("\u{F900}", "\u{8C48}"), ("\u{1D15E}", "\u{1D157}\u{1D165}"), ("\0e\u{301}\0", "\0\u{E9}\0"),
    ("\u{344}", "\u{308}\u{301}"), ("\u{30B}o", "\u{30B}o"), ("x\u{2000}y", "x\u{2002}y"),
  ]

  @Test(arguments: table) func matchesTheStandard(input: String, expected: String) {
    #expect(Array(input.nfc().utf8) == Array(expected.utf8))
  }

  @Test func everyScalarStaysEquivalentAndNormal() {
    for value in 0...0x10FFFF as ClosedRange<UInt32> {
      guard let scalar = Unicode.Scalar(value) else { continue }
      // Swift compares by canonical equivalence, with data of its own: an outside opinion.
      let text = "a" + String(Character(scalar)) + "\u{301}"
      let normal = text.nfc()
      if normal != text || !normal.nfc().utf8.elementsEqual(normal.utf8) { Issue.record("U+\(scalar.value)") }
    }
  }

  @Test func windowsCutInFrontOfASCII() {
    let bytes = Array("e\u{301}e\u{301} ααααααα".utf8)
    for limit in 4...bytes.count {
      var parts: [[UInt8]] = []
      bytes.withUnsafeBufferPointer { forEachWindow(of: $0, limit: limit) { _, part in parts.append(Array(part)) } }
      #expect(parts.flatMap { $0 } == bytes)
      #expect(parts.allSatisfy { $0.count <= limit && String(validating: $0, as: UTF8.self) != nil })
    }
  }
}
