import Foundation
import SentencePiece
import TestSupport
import Testing

@Suite struct SentencePieceTests {
  @Test(arguments: Golden.names) func saysWhatTheOriginalSays(_ name: String) throws {
    let golden = try Golden(contentsOf: Golden.path("\(name).json"))
    let model = try SentencePieceModel(contentsOf: Golden.path("\(name).spm"))
    Self.compare(golden, model)
    for row in golden.reversed ?? [] { #expect(SentencePieceDecoder.decode(row.ids, with: model) == row.decoded) }
  }

  @Test(
    .enabled(
      if: SharedModels.folder != nil, "../shared/foreign is not there: no published models to compare"))
  func saysWhatTheOriginalSaysOfLargerModels() throws {
    #expect(!SharedModels.names.isEmpty)
    for name in SharedModels.names { Self.compare(try SharedModels.golden(name), try SharedModels.model(name)) }
  }

  static func compare(_ golden: Golden, _ model: SentencePieceModel) {
    let encoder = SentencePieceEncoder(model)
    for line in golden.lines {
      let pieces = encoder.pieces(line.text)
      #expect(pieces.map(\.id) == line.ids, "\(line.text.debugDescription)")
      #expect(Array(encoder.normalized(line.text).utf8) == Array(line.normalized.utf8), "\(line.text.debugDescription)")
      #expect(SentencePieceDecoder.decode(line.ids, with: model) == line.decoded, "\(line.text.debugDescription)")
      guard let spans = line.spans else { continue }
      #expect(
        pieces.map { [$0.source.lowerBound, $0.source.upperBound] } == spans, "\(line.text.debugDescription)")
    }
  }

  @Test(arguments: Golden.names) func piecesCoverTheText(_ name: String) throws {
    let encoder = SentencePieceEncoder(try SentencePieceModel(contentsOf: Golden.path("\(name).spm")))
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      let text = String(String.UnicodeScalarView((0..<Int.random(in: 0...30)).map { _ in Self.scalar(&generator) }))
      let pieces = encoder.pieces(text)
      for (piece, next) in zip(pieces, pieces.dropFirst()) {
        #expect(piece.source.upperBound == next.source.lowerBound, "\(text.debugDescription)")
      }
      #expect(pieces.allSatisfy { 0..<Int32(encoder.model.count) ~= $0.id })
    }
  }

  static func scalar(_ generator: inout some RandomNumberGenerator) -> Unicode.Scalar {
    let ranges: [ClosedRange<UInt32>] = [
      0x20...0x7E, 0x20...0x21, 0xC0...0x17F, 0x300...0x36F, 0x2580...0x2582, 0...0x10FFFF,
    ]
    let range = ranges.randomElement(using: &generator) ?? 0x20...0x7E
    return Unicode.Scalar(UInt32.random(in: range, using: &generator)) ?? " "
  }
}

/// Files that are no models, or damaged ones: an error or a model that works, never a crash.
@Suite struct HostileModelTests {
  static func open(_ bytes: [UInt8]) throws -> SentencePieceModel {
    try bytes.withUnsafeBytes { try SentencePieceModel($0, path: "hostile.spm") }
  }

  @Test(arguments: Golden.names) func damagedFilesAreRefusedOrWork(_ name: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Golden.path("\(name).spm"))))
    for length in stride(from: 0, to: bytes.count, by: 10) { Self.use(Array(bytes[..<length])) }
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<400 {
      var damaged = bytes
      for _ in 0...Int.random(in: 0...3) {
        damaged[Int.random(in: 0..<damaged.count)] = UInt8.random(in: .min ... .max, using: &generator)
      }
      Self.use(damaged)
    }
  }

  static func use(_ bytes: [UInt8]) {
    guard let model = try? open(bytes) else { return }
    let encoder = SentencePieceEncoder(model)
    for text in ["The lamp on the desk", "  ", "zz\u{3000}ﬁ½ e\u{301} <sep>", "🙂"] {
      _ = SentencePieceDecoder.decode(encoder.encode(text), with: model)
    }
  }

  static let piece: [UInt8] = [0x0A, 0x07, 0x0A, 0x05] + Array("<unk>".utf8)

  @Test(
    arguments: [
      [], [0x0A, 0x05], Array("not a model".utf8), [0x0A, 0x02, 0x0A, 0x00],
      // No unknown piece; two with the same text; a length beyond the end; a number without end.
      [0x0A, 0x03, 0x0A, 0x01, 0x61], [0x0A, 0x03, 0x0A, 0x01, 0x61, 0x0A, 0x03, 0x0A, 0x01, 0x61],
      [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [UInt8](repeating: 0xFF, count: 20),
    ] as [[UInt8]])
  func nonsenseIsRefused(_ bytes: [UInt8]) {
    #expect { try Self.open(bytes) } throws: { "\($0)".contains("hostile.spm") }
  }

  @Test func wholeWordModelsAreRefusedByName() {
    // A normal piece, the unknown one, model_type: word.
    let bytes: [UInt8] = [0x0A, 0x09, 0x0A, 0x05] + Array("<unk>".utf8) + [0x18, 0x02, 0x12, 0x02, 0x18, 0x03]
    #expect { try Self.open(bytes) } throws: { "\($0)".contains("whole words") }
  }

  @Test func mapsThatExplodeAreRefused() throws {
    // A trie of one unit, then a replacement of a million bytes.
    let map: [UInt8] = [4, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 0x61, count: 1_000_000)
    func field(_ number: UInt8, _ body: [UInt8]) -> [UInt8] {
      var (length, rest) = ([UInt8](), body.count)
      while rest >= 0x80 {
        length.append(UInt8(rest & 0x7F) | 0x80)
        rest >>= 7
      }
      return [number << 3 | 2] + length + [UInt8(rest)] + body
    }
    let bytes = field(1, field(1, Array("<unk>".utf8)) + [0x18, 0x02]) + field(3, field(2, map))
    #expect { try Self.open(bytes) } throws: { "\($0)".contains("map") }
  }
}
