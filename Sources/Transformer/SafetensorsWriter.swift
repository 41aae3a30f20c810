import CKernels
import FoundationEssentials
import Tensors

/// Writes float32 matrices in the safetensors format, atomically.
public enum SafetensorsWriter {
  public enum ElementType: String, Sendable, CaseIterable {
    case float32 = "F32"
    case float16 = "F16"

    var stored: SafetensorsFile.ElementType { self == .float32 ? .float32 : .float16 }
  }

  /// - Parameters:
  ///   - tensors: contiguous matrices under their names, in the order in which they are stored.
  ///   - metadata: free text.
  /// - Throws: ``ModelError/unwritable(path:reason:)``.
  public static func write(
    _ tensors: [(name: String, values: Matrix)], metadata: [String: String] = [:], as type: ElementType = .float32,
    to path: String
  ) throws(ModelError) {
    var file = try AtomicFile(path: path)
    let sizes = tensors.map { ($0.name, [$0.values.rows, $0.values.columns], $0.values.count * type.stored.size) }
    try writeHeader(entries(sizes, type.stored), metadata: metadata, to: &file, path: path)
    for tensor in tensors { try write(tensor.values, as: type, to: &file) }
    try file.commit()
  }

  /// The same for parameters that come one by one, block by block: `read` is asked for each in turn, and hands its
  /// elements, in row order, to the function that it gets.
  package static func write(
    _ parameters: [ParameterLayout.Parameter], as type: ElementType, to path: String,
    read: (ParameterLayout.Parameter, (UnsafeMutableBufferPointer<Float>) throws -> Void) throws -> Void
  ) throws {
    var file = try AtomicFile(path: path)
    let sizes = parameters.map { ($0.name, [$0.rows, $0.columns], $0.count * type.stored.size) }
    try writeHeader(entries(sizes, type.stored), metadata: [:], to: &file, path: path)
    for parameter in parameters {
      var count = 0
      try read(parameter) { block in
        count += block.count
        guard let base = block.baseAddress else { return }
        try write(Matrix(base, rows: 1, columns: block.count), as: type, to: &file)
      }
      precondition(count == parameter.count, "a parameter comes whole")
    }
    try file.commit()
  }

  /// The same in float32 for tensors of any shape that are made one by one, by their index.
  package static func write(
    _ tensors: [(name: String, shape: [Int])], metadata: [String: String] = [:], to path: String,
    make: (Int) throws -> FloatStorage
  ) throws {
    var file = try AtomicFile(path: path)
    let sizes = tensors.map { ($0.name, $0.shape, $0.shape.reduce(4, *)) }
    try writeHeader(entries(sizes, .float32), metadata: metadata, to: &file, path: path)
    for (index, tensor) in tensors.enumerated() {
      let values = try make(index)
      precondition(values.count == tensor.shape.reduce(1, *), "a tensor comes whole")
      try write(values.matrix(rows: 1, columns: values.count), as: .float32, to: &file)
      withExtendedLifetime(values) {}
    }
    try file.commit()
  }

  private static func write(_ values: Matrix, as type: ElementType, to file: inout AtomicFile) throws(ModelError) {
    switch type {
    case .float32: try file.write(UnsafeRawBufferPointer(start: values.pointer, count: values.count * 4))
    case .float16:
      let half = UnsafeMutablePointer<UInt16>.allocate(capacity: values.count)
      defer { half.deallocate() }
      ck_f32_to_f16(values.pointer, values.count, half)
      try file.write(UnsafeRawBufferPointer(start: half, count: values.count * 2))
    }
  }

  /// A tensor of any type, as bytes.
  package struct RawTensor {
    let name: String
    let type: SafetensorsFile.ElementType
    let shape: [Int]
    let bytes: UnsafeRawBufferPointer

    package init(name: String, type: SafetensorsFile.ElementType, shape: [Int], bytes: UnsafeRawBufferPointer) {
      (self.name, self.type, self.shape, self.bytes) = (name, type, shape, bytes)
    }
  }

  /// Writes tensors as they are, in the given order.
  package static func write(
    _ tensors: [RawTensor], metadata: [String: String], to path: String
  ) throws(ModelError) {
    var entries: [String: SafetensorsFile.Entry] = [:]
    var offset = 0
    for tensor in tensors {
      let end = offset + tensor.bytes.count
      entries[tensor.name] = .init(dtype: tensor.type, shape: tensor.shape, dataOffsets: [offset, end])
      offset = end
    }
    var file = try AtomicFile(path: path)
    try writeHeader(entries, metadata: metadata, to: &file, path: path)
    for tensor in tensors { try file.write(tensor.bytes) }
    try file.commit()
  }

  /// Tensors that stand one behind the other.
  private static func entries(
    _ tensors: [(name: String, shape: [Int], size: Int)], _ type: SafetensorsFile.ElementType
  ) -> [String: SafetensorsFile.Entry] {
    var entries: [String: SafetensorsFile.Entry] = [:]
    var offset = 0
    for (name, shape, size) in tensors {
      entries[name] = .init(dtype: type, shape: shape, dataOffsets: [offset, offset + size])
      offset += size
    }
    return entries
  }

  /// The header's length and the JSON header, padded with spaces so that the tensors begin on a 64-byte boundary.
  private static func writeHeader(
    _ entries: [String: SafetensorsFile.Entry], metadata: [String: String], to file: inout AtomicFile, path: String
  ) throws(ModelError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let body = try? encoder.encode(HeaderJSON(entries: entries, metadata: metadata)) else {
      throw .unwritable(path: path, reason: "its header cannot be encoded")
    }
    var bytes = [UInt8](body)
    while (bytes.count + 8) % 64 != 0 { bytes.append(UInt8(ascii: " ")) }
    try file.write((0..<8).map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) } + bytes)
  }

  private struct HeaderJSON: Encodable {
    let entries: [String: SafetensorsFile.Entry]
    let metadata: [String: String]

    struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(_ name: String) { stringValue = name }
      init?(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      if !metadata.isEmpty { try container.encode(metadata, forKey: Key("__metadata__")) }
      for (name, entry) in entries { try container.encode(entry, forKey: Key(name)) }
    }
  }
}
