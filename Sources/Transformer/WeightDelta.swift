import CKernels
import Tensors

/// What adapting a model has changed, small enough to be kept beside it: for every matrix of its layers a product of two
/// thin matrices (LoRA, Hu et al. 2021), for every vector (biases, normalisation, the output's bias) a difference.
/// Embeddings stay as they are.
///
/// Numbers change while it is trained, by one thread at a time; then it is shared and left alone.
public final class WeightDelta: @unchecked Sendable {
  /// A parameter's change.
  public struct Part: Sendable {
    public let parameter: ParameterLayout.Parameter
    /// Where it begins in ``storage``: a vector's difference, or a matrix's `left`, `[rows, rank]`, and behind it
    /// `right`, `[rank, columns]`.
    public let offset: Int
    /// Nil for vectors.
    public let rank: Int?

    /// Floats in ``storage``.
    public var count: Int { rank.map { $0 * (parameter.rows + parameter.columns) } ?? parameter.count }
  }

  /// The XXH3 of the weights that it belongs to, as `model.json` has it.
  public let base: String
  /// Free text about how it was made.
  public var notes: [String: String] = [:]
  /// The width of the thin matrices.
  public let rank: Int
  public let parts: [Part]
  /// All numbers, part by part.
  public let storage: FloatStorage
  /// Tells one file from another; nil for what does not come from a file.
  public internal(set) var checksum: String?

  public static let standardRank = 4
  /// Wider ones have no use that a whole model would not serve better.
  static let ranks = 1...64

  /// A change of nothing.
  ///
  /// - Parameter base: the XXH3 of the model's weights.
  public init(_ configuration: TransformerConfiguration, base: String, rank: Int = standardRank) {
    (self.base, self.rank) = (base, rank)
    let embeddings = configuration.embeddingNames
    let fixed: Set = [embeddings.source, embeddings.target, embeddings.output]
    var (parts, count): ([Part], Int) = ([], 0)
    for parameter in ParameterLayout(configuration).parameters where !fixed.contains(parameter.name) {
      let part = Part(parameter: parameter, offset: count, rank: parameter.rows > 1 ? rank : nil)
      parts.append(part)
      count += part.count
    }
    self.parts = parts
    storage = FloatStorage(count: count)
  }

  /// The thin matrices of a part that has them: `[rows, rank]` and `[rank, columns]`.
  public func factors(_ part: Part) -> (left: Matrix, right: Matrix)? {
    guard let rank = part.rank else { return nil }
    let (start, parameter) = (storage.pointer + part.offset, part.parameter)
    return (
      Matrix(start, rows: parameter.rows, columns: rank),
      Matrix(start + parameter.rows * rank, rows: rank, columns: parameter.columns)
    )
  }

  /// Makes the change larger or smaller: one half is half way from the model to what was learnt.
  public func scale(by factor: Float) {
    for part in parts {
      // Of two factors one is enough.
      let numbers = factors(part)?.right ?? Matrix(storage.pointer + part.offset, rows: 1, columns: part.count)
      for index in 0..<numbers.count { numbers.pointer[index] *= factor }
    }
  }

  /// Adds the change to `parameters`, which are those of its model.
  public func apply(to parameters: ParameterVector) {
    for part in parts { add(part, to: parameters[part.parameter]) }
  }

  /// Adds the change of one part to its parameter.
  public func add(_ part: Part, to weights: Matrix) {
    guard let (left, right) = factors(part) else {
      return ck_add(storage.pointer + part.offset, part.count, weights.pointer)
    }
    for row in 0..<weights.rows {
      let (factors, target) = (left.row(row), weights.row(row))
      for k in 0..<left.columns {
        let (factor, source) = (factors[k], right.row(k))
        for column in 0..<weights.columns { target[column] += factor * source[column] }
      }
    }
  }
}

extension ModelDirectory {
  /// The XXH3 of the weights: what a ``WeightDelta`` knows its model by.
  public var weightsChecksum: String { description.files[Self.weightsName]?.xxh3 ?? "" }
}
