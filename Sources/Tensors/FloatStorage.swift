/// Owns a block of float32 memory, aligned for the widest vector registers.
public final class FloatStorage {
  public let pointer: UnsafeMutablePointer<Float>
  public let count: Int

  static let alignment = 64

  /// Allocates `count` floats, all zero.
  public convenience init(count: Int) {
    self.init(uninitialized: count)
    pointer.initialize(repeating: 0, count: count)
  }

  /// Allocates `count` floats that have to be written before they are read.
  public init(uninitialized count: Int) {
    self.count = count
    let bytes = max(count, 1) * MemoryLayout<Float>.stride
    pointer = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Self.alignment)
      .bindMemory(to: Float.self, capacity: count)
  }

  public convenience init(_ elements: [Float]) {
    self.init(count: elements.count)
    for (index, element) in elements.enumerated() { pointer[index] = element }
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }

  /// The whole block as a matrix; `rows * columns` must not exceed ``count``.
  public func matrix(rows: Int, columns: Int) -> Matrix {
    precondition(rows * columns <= count)
    return Matrix(pointer, rows: rows, columns: columns)
  }
}
