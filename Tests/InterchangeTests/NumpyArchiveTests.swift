import FoundationEssentials
import Interchange
import Tensors
import TestSupport
import Testing
import Transformer

@Suite struct NumpyArchiveTests {
  /// The CRCs of the files that NumPy itself writes:
  /// `f = io.BytesIO(); numpy.save(f, x); zlib.crc32(f.getvalue())` with `x = numpy.float32([[1, -2.5], [3, 0.25]])` and
  /// `x = numpy.frombuffer(b"x: 1\n\0", dtype=numpy.int8)`.
  static let expected: [(name: String, checksum: UInt32, size: UInt32)] = [
    ("a.npy", 0xeb95_a4ea, 144), ("special:model.yml.npy", 0xc15b_b4ad, 134),
  ]

  @Test func entriesAreTheFilesThatNumpyWrites() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/x.npz"
    let values = FloatStorage([1, -2.5, 3, 0.25])
    var archive = try NumpyArchive(path: path)
    try archive.add("a", values.matrix(rows: 2, columns: 2))
    try archive.add("special:model.yml", bytes: Array("x: 1\n\0".utf8))
    try archive.commit()
    withExtendedLifetime(values) {}

    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    func number(_ at: Int, _ size: Int) -> UInt32 { (0..<size).reduce(0) { $0 | UInt32(bytes[at + $1]) << (8 * $1) } }
    let end = bytes.count - 22
    #expect(number(end, 4) == 0x0605_4b50 && number(end + 10, 2) == 2)
    var entry = Int(number(end + 16, 4))
    #expect(entry + Int(number(end + 12, 4)) == end)
    for file in Self.expected {
      #expect(number(entry, 4) == 0x0201_4b50 && number(entry + 10, 2) == 0)
      #expect(number(entry + 16, 4) == file.checksum && number(entry + 20, 4) == file.size)
      let (length, local) = (Int(number(entry + 28, 2)), Int(number(entry + 42, 4)))
      #expect(Array(bytes[entry + 46..<entry + 46 + length]) == Array(file.name.utf8))
      #expect(number(local, 4) == 0x0403_4b50 && number(local + 14, 4) == file.checksum)
      // The data stands behind the local header and name, where NumPy's magic number begins it.
      #expect(Array(bytes[local + 30 + length..<local + 36 + length]) == [0x93] + Array("NUMPY".utf8))
      entry += 46 + length
    }
  }
}
