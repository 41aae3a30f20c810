import Subwords
import Testing
import Text

@Suite struct RoundTripTests {
  @Test func decodingGivesTheTextBack() throws {
    let encoder = try SubwordEncoder(model: Golden.model())
    var source = HostileText(seed: 1)
    for _ in 0..<20_000 {
      let text = source.next(length: 24)
      let ids = encoder.encode(text)
      if encoder.decode(ids).bytes != text.nfc().bytes { Issue.record("\(text.unicodeScalars.map(\.value))") }
      // Text never makes reserved pieces other than bytes, whatever it looks like.
      if ids.contains(where: { $0 < 34 }) { Issue.record("reserved id from \(text.unicodeScalars.map(\.value))") }
    }
  }

  @Test func everyCharacterComesBack() throws {
    let encoder = try SubwordEncoder(model: Golden.model())
    var text = ""
    for value in 0...0x10FFFF as ClosedRange<UInt32> {
      guard let scalar = Unicode.Scalar(value) else { continue }
      text.unicodeScalars.append(scalar)
      guard value & 0x7FF == 0x7FF else { continue }
      #expect(encoder.decode(encoder.encode(text)).bytes == text.nfc().bytes)
      text = ""
    }
  }

  @Test func allModelsGiveTheTextBack() throws {
    let bare = SubwordModel(codes: BytePairCodes(merges: []), vocabulary: try Vocabulary(ordinary: []))
    // Codes whose symbols look like markers, and a vocabulary that holds only some of what they make.
    let codes = BytePairCodes(merges: [
      .init("<", "/"), .init("</", "w"), .init("</w", "></w>"), .init("@", "@</w>"), .init("x@", "@</w>"),
      .init("@", "@"),
      .init("▁", "▁"), .init("▁", "T"), .init("▁T", "h"), .init("▁Th", "e</w>"), .init("a", "b</w>"),
    ])
    let odd = SubwordModel(
      codes: codes,
      vocabulary: try Vocabulary(ordinary: ["▁@@", "▁", "▁▁", "▁The", "@@@", "@", "@@", "a@@", "T▁x", "<", "</w>"]))
    for model in [bare, odd] {
      let encoder = try SubwordEncoder(model: model)
      var source = HostileText(seed: 2)
      for _ in 0..<3000 {
        let text = source.next(length: 12)
        #expect(encoder.decode(encoder.encode(text)).bytes == text.nfc().bytes)
      }
    }
  }

  @Test func dropoutGivesTheTextBack() throws {
    let encoder = try SubwordEncoder(model: Golden.model())
    var source = HostileText(seed: 3)
    var generator = XorShift(state: 5)
    for round in 0..<3000 {
      let text = source.next(length: 12)
      let ids = encoder.encode(text, dropout: Double(round % 11) / 10, using: &generator)
      #expect(encoder.decode(ids).bytes == text.nfc().bytes)
    }
  }

  @Test func cachesDoNotChangeTheResult() throws {
    let model = try Golden.model()
    let warm = try SubwordEncoder(model: model)
    var source = HostileText(seed: 4)
    for _ in 0..<500 {
      let text = source.next(length: 40)
      let first = warm.encode(text)
      #expect(warm.encode(text) == first)
      #expect(try SubwordEncoder(model: model).encode(text) == first)
    }
  }

  @Test(arguments: [
    String(repeating: "x", count: 100_000), String(repeating: " ", count: 100_000),
    String(repeating: "\0", count: 100_000),
    String(repeating: "ab ", count: 33_000), String(repeating: "文件在哪里", count: 20_000),
    String(repeating: "▁", count: 50_000),
    String(repeating: "ไฟล์อยู่ในโฟลเดอร์", count: 5000), "e" + String(repeating: "\u{301}", count: 50_000),
  ])
  func longTextsComeBack(text: String) throws {
    let encoder = try SubwordEncoder(model: Golden.model())
    #expect(encoder.decode(encoder.encode(text)).bytes == text.nfc().bytes)
  }

  @Test func placeholdersStayApart() throws {
    let encoder = try SubwordEncoder(model: Golden.model())
    let cases: [[SubwordPart]] = [
      [.text("See "), .placeholder(3), .text(" for details.")], [.placeholder(0)], [.placeholder(31), .text(" x")],
      [.text(" "), .placeholder(1), .placeholder(1), .text("é<ph1>")], [.text("  a")], [],
    ]
    for parts in cases {
      let ids = encoder.encode(parts)
      #expect(encoder.decodeParts(ids) == parts)
      #expect(
        ids.filter { (2..<34).contains($0) }.count
          == parts.filter { if case .placeholder = $0 { true } else { false } }.count)
    }
    #expect(encoder.encode([.text("e"), .text("\u{301}")]) == encoder.encode("é"))
    #expect(encoder.encode([.placeholder(32), .placeholder(-1)]).isEmpty)
    #expect(encoder.decode(encoder.encode(cases[0])) == "See <ph3> for details.")
  }

  @Test func decodesWhatNoEncoderMakes() throws {
    let encoder = try SubwordEncoder(model: Golden.model())
    let byte = Vocabulary.byte
    #expect(encoder.decode([0, byte(0xC3), byte(0xA9), 0]) == "é")
    #expect(encoder.decode([byte(0xC3), byte(0x41), byte(0x80)]) == "\u{FFFD}A\u{FFFD}")
    #expect(encoder.decode([1, -5, Int32.max, Int32.min]) == "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}")
    #expect(encoder.decode([]) == "" && encoder.encode("") == [])
  }
}
