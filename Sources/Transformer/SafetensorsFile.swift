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

  /// One tensor's line in the header.
  public struct Entry: Codable, Sendable, Equatable {
    public let dtype: String
    public let shape: [Int]
    public let dataOffsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case dataOffsets = "data_offsets"
    }

    /// Number of elements, or nil if the shape makes no sense.
    var count: Int? {
      shape.reduce(Optional(1)) { product, size in
        guard let product, size >= 0 else { return nil }
        let (result, overflow) = product.multipliedReportingOverflow(by: size)
        return overflow ? nil : result
      }
    }

    var elementSize: Int? { ["F32": 4, "F16": 2, "I8": 1][dtype] }
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
  }

  private func check(_ name: String, _ entry: Entry) throws(ModelError) {
    let available = file.bytes.count - dataOffset
    guard entry.dataOffsets.count == 2, entry.dataOffsets[0] >= 0, entry.dataOffsets[0] <= entry.dataOffsets[1] else {
      throw .malformed(path: path, reason: "tensor \(name) has the byte range \(entry.dataOffsets)")
    }
    guard entry.dataOffsets[1] <= available else {
      throw .truncated(path: path, expected: dataOffset + entry.dataOffsets[1], found: file.bytes.count)
    }
    guard let size = entry.elementSize else { return }
    guard let count = entry.count,
      count.multipliedReportingOverflow(by: size) == (entry.dataOffsets[1] - entry.dataOffsets[0], false)
    else { throw .malformed(path: path, reason: "tensor \(name): shape \(entry.shape) does not fill its byte range") }
  }

  /// Keeps the mapping, and so what ``bytes(_:type:shape:)`` returns, alive.
  var owner: AnyObject { file }

  /// The bytes of the tensor `name` where they are mapped, valid as long as ``owner`` lives. They begin at a multiple of
  /// 4 in memory.
  ///
  /// - Throws: ``ModelError`` if it is absent or of another shape or type.
  func bytes(_ name: String, type: String, shape: [Int]) throws(ModelError) -> UnsafeRawBufferPointer {
    guard let entry = tensors[name] else { throw .tensorMissing(path: path, name: name) }
    guard entry.dtype == type else { throw .tensorType(path: path, name: name, type: entry.dtype) }
    guard entry.shape == shape else {
      throw .tensorShape(path: path, name: name, expected: shape, found: entry.shape)
    }
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
    guard entry.dtype == "F16", let base = file.bytes.baseAddress else { return nil }
    return try halves(base + dataOffset + entry.dataOffsets[0], of: name)
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
    guard ["F32", "F16"].contains(entry.dtype) else { throw .tensorType(path: path, name: name, type: entry.dtype) }
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
  func read(
    _ name: String, shape: [Int], elements: Range<Int>, to destination: UnsafeMutablePointer<Float>
  ) throws(ModelError) {
    let entry = try entry(name, shape: shape)
    guard let base = file.bytes.baseAddress, let size = entry.elementSize, !elements.isEmpty else { return }
    let (source, count) = (base + dataOffset + entry.dataOffsets[0] + elements.lowerBound * size, elements.count)
    switch entry.dtype {
    case "F32": UnsafeMutableRawPointer(destination).copyMemory(from: source, byteCount: count * 4)
    case "F16": ck_f16_to_f32(try halves(source, of: name), count, destination)
    default: throw .tensorType(path: path, name: name, type: entry.dtype)
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
    } catch {
      throw .malformed(path: path, reason: "its safetensors header is not valid JSON of the expected form")
    }
  }
}
