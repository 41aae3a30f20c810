import Tensors

/// Token embeddings, multiplied by the model's factor.
struct EmbeddingWeights: Sendable {
  private let body: Body

  private enum Body: @unchecked Sendable {
    case float32(FloatStorage, dim: Int)
    /// The output layer in int8; its columns are the embeddings.
    case tied(PackedMatrix, scale: Float)
  }

  init(_ embedding: Matrix, scale: Float) {
    let storage = FloatStorage(count: embedding.count)
    for i in 0..<embedding.count { storage.pointer[i] = embedding.pointer[i] * scale }
    body = .float32(storage, dim: embedding.columns)
  }

  init(tiedTo output: PackedMatrix, scale: Float) {
    body = .tied(output, scale: scale)
  }

  /// Writes the embedding of `token` to `row`, `[dim]`.
  func write(_ token: Int32, to row: UnsafeMutablePointer<Float>) {
    switch body {
    case .float32(let storage, let dim): row.update(from: storage.pointer + Int(token) * dim, count: dim)
    case .tied(let output, let scale): output.unpack(output: Int(token), times: scale, to: row)
    }
  }
}
