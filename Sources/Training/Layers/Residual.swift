import CKernels
import Tensors
import Transformer

/// Wraps a sublayer: norm(x + dropout(sublayer(x))), or x + dropout(sublayer(norm(x))) with normalisation in front.
package struct Residual {
  let norm: LayerNorm
  /// The bias of the sublayer's last product, added here.
  let bias: ParameterLayout.Parameter
  let normalization: TransformerConfiguration.Normalization

  /// What the way back needs.
  package struct Saved {
    let norm: LayerNorm.Saved
    let dropoutKey: UInt64
  }

  package init(_ layout: ParameterLayout, prefix: String, bias: String, _ c: TransformerConfiguration) {
    norm = LayerNorm(layout, prefix: prefix, suffix: c.normalization.suffix)
    self.bias = layout[bias]
    normalization = c.normalization
  }

  /// - Parameter sublayer: maps its input to its output before the bias.
  package func forward(_ x: Matrix, _ w: Workspace, sublayer: (Matrix) -> Matrix) -> (Matrix, Saved) {
    let dropoutKey = w.nextDropoutKey()
    switch normalization {
    case .post:
      let sum = add(sublayer(x), to: x, dropoutKey, w)
      let (y, saved) = norm.forward(sum, w)
      return (y, Saved(norm: saved, dropoutKey: dropoutKey))
    case .pre:
      let (normed, saved) = norm.forward(x, w)
      return (add(sublayer(normed), to: x, dropoutKey, w), Saved(norm: saved, dropoutKey: dropoutKey))
    }
  }

  /// - Parameter sublayer: maps the gradient of its output (bias included) to that of its input, in fresh memory.
  /// - Returns: the gradient with respect to `x`, in fresh memory.
  package func backward(_ dy: Matrix, _ saved: Saved, _ w: Workspace, sublayer: (Matrix) -> Matrix) -> Matrix {
    switch normalization {
    case .post:
      let dSum = norm.backward(dy, saved.norm, w)
      let dx = sublayer(dropped(dSum, saved.dropoutKey, w))
      ck_add(dSum.pointer, dSum.count, dx.pointer)
      return dx
    case .pre:
      let dx = norm.backward(sublayer(dropped(dy, saved.dropoutKey, w)), saved.norm, w)
      ck_add(dy.pointer, dy.count, dx.pointer)
      return dx
    }
  }

  private func add(_ y: Matrix, to x: Matrix, _ dropoutKey: UInt64, _ w: Workspace) -> Matrix {
    ck_dropout_add(
      x.pointer, y.pointer, w.parameters[bias].pointer, x.rows, x.columns, w.dropout.residual, dropoutKey, y.pointer)
    return y
  }

  private func dropped(_ dy: Matrix, _ dropoutKey: UInt64, _ w: Workspace) -> Matrix {
    guard w.dropout.residual > 0 else { return dy }
    let result = w.matrix(like: dy)
    ck_dropout(dy.pointer, dy.count, w.dropout.residual, dropoutKey, result.pointer)
    return result
  }
}
