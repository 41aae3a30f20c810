import CKernels
import Tensors

/// The steps that encoder and decoder layers share. `x` is the residual stream, `[rows, dim]`, updated in place.
struct Sublayers {
  let configuration: TransformerConfiguration
  let arena: Arena

  /// x = norm(x + sublayer(x)) or, with normalisation in front, x = x + sublayer(norm(x)).
  ///
  /// `sublayer` gets its input, `[rows, dim]`, and returns what `last` still has to be applied to, `[rows, _]`.
  func residual(_ x: Matrix, norm: LayerNormWeights, last: PackedMatrix, sublayer: (Matrix) -> Matrix) {
    let mark = arena.mark
    switch configuration.normalization {
    case .post:
      last.apply(sublayer(x), into: x, residual: x, arena: arena)
      normalize(x, norm, into: x)
    case .pre:
      let normed = arena.matrix(rows: x.rows, columns: x.columns)
      normalize(x, norm, into: normed)
      last.apply(sublayer(normed), into: x, residual: x, arena: arena)
    }
    arena.release(to: mark)
  }

  func normalize(_ x: Matrix, _ norm: LayerNormWeights, into y: Matrix) {
    ck_layer_norm(
      x.pointer, norm.scale.pointer, norm.bias.pointer, TransformerConfiguration.layerNormEpsilon, x.rows, x.columns,
      y.pointer, nil, nil)
  }

  func feedForward(_ x: Matrix, _ weights: FeedForwardWeights) {
    residual(x, norm: weights.norm, last: weights.outer) { input in
      project(input, weights.inner, activation: configuration.activation == .relu ? .relu : .swish)
    }
  }

  /// x W + b in fresh memory, `[rows, outputs]`.
  func project(_ x: Matrix, _ weights: PackedMatrix, activation: PackedMatrix.Activation = .identity) -> Matrix {
    let y = arena.matrix(rows: x.rows, columns: weights.outputs)
    weights.apply(x, into: y, activation: activation, arena: arena)
    return y
  }
}
