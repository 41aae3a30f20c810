import CKernels
import FoundationEssentials
import Tensors

/// Reads a file in the safetensors format: an 8-byte little-endian header length, a JSON header that maps names to
/// element type, shape and byte range, then the bytes. The file is memory-mapped.
public struct SafetensorsFile: Sendable {
  public let path: String
  public let tensors: [String: Entry]
  /// Free text stored with the tensors (`__metadata__`).
  public let metadata: [String: String]
  private let file: MappedFile
  private let dataOffset: Int

  /// What elements are stored as: all types that the format has.
  public enum ElementType: String, Codable, Sendable, CaseIterable {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case float8E4M3 = "F8_E4M3"
    case float8E5M2 = "F8_E5M2"
    case int64 = "I64"
    case int32 = "I32"
    case int16 = "I16"
    case int8 = "I8"
    case uint64 = "U64"
    case uint32 = "U32"
    case uint16 = "U16"
    case uint8 = "U8"
    case bool = "BOOL"

    /// Bytes of an element.
    var size: Int {
      switch self {
      case .float64, .int64, .uint64: 8
      case .float32, .int32, .uint32: 4
      case .float16, .bfloat16, .int16, .uint16: 2
      case .float8E4M3, .float8E5M2, .int8, .uint8, .bool: 1
      }
    }

    /// Whether it can be read as float32.
    var isReadable: Bool { [.float32, .float16, .bfloat16].contains(self) }
  }

  /// One tensor's line in the header.
  public struct Entry: Codable, Sendable, Equatable {
    public let dtype: ElementType
    public let shape: [Int]
    public let dataOffsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case dataOffsets = "data_offsets"
    }

    init(dtype: ElementType, shape: [Int], dataOffsets: [Int]) {
      (self.dtype, self.shape, self.dataOffsets) = (dtype, shape, dataOffsets)
    }

    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      let name = try container.decode(String.self, forKey: .dtype)
      guard let type = ElementType(rawValue: name) else {
        throw UnknownType(tensor: decoder.codingPath.last?.stringValue ?? "", type: name)
      }
      dtype = type
      shape = try container.decode([Int].self, forKey: .shape)
      dataOffsets = try container.decode([Int].self, forKey: .dataOffsets)
    }

    /// Number of elements, or nil if the shape makes no sense.
    var count: Int? {
      shape.reduce(Optional(1)) { product, size in
        guard let product, size >= 0 else { return nil }
        let (result, overflow) = product.multipliedReportingOverflow(by: size)
        return overflow ? nil : result
      }
    }
  }

  /// A tensor of a type that the format does not have.
  private struct UnknownType: Error {
    let tensor: String
    let type: String
  }

  static let maximumHeader = 100_000_000

  /// - Throws: ``ModelError`` if the file cannot be read or is not what the format asks for.
  public init(path: String) throws(ModelError) { try self.init(MappedFile(path: path), path: path) }

  /// - Parameter path: where `file` comes from, for messages.
  init(_ file: MappedFile, path: String) throws(ModelError) {
    self.path = path
    self.file = file
    let header = try Self.header(file, path: path)
    dataOffset = 8 + header.length
    tensors = header.tensors
    metadata = header.metadata
    for (name, entry) in tensors { try check(name, entry) }
    try checkCoverage()
  }

  /// Tensors stand one behind the other up to the end of the file, as the format has it: what a damaged header moves
  /// does not.
  private func checkCoverage() throws(ModelError) {
    var end = 0
    for range in tensors.values.map(\.dataOffsets).sorted(by: { ($0[0], $0[1]) < ($1[0], $1[1]) }) {
      guard range[0] == end else {
        throw .malformed(path: path, reason: "a tensor begins at byte \(range[0]) of the data, not at \(end)")
      }
      end = range[1]
    }
    guard end == file.bytes.count - dataOffset else {
      throw .malformed(
        path: path, reason: "its tensors end \(file.bytes.count - dataOffset - end) bytes before the file")
    }
  }

  private func check(_ name: String, _ entry: Entry) throws(ModelError) {
    let available = file.bytes.count - dataOffset
    guard entry.dataOffsets.count == 2, entry.dataOffsets[0] >= 0, entry.dataOffsets[0] <= entry.dataOffsets[1] else {
      throw .malformed(path: path, reason: "tensor \(name) has the byte range \(entry.dataOffsets)")
    }
    guard entry.dataOffsets[1] <= available else {
      throw .truncated(path: path, expected: dataOffset + entry.dataOffsets[1], found: file.bytes.count)
    }
    guard let count = entry.count,
      count.multipliedReportingOverflow(by: entry.dtype.size) == (entry.dataOffsets[1] - entry.dataOffsets[0], false)
    else { throw .malformed(path: path, reason: "tensor \(name): shape \(entry.shape) does not fill its byte range") }
  }

  /// Gives back the memory of what has been read.
  package func forget() { file.forget() }

  /// Keeps the mapping, and so what ``bytes(_:type:shape:)`` returns, alive.
  var owner: AnyObject { file }

  /// The bytes of the tensor `name` where they are mapped, valid as long as ``owner`` lives. They begin at a multiple of
  /// 4 in memory.
  ///
  /// - Throws: ``ModelError`` if it is absent or of another shape or type.
  func bytes(_ name: String, type: ElementType, shape: [Int]) throws(ModelError) -> UnsafeRawBufferPointer {
    let entry = try entry(name, shape: shape)
    guard entry.dtype == type else { throw .tensorType(path: path, name: name, type: entry.dtype.rawValue) }
    let start = dataOffset + entry.dataOffsets[0]
    guard start % 4 == 0 else {
      throw .malformed(path: path, reason: "tensor \(name) does not begin at a multiple of 4 bytes")
    }
    return UnsafeRawBufferPointer(rebasing: file.bytes[start..<dataOffset + entry.dataOffsets[1]])
  }

  /// The elements of the tensor `name` where they are mapped, valid as long as ``owner`` lives; nil where they are not
  /// in half precision.
  ///
  /// - Throws: ``ModelError`` if it is absent or of another shape.
  func halves(_ name: String, shape: [Int]) throws(ModelError) -> UnsafePointer<UInt16>? {
    let entry = try entry(name, shape: shape)
    guard entry.dtype == .float16, let base = file.bytes.baseAddress else { return nil }
    let halves = try halves(base + dataOffset + entry.dataOffsets[0], of: name)
    guard ck_finite_f16(halves, entry.count ?? 0) == 1 else { throw notFinite(name) }
    return halves
  }

  private func halves(_ start: UnsafeRawPointer, of name: String) throws(ModelError) -> UnsafePointer<UInt16> {
    guard Int(bitPattern: start) % 2 == 0 else {
      throw .malformed(path: path, reason: "tensor \(name) begins at an odd byte")
    }
    return start.assumingMemoryBound(to: UInt16.self)
  }

  /// Checks that the tensor `name` is there, in `shape` and in a type that can be read as float32.
  package func expect(_ name: String, shape: [Int]) throws(ModelError) {
    let entry = try entry(name, shape: shape)
    guard entry.dtype.isReadable else { throw .tensorType(path: path, name: name, type: entry.dtype.rawValue) }
  }

  private func entry(_ name: String, shape: [Int]) throws(ModelError) -> Entry {
    guard let entry = tensors[name] else { throw .tensorMissing(path: path, name: name) }
    guard entry.shape == shape else {
      throw .tensorShape(path: path, name: name, expected: shape, found: entry.shape)
    }
    return entry
  }

  /// Copies the tensor `name`, which must have `shape`, to `destination` as float32.
  ///
  /// - Throws: ``ModelError`` if it is absent or of another shape or type.
  public func read(_ name: String, shape: [Int], to destination: UnsafeMutablePointer<Float>) throws(ModelError) {
    try read(name, shape: shape, elements: 0..<shape.reduce(1, *), to: destination)
  }

  /// The same for some of the elements, in row order.
  package func read(
    _ name: String, shape: [Int], elements: Range<Int>, to destination: UnsafeMutablePointer<Float>
  ) throws(ModelError) {
    let entry = try entry(name, shape: shape)
    let (type, start) = (entry.dtype, dataOffset + entry.dataOffsets[0])
    guard let base = file.bytes.baseAddress, !elements.isEmpty else { return }
    let (source, count) = (base + start + elements.lowerBound * type.size, elements.count)
    switch type {
    case .float32: UnsafeMutableRawPointer(destination).copyMemory(from: source, byteCount: count * 4)
    case .float16: ck_f16_to_f32(try halves(source, of: name), count, destination)
    case .bfloat16: Self.widen(source, count, destination)
    default: throw .tensorType(path: path, name: name, type: type.rawValue)
    }
    guard ck_finite_f32(destination, count) == 1 else { throw notFinite(name) }
  }

  private func notFinite(_ name: String) -> ModelError {
    .malformed(path: path, reason: "tensor \(name) holds numbers that are not finite")
  }

  /// bfloat16 is the upper half of a float32.
  private static func widen(_ source: UnsafeRawPointer, _ count: Int, _ destination: UnsafeMutablePointer<Float>) {
    for index in 0..<count {
      let half = UInt16(littleEndian: source.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
      destination[index] = Float(bitPattern: UInt32(half) << 16)
    }
  }
}

extension SafetensorsFile {
  private struct Header {
    var length: Int
    var tensors: [String: Entry] = [:]
    var metadata: [String: String] = [:]
  }

  /// A header's value is a tensor's entry under every key but one.
  private struct HeaderJSON: Decodable {
    var tensors: [String: Entry] = [:]
    var metadata: [String: String] = [:]

    struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init?(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      for key in container.allKeys {
        if key.stringValue == "__metadata__" {
          metadata = try container.decode([String: String].self, forKey: key)
        } else {
          tensors[key.stringValue] = try container.decode(Entry.self, forKey: key)
        }
      }
    }
  }

  private static func header(_ file: MappedFile, path: String) throws(ModelError) -> Header {
    guard file.bytes.count >= 8 else { throw .truncated(path: path, expected: 8, found: file.bytes.count) }
    let length = UInt64(littleEndian: file.bytes.loadUnaligned(as: UInt64.self))
    guard length <= maximumHeader else {
      throw .malformed(path: path, reason: "a safetensors header of \(length) bytes is not plausible")
    }
    guard 8 + Int(length) <= file.bytes.count else {
      throw .truncated(path: path, expected: 8 + Int(length), found: file.bytes.count)
    }
    let json = Data(file.bytes[8..<8 + Int(length)])
    do {
      let header = try JSONDecoder().decode(HeaderJSON.self, from: json)
      return Header(length: Int(length), tensors: header.tensors, metadata: header.metadata)
    } catch let problem as UnknownType {
      throw .tensorType(path: path, name: problem.tensor, type: problem.type)
    } catch {
      throw .malformed(path: path, reason: "its safetensors header is not valid JSON of the expected form")
    }
  }
}
