import CKernels
import Tensors

/// The tokens that each sentence of a batch may be translated with, and the output layer's weights of all of them.
///
/// The product is over the tokens of any sentence; of a row only its own sentence's are looked at, so that what a
/// sentence yields does not depend on the others.
final class OutputSelection {
  /// Of one sentence; nil: all tokens.
  struct List {
    let tokens: UnsafeBufferPointer<Int32>
    /// Where the tokens stand among ``OutputSelection/columns``.
    let columns: UnsafeBufferPointer<Int32>
  }

  private(set) var lists: [List?] = []
  /// Nil: all columns of the output layer stand where they stand there.
  private(set) var matrix: PackedMatrix?
  private let output: PackedMatrix
  private var storage = FloatStorage(count: 0)
  private var numbers = UnsafeMutableBufferPointer<Int32>.allocate(capacity: 0)

  /// Gathering weights is worth it as long as so many are left out.
  private static let largestShare = 0.75

  init(_ output: PackedMatrix) { self.output = output }

  deinit { numbers.deallocate() }

  /// - Parameter tokens: of each sentence, ascending and below the vocabulary's size; nil: all.
  func select(_ tokens: [[Int32]?]) {
    lists = []
    matrix = nil
    guard tokens.contains(where: { $0 != nil }) else { return }
    let union = Self.union(tokens, vocabularySize: output.outputs)
    matrix = union.flatMap { gather($0) }
    var columnOf = [Int32](repeating: 0, count: output.outputs)
    if let union, matrix != nil {
      for (column, token) in union.enumerated() { columnOf[Int(token)] = Int32(column) }
    } else {
      for token in columnOf.indices { columnOf[token] = Int32(token) }
    }
    reserve(2 * tokens.reduce(0) { $0 + ($1?.count ?? 0) })
    var start = 0
    lists = tokens.map { list in
      list.map { list in
        let end = start + list.count
        for (index, token) in list.enumerated() {
          numbers[start + index] = token
          numbers[end + index] = columnOf[Int(token)]
        }
        defer { start = end + list.count }
        return List(
          tokens: UnsafeBufferPointer(rebasing: numbers[start..<end]),
          columns: UnsafeBufferPointer(rebasing: numbers[end..<end + list.count]))
      }
    }
  }

  /// All tokens of any list, ascending; nil: there is a sentence that may have all, or they are nearly all.
  private static func union(_ lists: [[Int32]?], vocabularySize: Int) -> [Int32]? {
    var isWanted = [Bool](repeating: false, count: vocabularySize)
    for list in lists {
      guard let list else { return nil }
      for token in list { isWanted[Int(token)] = true }
    }
    let union = isWanted.indices.filter { isWanted[$0] }.map { Int32($0) }
    return Double(union.count) > largestShare * Double(vocabularySize) ? nil : union
  }

  private func gather(_ columns: [Int32]) -> PackedMatrix? {
    guard output.int8Bytes != nil else { return nil }
    let floats = PackedMatrix.int8Bytes(inputs: output.inputs, outputs: columns.count) / 4
    if floats > storage.count { storage = FloatStorage(count: floats) }
    return output.gathered(columns, into: storage)
  }

  private func reserve(_ count: Int) {
    guard count > numbers.count else { return }
    numbers.deallocate()
    numbers = .allocate(capacity: 2 * count)
  }
}
