import CKernels
import Tensors

/// The steps that encoder and decoder layers share. `x` is the residual stream, `[rows, dim]`, updated in place.
struct Sublayers {
  let configuration: TransformerConfiguration
  let arena: Arena

  /// x = norm(x + sublayer(x)) or, with normalisation in front, x = x + sublayer(norm(x)).
  ///
  /// `sublayer` gets its input and returns its output, both `[rows, dim]`.
  func residual(_ x: Matrix, norm: LayerNormWeights, sublayer: (Matrix) -> Matrix) {
    let mark = arena.mark
    switch configuration.normalization {
    case .post:
      ck_add(sublayer(x).pointer, x.count, x.pointer)
      normalize(x, norm, into: x)
    case .pre:
      let normed = arena.matrix(rows: x.rows, columns: x.columns)
      normalize(x, norm, into: normed)
      ck_add(sublayer(normed).pointer, x.count, x.pointer)
    }
    arena.release(to: mark)
  }

  func normalize(_ x: Matrix, _ norm: LayerNormWeights, into y: Matrix) {
    ck_layer_norm(
      x.pointer, norm.scale.pointer, norm.bias.pointer, TransformerConfiguration.layerNormEpsilon, x.rows, x.columns,
      y.pointer, nil, nil)
  }

  func feedForward(_ x: Matrix, _ weights: FeedForwardWeights) {
    residual(x, norm: weights.norm) { input in
      let hidden = project(input, weights.inner, activation: configuration.activation == .relu ? .relu : .swish)
      return project(hidden, weights.outer)
    }
  }

  /// x W + b in fresh memory, `[rows, outputs]`.
  func project(_ x: Matrix, _ weights: PackedMatrix, activation: PackedMatrix.Activation = .identity) -> Matrix {
    let y = arena.matrix(rows: x.rows, columns: weights.outputs)
    weights.apply(x, into: y, activation: activation)
    return y
  }
}
