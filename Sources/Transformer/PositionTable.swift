import CKernels
import Tensors

/// Positional encodings of one worker, computed when a longer sentence first asks for them.
final class PositionTable {
  private let dim: Int
  private let spacing: PositionalEncoding.Spacing
  private let first: Int
  private var storage: FloatStorage
  private var count = 0

  init(_ configuration: TransformerConfiguration) {
    dim = configuration.dim
    spacing = configuration.positionSpacing
    first = configuration.firstPosition ?? 0
    storage = FloatStorage(count: 0)
    grow(to: 16)
  }

  /// row += the encoding of `position`, `[dim]`.
  func add(_ position: Int, to row: UnsafeMutablePointer<Float>) {
    if position >= count { grow(to: max(position + 1, 2 * count)) }
    ck_add(storage.pointer + position * dim, dim, row)
  }

  private func grow(to newCount: Int) {
    let grown = FloatStorage(count: newCount * dim)
    grown.pointer.update(from: storage.pointer, count: count * dim)
    PositionalEncoding.write(
      positions: first + count..<first + newCount, dim: dim, spacing: spacing, to: grown.pointer + count * dim)
    storage = grown
    count = newCount
  }
}
