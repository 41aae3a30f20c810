import CZlib
import Tensors
import Transformer

/// Writes NumPy's `.npz`: a zip archive of `.npy` files, none of them compressed, as `numpy.savez` does.
///
/// Stored entries need no more of the zip format than a header in front of each file and a list at the end, so that
/// zlib's CRC is all that has to come from a library.
public struct NumpyArchive: ~Copyable {
  private let path: String
  private var file: AtomicFile
  private var offset = 0
  private var directory: [UInt8] = []
  private var entries = 0

  /// - Throws: ``ModelError/unwritable(path:reason:)``, as do all other functions.
  public init(path: String) throws(ModelError) {
    self.path = path
    file = try AtomicFile(path: path)
  }

  /// Adds a contiguous float32 matrix, `[rows, columns]`.
  public mutating func add(_ name: String, _ values: Matrix) throws(ModelError) {
    let bytes = UnsafeRawBufferPointer(start: values.pointer, count: values.count * 4)
    try add(name, type: "<f4", shape: "(\(values.rows), \(values.columns))", bytes)
  }

  /// Adds a vector of signed bytes.
  public mutating func add(_ name: String, bytes: [UInt8]) throws(ModelError) {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(ModelError) in try add(name, type: "|i1", shape: "(\(buffer.count),)", buffer) }
    }
    try result.get()
  }

  /// Writes the list of entries and puts the file in its place.
  public consuming func commit() throws(ModelError) {
    let size = directory.count
    var end = Self.fields(0x0605_4b50, size: 4) + Self.fields(0, 0, entries, entries, size: 2)
    end += Self.fields(size, offset, size: 4) + Self.fields(0, size: 2)
    try file.write(directory + end)
    try file.commit()
  }

  private mutating func add(
    _ name: String, type: String, shape: String, _ data: UnsafeRawBufferPointer
  ) throws(ModelError) {
    let header = Self.arrayHeader(type: type, shape: shape)
    let size = header.count + data.count
    // Beyond these the format needs extensions that nobody has asked for.
    guard offset + size < Int(UInt32.max) - (1 << 20), entries < Int(UInt16.max) else {
      throw .unwritable(path: path, reason: "the model is too large for a zip file without extensions (4 GB)")
    }
    let title = Array("\(name).npy".utf8)
    // Version, flags (bit 11: the name is UTF-8), method 0 (stored), time, date (1980-01-01); CRC, sizes; lengths.
    var description = Self.fields(20, 1 << 11, 0, 0, 0x21, size: 2)
    description += Self.fields(Int(Self.checksum(header, data)), size, size, size: 4)
    description += Self.fields(title.count, 0, size: 2)
    let start = offset
    let local = Self.fields(0x0403_4b50, size: 4) + description + title
    try file.write(local + header)
    try file.write(data)
    offset += local.count + size
    directory += Self.fields(0x0201_4b50, size: 4) + Self.fields(20, size: 2) + description
    directory += Self.fields(0, 0, 0, size: 2) + Self.fields(0, start, size: 4) + title
    entries += 1
  }

  /// The `.npy` header, version 1.0, padded so that the data begins at a multiple of 64 bytes.
  private static func arrayHeader(type: String, shape: String) -> [UInt8] {
    var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }"
    while (10 + text.utf8.count + 1) % 64 != 0 { text += " " }
    text += "\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0] + fields(text.utf8.count, size: 2) + Array(text.utf8)
  }

  private static func checksum(_ header: [UInt8], _ data: UnsafeRawBufferPointer) -> UInt {
    var sum = crc32(0, nil, 0)
    sum = crc32_z(sum, header, header.count)
    return data.isEmpty ? sum : crc32_z(sum, data.baseAddress?.assumingMemoryBound(to: UInt8.self), data.count)
  }

  /// Little-endian numbers of `size` bytes each.
  private static func fields(_ values: Int..., size: Int) -> [UInt8] {
    values.flatMap { value in (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
  }
}
