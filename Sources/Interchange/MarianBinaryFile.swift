import CKernels
import Transformer

/// Marian's `.bin` files, version 1: a table of names, types, shapes and sizes, then the data. Mapped.
///
/// Matrices in int8 or int16 for intgemm have one multiplier, behind their numbers, and stand as `[outputs, inputs]`
/// although their shape says the contrary; embeddings stand as they say.
struct MarianBinaryFile: TensorFile {
  let path: String
  private let file: MappedFile
  private var items: [String: Item] = [:]

  private struct Item {
    let type: Kind
    let shape: [Int]
    let start: Int
  }

  private enum Kind {
    case bytes, float16, float32
    /// Bytes of a number.
    case quantized(Int)

    /// browsermt's Marian and Mozilla's have one number for a type of intgemm, marian-nmt's another.
    init?(code: Int) {
      switch code {
      case 0x101, 0x201: self = .bytes
      case 0x402: self = .float16
      case 0x404: self = .float32
      case 0x4101, 0x10001: self = .quantized(1)
      case 0x4102, 0x10002: self = .quantized(2)
      default: return nil
      }
    }

    func bytes(_ count: Int) -> Int {
      switch self {
      case .bytes: count
      case .float16: 2 * count
      case .float32: 4 * count
      case .quantized(let size): size * count + 4
      }
    }
  }

  private static let mostItems = 100_000

  init(path: String) throws(ModelError) {
    self.path = path
    file = try MappedFile(path: path)
    var reader = ByteReader(file.bytes, path: path)
    let version = try reader.number(UInt64.self)
    guard version == 1 else {
      let reason = version == 2 ? "it is encrypted" : "it is no .bin file of Marian's, or of version \(version)"
      throw .malformed(path: path, reason: "\(reason); version 1 can be read")
    }
    let count = try reader.number(UInt64.self)
    guard count <= Self.mostItems else { throw .malformed(path: path, reason: "\(count) items make no sense") }
    try readItems(count, &reader)
  }

  private mutating func readItems(_ count: Int, _ reader: inout ByteReader) throws(ModelError) {
    var heads: [(name: Int, type: Int, rank: Int, size: Int)] = []
    for _ in 0..<count {
      heads.append(
        (
          try reader.number(UInt64.self), try reader.number(UInt64.self), try reader.number(UInt64.self),
          try reader.number(UInt64.self)
        ))
    }
    var names: [String] = []
    for head in heads { names.append(try reader.text(head.name)) }
    var shapes: [[Int]] = []
    for head in heads {
      guard head.rank <= 8 else { throw .malformed(path: path, reason: "\(head.rank) dimensions make no sense") }
      var shape: [Int] = []
      for _ in 0..<head.rank { shape.append(try reader.number(Int32.self)) }
      shapes.append(shape)
    }
    try reader.skip(try reader.number(UInt64.self))
    for ((head, name), shape) in zip(zip(heads, names), shapes) {
      items[name] = try item(name, head.type, shape, size: head.size, at: try reader.skip(head.size))
    }
  }

  /// Types that cannot be read are left out; whoever wants such an item finds it missing.
  private func item(
    _ name: String, _ code: Int, _ shape: [Int], size: Int, at start: Int
  ) throws(ModelError) -> Item? {
    guard let type = Kind(code: code) else {
      guard code == 0x104 || code == 0x204 || code == 0x408 else {
        throw .tensorType(
          path: path, name: name, type: "0x\(String(code, radix: 16)), packed for one kind of processor")
      }
      return nil
    }
    guard let count = shape.elementCount, type.bytes(count) <= size else {
      throw .malformed(path: path, reason: "item \(name): \(size) bytes are too few for its shape \(shape)")
    }
    return Item(type: type, shape: shape, start: start)
  }

  func shape(of name: String) -> [Int]? { items[name]?.shape }

  func forget() { file.forget() }

  /// The options that stand among the weights, as text.
  func options(_ name: String) throws(ModelError) -> [UInt8] {
    guard let item = items[name], case .bytes = item.type, let count = item.shape.elementCount else {
      throw .tensorMissing(path: path, name: name)
    }
    return Array(file.bytes[item.start..<item.start + count])
  }

  func read(
    _ name: String, shape: [Int], elements: Range<Int>, to destination: UnsafeMutablePointer<Float>
  ) throws(ModelError) {
    try expect(name, shape: shape)
    guard let item = items[name], let base = file.bytes.baseAddress else {
      throw .tensorMissing(path: path, name: name)
    }
    let start = base + item.start
    switch item.type {
    case .bytes: throw .tensorType(path: path, name: name, type: "int8 without a multiplier")
    case .float32:
      UnsafeMutableRawPointer(destination)
        .copyMemory(from: start + 4 * elements.lowerBound, byteCount: 4 * elements.count)
    case .float16:
      for (index, element) in elements.enumerated() {
        destination[index] = Float((start + 2 * element).loadUnaligned(as: Float16.self))
      }
    case .quantized(let size):
      try read(item, size, name, start, elements, to: destination)
    }
  }

  private func read(
    _ item: Item, _ size: Int, _ name: String, _ start: UnsafeRawPointer, _ elements: Range<Int>,
    to destination: UnsafeMutablePointer<Float>
  ) throws(ModelError) {
    let count = item.shape.elementCount ?? 0
    let multiplier = (start + size * count).loadUnaligned(as: Float.self)
    guard multiplier.isFinite, multiplier > 0 else {
      throw .malformed(path: path, reason: "item \(name) has the multiplier \(multiplier)")
    }
    let rows = item.shape.first ?? 1
    let columns = max(1, count / max(1, rows))
    let isTransposed = !name.contains("Wemb")
    for (index, element) in elements.enumerated() {
      let place = isTransposed ? element % columns * rows + element / columns : element
      let number =
        size == 1
        ? Float((start + place).loadUnaligned(as: Int8.self))
        : Float((start + 2 * place).loadUnaligned(as: Int16.self))
      destination[index] = number / multiplier
    }
  }
}
