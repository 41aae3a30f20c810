/// A view of a row-major float32 matrix that somebody else owns: an ``Arena``, a ``FloatStorage``, a memory-mapped file.
///
/// Vectors are matrices of one row. Views are cheap to copy and carry no bounds checks; whoever makes one sees to it
/// that the memory outlives it. Swift may free an object after its last mention: a local owner whose view is still in
/// use needs `withExtendedLifetime`.
public struct Matrix {
  public let pointer: UnsafeMutablePointer<Float>
  public let rows: Int
  public let columns: Int
  /// Distance between the starts of two rows, in elements; at least `columns`.
  public let stride: Int

  public init(_ pointer: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int? = nil) {
    self.pointer = pointer
    self.rows = rows
    self.columns = columns
    self.stride = stride ?? columns
  }

  /// Number of elements, padding between rows not counted.
  public var count: Int { rows * columns }

  /// The rows of `range` as a matrix of their own, sharing the memory.
  public func rows(_ range: Range<Int>) -> Matrix {
    Matrix(pointer + range.lowerBound * stride, rows: range.count, columns: columns, stride: stride)
  }

  /// The columns of `range` as a matrix of their own, sharing the memory.
  public func columns(_ range: Range<Int>) -> Matrix {
    Matrix(pointer + range.lowerBound, rows: rows, columns: range.count, stride: stride)
  }

  public func row(_ index: Int) -> UnsafeMutablePointer<Float> { pointer + index * stride }

  /// Sets every element to `value`. Rows must be contiguous.
  public func fill(_ value: Float) {
    precondition(stride == columns)
    pointer.update(repeating: value, count: count)
  }

  /// Copies `other`, of the same shape; both must be contiguous.
  public func copy(from other: Matrix) {
    precondition(stride == columns && other.stride == other.columns && count == other.count)
    pointer.update(from: other.pointer, count: count)
  }

  /// Writes the transpose to `other`, `[columns, rows]`.
  public func transposed(into other: Matrix) {
    precondition(other.rows == columns && other.columns == rows)
    for r in 0..<rows {
      let source = row(r)
      for c in 0..<columns { other.pointer[c * other.stride + r] = source[c] }
    }
  }

  /// The elements in row order, for tests and messages.
  public var elements: [Float] {
    (0..<rows).flatMap { row in (0..<columns).map { pointer[row * stride + $0] } }
  }
}
