import Tensors

/// Token embeddings, scaled by sqrt(dim).
struct EmbeddingWeights: Sendable {
  private let body: Body

  private enum Body: @unchecked Sendable {
    case float32(FloatStorage, dim: Int)
    /// The output layer in int8; its columns are the embeddings.
    case tied(PackedMatrix, scale: Float)
  }

  init(_ embedding: Matrix) {
    let storage = FloatStorage(count: embedding.count)
    let scale = Float(embedding.columns).squareRoot()
    for i in 0..<embedding.count { storage.pointer[i] = embedding.pointer[i] * scale }
    body = .float32(storage, dim: embedding.columns)
  }

  init(tiedTo output: PackedMatrix) {
    body = .tied(output, scale: Float(output.inputs).squareRoot())
  }

  /// Writes the embedding of `token` to `row`, `[dim]`.
  func write(_ token: Int32, to row: UnsafeMutablePointer<Float>) {
    switch body {
    case .float32(let storage, let dim): row.update(from: storage.pointer + Int(token) * dim, count: dim)
    case .tied(let output, let scale): output.unpack(output: Int(token), times: scale, to: row)
    }
  }
}
