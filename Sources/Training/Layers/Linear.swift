import CKernels
import Tensors
import Transformer

/// y = x W + b, W: `[inputs, outputs]`.
package struct Linear {
  let weight: ParameterLayout.Parameter
  let bias: ParameterLayout.Parameter

  package init(_ layout: ParameterLayout, weight: String, bias: String) {
    self.weight = layout[weight]
    self.bias = layout[bias]
  }

  /// x W + b in fresh memory.
  package func forward(_ x: Matrix, _ w: Workspace) -> Matrix {
    let y = forwardWithoutBias(x, w)
    ck_bias_activation(y.pointer, w.parameters[bias].pointer, y.rows, y.columns, Int32(CK_IDENTITY))
    return y
  }

  /// x W; the bias is left to the step that follows, which adds it on its own way through memory.
  func forwardWithoutBias(_ x: Matrix, _ w: Workspace) -> Matrix {
    let y = w.arena.matrix(rows: x.rows, columns: weight.columns)
    w.products.multiply(x, w.parameters[weight], into: y)
    return y
  }

  /// Adds to the gradients of W and b, and writes (or adds) dy W^T to `dx`.
  package func backward(_ dy: Matrix, input x: Matrix, into dx: Matrix, accumulating: Bool, _ w: Workspace) {
    w.products.multiply(x, transposedA: true, dy, into: w.gradient(weight), accumulating: true)
    ck_add_column_sums(dy.pointer, dy.rows, dy.columns, w.gradient(bias).pointer)
    w.products.multiply(dy, w.parameters[weight], transposedB: true, into: dx, accumulating: accumulating)
  }
}
