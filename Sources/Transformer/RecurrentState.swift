import Tensors

/// What a layer of recurrent units remembers of every live hypothesis: one vector.
struct RecurrentState {
  private let dim: Int
  private var storage = FloatStorage(count: 0)
  private var previous = FloatStorage(count: 0)

  init(dim: Int) { self.dim = dim }

  /// Row `r` now continues row `parents[r]`, or begins.
  mutating func advance(parents: [Int32], isFirst: Bool) {
    swap(&storage, &previous)
    if storage.count < parents.count * dim { storage = FloatStorage(count: 2 * parents.count * dim) }
    for (row, parent) in parents.enumerated() {
      if isFirst {
        self.row(row).update(repeating: 0, count: dim)
      } else {
        self.row(row).update(from: previous.pointer + Int(parent) * dim, count: dim)
      }
    }
  }

  func row(_ row: Int) -> UnsafeMutablePointer<Float> { storage.pointer + row * dim }
}
