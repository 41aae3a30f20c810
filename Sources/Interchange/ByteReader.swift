import Transformer

/// Reads little-endian numbers one after the other, never beyond the end.
struct ByteReader {
  let bytes: UnsafeRawBufferPointer
  let path: String
  private(set) var position: Int

  init(_ bytes: UnsafeRawBufferPointer, path: String, position: Int = 0) {
    (self.bytes, self.path, self.position) = (bytes, path, position)
  }

  mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) throws(ModelError) -> Int {
    let start = try skip(MemoryLayout<Number>.size)
    let number = Number(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: type))
    guard let result = Int(exactly: number), result >= 0 else {
      throw .malformed(path: path, reason: "a size of \(number) at byte \(start) makes no sense")
    }
    return result
  }

  /// Passes over bytes; returns where they begin.
  @discardableResult
  mutating func skip(_ count: Int) throws(ModelError) -> Int {
    guard count >= 0, count <= bytes.count - position else {
      throw .truncated(
        path: path, expected: position.addingReportingOverflow(max(count, 0)).partialValue, found: bytes.count)
    }
    defer { position += count }
    return position
  }

  /// A text of `count` bytes that ends with a zero byte.
  mutating func text(_ count: Int) throws(ModelError) -> String {
    let start = try skip(count)
    guard count > 0, bytes[start + count - 1] == 0 else {
      throw .malformed(path: path, reason: "a name at byte \(start) does not end")
    }
    return String(decoding: bytes[start..<start + count - 1], as: UTF8.self)
  }
}

extension [Int] {
  /// The product; nil where it is beyond what a file could hold.
  var elementCount: Int? {
    reduce(Optional(1)) { product, size in
      guard let product, size >= 0 else { return nil }
      let (result, overflow) = product.multipliedReportingOverflow(by: size)
      return overflow || result > 1 << 40 ? nil : result
    }
  }
}
