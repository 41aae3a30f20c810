import CKernels
import Tensors
import Transformer

/// Layer normalisation over rows (Ba et al. 2016) with scale and bias.
package struct LayerNorm {
  let scale: ParameterLayout.Parameter
  let bias: ParameterLayout.Parameter

  /// What the way back needs.
  package struct Saved {
    let input: Matrix
    /// `[1, rows]` each.
    let mean: Matrix
    let reciprocalDeviation: Matrix
  }

  package init(_ layout: ParameterLayout, prefix: String, suffix: String) {
    scale = layout["\(prefix)_ln_scale\(suffix)"]
    bias = layout["\(prefix)_ln_bias\(suffix)"]
  }

  package func forward(_ x: Matrix, _ w: Workspace) -> (output: Matrix, saved: Saved) {
    let y = w.matrix(like: x)
    let mean = w.arena.matrix(rows: 1, columns: x.rows)
    let reciprocalDeviation = w.arena.matrix(rows: 1, columns: x.rows)
    ck_layer_norm(
      x.pointer, w.parameters[scale].pointer, w.parameters[bias].pointer, TransformerConfiguration.layerNormEpsilon,
      x.rows, x.columns, y.pointer, mean.pointer, reciprocalDeviation.pointer)
    return (y, Saved(input: x, mean: mean, reciprocalDeviation: reciprocalDeviation))
  }

  /// The gradient with respect to the input, in fresh memory.
  package func backward(_ dy: Matrix, _ saved: Saved, _ w: Workspace) -> Matrix {
    let dx = w.matrix(like: dy)
    ck_layer_norm_backward(
      dy.pointer, saved.input.pointer, w.parameters[scale].pointer, saved.mean.pointer,
      saved.reciprocalDeviation.pointer, dy.rows, dy.columns, dx.pointer, w.gradient(scale).pointer,
      w.gradient(bias).pointer)
    return dx
  }
}
