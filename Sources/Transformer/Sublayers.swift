import CKernels
import Glibc
import Tensors

/// The steps that encoder and decoder layers share. `x` is the residual stream, `[rows, dim]`, updated in place.
struct Sublayers {
  let configuration: TransformerConfiguration
  let arena: Arena

  /// x = norm(x + sublayer(x)) or, with normalisation in front, x = x + sublayer(norm(x)).
  ///
  /// `sublayer` gets its input, `[rows, dim]`, and returns what `last` still has to be applied to, `[rows, _]`.
  ///
  /// - Parameter mostlyZeros: whether that is the output of a ReLU.
  func residual(
    _ x: Matrix, norm: LayerNormWeights, last: PackedMatrix, mostlyZeros: Bool = false, sublayer: (Matrix) -> Matrix
  ) {
    residual(x, norm: norm) {
      last.apply(sublayer($0), into: x, residual: x, mostlyZeros: mostlyZeros, arena: arena)
    }
  }

  /// The same for a `sublayer` that adds what it makes of its input to `x` by itself.
  func residual(_ x: Matrix, norm: LayerNormWeights, sublayer: (Matrix) -> Void) {
    let mark = arena.mark
    switch configuration.normalization {
    case .post:
      sublayer(x)
      normalize(x, norm, into: x)
    case .pre:
      let normed = arena.matrix(rows: x.rows, columns: x.columns)
      normalize(x, norm, into: normed)
      sublayer(normed)
    }
    arena.release(to: mark)
  }

  func normalize(_ x: Matrix, _ norm: LayerNormWeights, into y: Matrix) {
    ck_layer_norm(
      x.pointer, norm.scale.pointer, norm.bias.pointer,
      configuration.normEpsilon ?? TransformerConfiguration.layerNormEpsilon, x.rows, x.columns, y.pointer, nil, nil)
  }

  func feedForward(_ x: Matrix, _ weights: FeedForwardWeights) {
    residual(x, norm: weights.norm, last: weights.outer, mostlyZeros: configuration.activation == .relu) { input in
      switch configuration.activation {
      case .relu: return project(input, weights.inner, activation: .relu)
      case .swish: return project(input, weights.inner, activation: .swish)
      case .gelu, .geluTanh, .geluSigmoid:
        let hidden = project(input, weights.inner)
        configuration.activation.apply(to: hidden)
        return hidden
      }
    }
  }

  /// x W + b in fresh memory, `[rows, outputs]`.
  func project(_ x: Matrix, _ weights: PackedMatrix, activation: PackedMatrix.Activation = .identity) -> Matrix {
    let y = arena.matrix(rows: x.rows, columns: weights.outputs)
    weights.apply(x, into: y, activation: activation, arena: arena)
    return y
  }
}

extension TransformerConfiguration.Activation {
  /// The rarer activations, element by element in place; the others are part of products.
  func apply(to x: Matrix) {
    let half = Float(0.5)
    switch self {
    case .relu, .swish: preconditionFailure("products do this")
    case .gelu: x.update { half * $0 * (1 + erff($0 * half.squareRoot())) }
    case .geluTanh: x.update { half * $0 * (1 + tanhf(0.797_884_56 * ($0 + 0.044_715 * $0 * $0 * $0))) }
    case .geluSigmoid: x.update { $0 / (1 + expf(-1.702 * $0)) }
    }
  }
}

extension Matrix {
  /// Replaces every element.
  fileprivate func update(_ body: (Float) -> Float) {
    for row in 0..<rows {
      let elements = self.row(row)
      for column in 0..<columns { elements[column] = body(elements[column]) }
    }
  }
}
