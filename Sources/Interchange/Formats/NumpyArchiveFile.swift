import CKernels
import Tensors
import Transformer

/// Reads NumPy's `.npz`, a zip archive of `.npy` files, as `numpy.savez`, `numpy.savez_compressed` and Marian write it.
///
/// The header of each file is a Python dictionary, of which versions 1 to 3 of the format allow no more than three
/// keys: `descr`, `fortran_order` and `shape`.
package struct NumpyArchiveFile: Sendable {
  package let path: String
  private let archive: ZipFile

  /// - Throws: ``ModelError`` if the file cannot be read or is damaged.
  package init(path: String) throws(ModelError) {
    self.path = path
    archive = try ZipFile(path: path)
  }

  func forget() { archive.forget() }

  package func contains(_ name: String) -> Bool { archive.entries["\(name).npy"] != nil }

  /// Checks that the arrays are there, each with room for so many numbers of half precision at least.
  package func expect(_ parameters: [ParameterLayout.Parameter]) throws(ModelError) {
    for parameter in parameters { try expect(parameter.name, rows: parameter.rows, columns: parameter.columns) }
  }

  package func expect(_ name: String, rows: Int, columns: Int) throws(ModelError) {
    guard let entry = archive.entries["\(name).npy"] else { throw .tensorMissing(path: path, name: name) }
    guard entry.size / 2 >= rows * columns else {
      throw .malformed(
        path: path, reason: "array \(name) has \(entry.size) bytes, too few for \(rows) x \(columns)")
    }
  }

  /// The elements of an array of bytes.
  ///
  /// - Throws: ``ModelError``, also where there are more than `limit`.
  package func bytes(_ name: String, limit: Int) throws(ModelError) -> [UInt8] {
    if let entry = archive.entries["\(name).npy"], entry.size > limit {
      throw .malformed(path: path, reason: "array \(name) has \(entry.size) bytes, more than makes sense")
    }
    return try withArray(name) { header, data throws(ModelError) in
      // Marian's own writer calls bytes <i1, NumPy's |i1.
      guard ["|i1", "|u1", "|S1", "<i1", "<u1"].contains(header.type) else {
        throw .tensorType(path: path, name: name, type: header.type)
      }
      return [UInt8](data)
    }
  }

  /// Copies the array `name` to `destination`, a contiguous matrix, as float32. Arrays of one dimension are one row.
  ///
  /// - Throws: ``ModelError`` if it is absent or of another shape or type.
  package func read(_ name: String, to destination: Matrix) throws(ModelError) {
    let (rows, columns) = (destination.rows, destination.columns)
    try withArray(name) { header, data throws(ModelError) in
      guard header.shape == [rows, columns] || (rows == 1 && header.shape == [columns]) else {
        throw .tensorShape(path: path, name: name, expected: [rows, columns], found: header.shape)
      }
      guard let size = ["<f4": 4, "<f2": 2][header.type] else {
        throw .tensorType(path: path, name: name, type: header.type)
      }
      guard data.count == rows * columns * size, let source = data.baseAddress else {
        throw .malformed(path: path, reason: "array \(name) has \(data.count) bytes, not \(rows * columns * size)")
      }
      let isTransposed = header.isFortran && rows > 1
      let target = isTransposed ? FloatStorage(uninitialized: rows * columns) : nil
      Self.convert(source, isHalf: size == 2, count: rows * columns, to: target?.pointer ?? destination.pointer)
      if let target { target.matrix(rows: columns, columns: rows).transposed(into: destination) }
    }
  }

  /// Copies some of the elements of the array `name`, in row order, to `destination` as float32.
  ///
  /// - Throws: ``ModelError`` if it is absent or of another shape or type.
  package func read(
    _ name: String, shape: [Int], elements: Range<Int>, to destination: UnsafeMutablePointer<Float>
  ) throws(ModelError) {
    let count = shape.reduce(1, *)
    guard let entry = archive.entries["\(name).npy"] else { throw .tensorMissing(path: path, name: name) }
    guard entry.size <= 4 * count + Self.longestHeader else {
      throw .malformed(path: path, reason: "array \(name) has \(entry.size) bytes, too many for the shape \(shape)")
    }
    try withArray(name) { header, data throws(ModelError) in
      guard header.shape == shape || header.shape == Array(shape.drop { $0 == 1 }) else {
        throw .tensorShape(path: path, name: name, expected: shape, found: header.shape)
      }
      guard let size = ["<f4": 4, "<f2": 2][header.type], !header.isFortran || elements.count == count else {
        throw .tensorType(path: path, name: name, type: header.type)
      }
      guard data.count == count * size, let source = data.baseAddress else {
        throw .malformed(path: path, reason: "array \(name) has \(data.count) bytes, not \(count * size)")
      }
      let isTransposed = header.isFortran && shape.count == 2 && shape[0] > 1
      let target = isTransposed ? FloatStorage(uninitialized: count) : nil
      Self.convert(
        source + elements.lowerBound * size, isHalf: size == 2, count: elements.count,
        to: target?.pointer ?? destination)
      if let target {
        target.matrix(rows: shape[1], columns: shape[0])
          .transposed(into: Matrix(destination, rows: shape[0], columns: shape[1]))
        withExtendedLifetime(target) {}
      }
    }
  }

  private static let longestHeader = 1 << 16

  /// The bytes need not be aligned: half precision goes through a copy.
  private static func convert(
    _ source: UnsafeRawPointer, isHalf: Bool, count: Int, to destination: UnsafeMutablePointer<Float>
  ) {
    guard isHalf else {
      UnsafeMutableRawPointer(destination).copyMemory(from: source, byteCount: count * 4)
      return
    }
    let half = UnsafeMutablePointer<UInt16>.allocate(capacity: count)
    defer { half.deallocate() }
    UnsafeMutableRawPointer(half).copyMemory(from: source, byteCount: count * 2)
    ck_f16_to_f32(half, count, destination)
  }

  private struct Header {
    let type: String
    let isFortran: Bool
    let shape: [Int]
  }

  private func withArray<Result>(
    _ name: String, _ body: (Header, UnsafeRawBufferPointer) throws(ModelError) -> Result
  ) throws(ModelError) -> Result {
    guard contains(name) else { throw .tensorMissing(path: path, name: name) }
    return try archive.withBytes(of: "\(name).npy") { bytes throws(ModelError) in
      guard let (header, length) = Self.header(bytes) else {
        throw .malformed(path: path, reason: "array \(name) has no valid .npy header")
      }
      return try body(header, UnsafeRawBufferPointer(rebasing: bytes[length...]))
    }
  }

  /// The header, and where the data begins.
  private static func header(_ bytes: UnsafeRawBufferPointer) -> (Header, length: Int)? {
    guard bytes.count >= 12, bytes.starts(with: [0x93] + Array("NUMPY".utf8)), 1...3 ~= bytes[6] else { return nil }
    let start = bytes[6] == 1 ? 10 : 12
    let length = bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard start + length <= bytes.count else { return nil }
    let text = String(decoding: bytes[start..<start + length], as: UTF8.self)
    guard let type = value(of: "descr", in: text, from: "'", to: "'"),
      let order = value(of: "fortran_order", in: text, from: "", to: ","),
      let sizes = value(of: "shape", in: text, from: "(", to: ")"), let shape = shape(sizes)
    else { return nil }
    return (Header(type: type, isFortran: order == "True", shape: shape), start + length)
  }

  /// What stands behind `'key':`, between two marks.
  private static func value(of key: String, in text: String, from start: String, to end: String) -> String? {
    guard let place = text.firstRange(of: "'\(key)':") else { return nil }
    let rest = text[place.upperBound...].drop { $0 == " " }
    guard rest.hasPrefix(start) else { return nil }
    let body = rest.dropFirst(start.count)
    guard let last = body.firstRange(of: end) else { return nil }
    return String(body[..<last.lowerBound])
  }

  private static func shape(_ text: String) -> [Int]? {
    let sizes = text.split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
    let numbers = sizes.compactMap { Int($0) }
    return numbers.count == sizes.count && numbers.allSatisfy { $0 >= 0 } ? numbers : nil
  }
}
