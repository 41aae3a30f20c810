import Glibc
import Tensors
import Transformer

/// The Transformer as the paper's formulas have it, in double precision and without any cache: every call computes all
/// positions anew. The oracle of the fast one.
struct ReferenceTransformer {
  typealias Rows = [[Double]]

  let configuration: TransformerConfiguration
  let parameters: ParameterVector

  init(_ parameters: ParameterVector) {
    self.parameters = parameters
    configuration = parameters.configuration
  }

  /// Log-probabilities of the token that follows `target`, given `source` (which ends in its end-of-sentence token).
  func nextLogProbabilities(source: [Int32], target: [Int32]) -> [Double] {
    let memory = encode(source)
    var x = embed([-1] + target)
    for layer in 1...configuration.decoderLayers {
      let name = "decoder_l\(layer)"
      x = residual(x, "\(name)_self_Wo") { attention($0, $0, "\(name)_self", isCausal: true) }
      x = residual(x, "\(name)_context_Wo") { attention($0, memory, "\(name)_context", isCausal: false) }
      x = residual(x, "\(name)_ffn_ffn") { feedForward($0, "\(name)_ffn") }
    }
    if configuration.normalization == .pre { x = norm(x, "decoder_top", suffix: "") }
    return logSoftmax(scores(x[x.count - 1]))
  }

  private func encode(_ source: [Int32]) -> Rows {
    var x = embed(source)
    for layer in 1...configuration.encoderLayers {
      let name = "encoder_l\(layer)"
      x = residual(x, "\(name)_self_Wo") { attention($0, $0, "\(name)_self", isCausal: false) }
      x = residual(x, "\(name)_ffn_ffn") { feedForward($0, "\(name)_ffn") }
    }
    return configuration.normalization == .pre ? norm(x, "encoder_top", suffix: "") : x
  }

  private func embed(_ tokens: [Int32]) -> Rows {
    let dim = configuration.dim
    let table = rows("Wemb")
    return tokens.enumerated().map { position, token in
      (0..<dim).map { i in
        let half = dim / 2
        let frequency = pow(10_000, -Double(i % half) / Double(half - 1))
        let angle = Double(position) * frequency
        let signal = i < half ? sin(angle) : cos(angle)
        return signal + (token < 0 ? 0 : table[Int(token)][i] * Double(dim).squareRoot())
      }
    }
  }

  private func residual(_ x: Rows, _ normName: String, _ sublayer: (Rows) -> Rows) -> Rows {
    switch configuration.normalization {
    case .post: norm(add(x, sublayer(x)), normName, suffix: "")
    case .pre: add(x, sublayer(norm(x, normName, suffix: "_pre")))
    }
  }

  private func attention(_ queries: Rows, _ memory: Rows, _ name: String, isCausal: Bool) -> Rows {
    let (q, k, v) = (linear(queries, name, "q"), linear(memory, name, "k"), linear(memory, name, "v"))
    let size = configuration.dim / configuration.heads
    let context = q.indices.map { i in
      (0..<configuration.heads).flatMap { head -> [Double] in
        let columns = head * size..<(head + 1) * size
        let visible = isCausal ? 0...i : 0...(k.count - 1)
        let energies = visible.map { j in
          columns.reduce(0) { $0 + q[i][$1] * k[j][$1] } / Double(size).squareRoot()
        }
        let weights = logSoftmax(energies).map { exp($0) }
        return columns.map { column in zip(visible, weights).reduce(0) { $0 + $1.1 * v[$1.0][column] } }
      }
    }
    return linear(context, name, "o")
  }

  private func linear(_ x: Rows, _ name: String, _ role: String) -> Rows {
    affine(x, "\(name)_W\(role)", "\(name)_b\(role)")
  }

  private func feedForward(_ x: Rows, _ name: String) -> Rows {
    let hidden = affine(x, "\(name)_W1", "\(name)_b1").map { row in
      row.map { activated($0) }
    }
    return affine(hidden, "\(name)_W2", "\(name)_b2")
  }

  /// GELU after Hendrycks and Gimpel (2016), and their two approximations.
  private func activated(_ x: Double) -> Double {
    switch configuration.activation {
    case .relu: max(x, 0)
    case .swish: x / (1 + exp(-x))
    case .gelu: x / 2 * (1 + erf(x / 2.0.squareRoot()))
    case .geluTanh: x / 2 * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    case .geluSigmoid: x / (1 + exp(-1.702 * x))
    }
  }

  private func affine(_ x: Rows, _ weight: String, _ bias: String) -> Rows {
    let (w, b) = (rows(weight), rows(bias)[0])
    return x.map { row in
      b.indices.map { j in row.indices.reduce(b[j]) { $0 + row[$1] * w[$1][j] } }
    }
  }

  private func norm(_ x: Rows, _ name: String, suffix: String) -> Rows {
    let (scale, bias) = (rows("\(name)_ln_scale\(suffix)")[0], rows("\(name)_ln_bias\(suffix)")[0])
    return x.map { row in
      let mean = row.reduce(0, +) / Double(row.count)
      let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
      return row.indices.map { (row[$0] - mean) / (variance + 1e-6).squareRoot() * scale[$0] + bias[$0] }
    }
  }

  private func scores(_ state: [Double]) -> [Double] {
    let bias = rows("decoder_ff_logit_out_b")[0]
    return zip(rows("Wemb"), bias).map { embedding, bias in zip(embedding, state).reduce(bias) { $0 + $1.0 * $1.1 } }
  }

  private func logSoftmax(_ x: [Double]) -> [Double] {
    let highest = x.max() ?? 0
    let sum = log(x.reduce(0) { $0 + exp($1 - highest) }) + highest
    return x.map { $0 - sum }
  }

  private func add(_ x: Rows, _ y: Rows) -> Rows { zip(x, y).map { zip($0, $1).map(+) } }

  private func rows(_ name: String) -> Rows {
    let values = parameters[name]
    return (0..<values.rows).map { row in (0..<values.columns).map { Double(values.row(row)[$0]) } }
  }
}
