import Foundation
import Interchange
import Tensors
import Testing
import Transformer

/// Reading what NumPy wrote (Golden/make.py), and archives that lie.
@Suite struct NumpyReadingTests {
  private func read(_ file: NumpyArchiveFile, _ name: String, rows: Int = 2, columns: Int = 3) throws -> [Float] {
    let storage = FloatStorage(count: rows * columns)
    let matrix = storage.matrix(rows: rows, columns: columns)
    try file.read(name, to: matrix)
    return withExtendedLifetime(storage) { matrix.elements }
  }

  @Test func everyTypeAndOrderIsRead() throws {
    let file = try NumpyArchiveFile(path: InterchangeTests.golden("arrays.npz"))
    let expected: [Float] = [-0.5, -0.25, 0, 0.25, 0.5, 0.75]
    for name in ["single", "half", "fortran"] { #expect(try read(file, name) == expected, "\(name)") }
    #expect(try read(file, "vector", rows: 1, columns: 6) == expected)
    #expect(try file.bytes("text", limit: 1000) == Array("x: 1\n".utf8))
  }

  @Test func whatDoesNotFitIsNamed() throws {
    let file = try NumpyArchiveFile(path: InterchangeTests.golden("arrays.npz"))
    func message(_ body: () throws -> Void) -> String {
      do { try body() } catch { return "\(error)" }
      return "none"
    }
    #expect(message { _ = try read(file, "absent") }.contains("lacks the tensor absent"))
    #expect(message { _ = try read(file, "single", rows: 3, columns: 2) }.contains("has shape [2, 3]"))
    #expect(message { _ = try read(file, "vector") }.contains("has shape [6]"))
    #expect(message { _ = try read(file, "double") }.contains("element type <f8"))
    #expect(message { _ = try file.bytes("single", limit: 1000) }.contains("element type <f4"))
    #expect(message { _ = try file.bytes("text", limit: 10) }.contains("more than makes sense"))
  }

  /// Every truncation is an error; changed bytes are one, or do not matter.
  @Test func damageIsFoundOrHarmless() throws {
    let directory = try Directory()
    let good = try Data(contentsOf: URL(fileURLWithPath: InterchangeTests.golden("arrays.npz")))
    let path = "\(directory.path)/x.npz"
    let expected: [Float] = [-0.5, -0.25, 0, 0.25, 0.5, 0.75]
    for length in stride(from: 0, to: good.count, by: 7) {
      try good.prefix(length).write(to: URL(fileURLWithPath: path))
      #expect(throws: ModelError.self, "\(length) bytes") { try NumpyArchiveFile(path: path) }
    }
    for place in 0..<good.count {
      var bytes = good
      bytes[place] ^= UInt8.random(in: 1...255)
      try bytes.write(to: URL(fileURLWithPath: path))
      guard let file = try? NumpyArchiveFile(path: path) else { continue }
      for name in ["single", "half", "fortran"] {
        if let found = try? read(file, name) { #expect(found == expected, "byte \(place)") }
      }
    }
  }

  /// A few bytes cannot ask for gigabytes.
  @Test func sizesThatLieAreRefused() throws {
    let directory = try Directory()
    var bytes = try Data(contentsOf: URL(fileURLWithPath: InterchangeTests.golden("arrays.npz")))
    let list = try #require(bytes.firstRange(of: Data([0x50, 0x4b, 0x01, 0x02])))
    bytes.replaceSubrange(list.lowerBound + 24..<list.lowerBound + 28, with: [0, 0, 0, 0xF0])
    let path = "\(directory.path)/x.npz"
    try bytes.write(to: URL(fileURLWithPath: path))
    #expect { try NumpyArchiveFile(path: path) } throws: { "\($0)".contains("cannot be 4026531840 bytes") }
  }
}
