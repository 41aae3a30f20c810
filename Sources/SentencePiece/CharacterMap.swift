/// What text is replaced by before it is cut: SentencePiece's precompiled map.
///
/// Four bytes of length, a double array (Yata et al.: Darts-clone's layout) of so many bytes whose values are places in
/// the rest: replacements, each ending in a zero byte.
struct CharacterMap: Sendable {
  private let units: [UInt32]
  private let texts: [UInt8]

  /// Nil where the bytes are no such map.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= 4 else { return nil }
    let size = Int(UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)))
    guard size >= 4, size % 4 == 0, size <= bytes.count - 4 else { return nil }
    units = (0..<size / 4).map {
      UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 + 4 * $0, as: UInt32.self))
    }
    texts = [UInt8](bytes[(4 + size)...])
    guard texts.split(separator: 0).allSatisfy({ $0.count <= Self.longestReplacement }) else { return nil }
  }

  /// In bytes. The longest that Unicode asks for have 33.
  private static let longestReplacement = 256

  /// The longest text at the beginning of `text` that is replaced: its length, and where its replacement stands.
  @inline(__always)
  func longestMatch(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> (length: Int, replacement: Int)? {
    var best: (length: Int, replacement: Int)?
    var node = Self.offset(units[0])
    for position in start..<text.count {
      let byte = UInt32(text[position])
      node ^= Int(byte)
      guard node < units.count else { return best }
      let unit = units[node]
      guard unit & 0x8000_00FF == byte else { return best }
      node ^= Self.offset(unit)
      if unit & 0x100 != 0, node < units.count {
        best = (position + 1 - start, Int(units[node] & 0x7FFF_FFFF))
      }
    }
    return best
  }

  /// The replacement at a place, up to its zero byte.
  func withReplacement(at start: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    texts.withUnsafeBufferPointer { texts in
      guard start < texts.count else { return }
      let end = texts[start...].firstIndex(of: 0) ?? texts.count
      body(UnsafeBufferPointer(rebasing: texts[start..<end]))
    }
  }

  @inline(__always)
  private static func offset(_ unit: UInt32) -> Int { Int((unit >> 10) << ((unit & 0x200) >> 6)) }
}
