import CKernels
import FoundationEssentials
import Tensors

/// Writes float32 matrices in the safetensors format, atomically.
public enum SafetensorsWriter {
  public enum ElementType: String, Sendable, CaseIterable {
    case float32 = "F32"
    case float16 = "F16"

    var size: Int { self == .float32 ? 4 : 2 }
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
    let header = try header(tensors, metadata: metadata, type: type, path: path)
    try file.write((0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header)
    for tensor in tensors { try write(tensor.values, as: type, to: &file) }
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

  /// The JSON header, padded with spaces so that the tensors begin on a 64-byte boundary.
  private static func header(
    _ tensors: [(name: String, values: Matrix)], metadata: [String: String], type: ElementType, path: String
  ) throws(ModelError) -> [UInt8] {
    var entries: [String: SafetensorsFile.Entry] = [:]
    var offset = 0
    for tensor in tensors {
      let end = offset + tensor.values.count * type.size
      entries[tensor.name] = .init(
        dtype: type.rawValue, shape: [tensor.values.rows, tensor.values.columns], dataOffsets: [offset, end])
      offset = end
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    do {
      let body = try encoder.encode(HeaderJSON(entries: entries, metadata: metadata))
      var bytes = [UInt8](body)
      while (bytes.count + 8) % 64 != 0 { bytes.append(UInt8(ascii: " ")) }
      return bytes
    } catch {
      throw .unwritable(path: path, reason: "its header cannot be encoded: \(error)")
    }
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
