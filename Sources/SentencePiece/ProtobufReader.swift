/// Walks over the fields of one message of protocol buffers (wire format), without copying.
struct ProtobufReader {
  enum Value {
    case number(UInt64)
    case fixed32(UInt32)
    case bytes(UnsafeRawBufferPointer)
    /// Eight bytes, which no field that is read here has.
    case other
  }

  struct Malformed: Error {
    let reason: String
  }

  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The next field; nil at the end.
  mutating func next() throws(Malformed) -> (field: Int, value: Value)? {
    guard position < bytes.count else { return nil }
    let tag = try varint()
    let field = Int(truncatingIfNeeded: tag >> 3)
    guard field > 0, tag >> 3 < 1 << 29 else { throw Malformed(reason: "a field has no valid number") }
    switch tag & 7 {
    case 0: return (field, .number(try varint()))
    case 1:
      _ = try take(8)
      return (field, .other)
    case 2:
      let length = try varint()
      guard length <= UInt64(bytes.count - position) else {
        throw Malformed(reason: "it ends in the middle of a field")
      }
      return (field, .bytes(try take(Int(length))))
    case 5: return (field, .fixed32(UInt32(littleEndian: try take(4).loadUnaligned(as: UInt32.self))))
    default: throw Malformed(reason: "a field is of a kind that does not exist")
    }
  }

  private mutating func take(_ count: Int) throws(Malformed) -> UnsafeRawBufferPointer {
    guard count <= bytes.count - position else { throw Malformed(reason: "it ends in the middle of a field") }
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
  }

  /// Seven bits a byte, lowest first; ten bytes at most.
  private mutating func varint() throws(Malformed) -> UInt64 {
    var result: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard position < bytes.count else { throw Malformed(reason: "it ends in the middle of a number") }
      let byte = bytes[position]
      position += 1
      result |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return result }
    }
    throw Malformed(reason: "a number has too many bytes")
  }
}

extension ProtobufReader.Value {
  func bool() throws(ProtobufReader.Malformed) -> Bool { try number() != 0 }

  /// Negative numbers have ten bytes.
  func int() throws(ProtobufReader.Malformed) -> Int { Int(Int32(truncatingIfNeeded: try number())) }

  func number() throws(ProtobufReader.Malformed) -> UInt64 {
    guard case .number(let number) = self else { throw .init(reason: "a field is not the number it should be") }
    return number
  }

  func float() throws(ProtobufReader.Malformed) -> Float {
    guard case .fixed32(let bits) = self else { throw .init(reason: "a field is not the number it should be") }
    return Float(bitPattern: bits)
  }

  func bytes() throws(ProtobufReader.Malformed) -> UnsafeRawBufferPointer {
    guard case .bytes(let bytes) = self else { throw .init(reason: "a field is not the text it should be") }
    return bytes
  }
}
