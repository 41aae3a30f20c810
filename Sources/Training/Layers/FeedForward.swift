import CKernels
import Tensors
import Transformer

/// activation(x W1 + b1) W2 + b2.
package struct FeedForward {
  let inner: Linear
  let outer: Linear
  let activation: TransformerConfiguration.Activation

  /// What the way back needs.
  package struct Saved {
    let input: Matrix
    /// x W1 + b1; for ReLU, whose slope its output also tells, the same memory as `hidden` before dropout.
    let preActivation: Matrix
    let hidden: Matrix
    let dropoutKey: UInt64
  }

  package init(_ layout: ParameterLayout, prefix: String, activation: TransformerConfiguration.Activation) {
    inner = Linear(layout, weight: "\(prefix)_W1", bias: "\(prefix)_b1")
    outer = Linear(layout, weight: "\(prefix)_W2", bias: "\(prefix)_b2")
    self.activation = activation
  }

  /// - Returns: the result before the outer bias.
  package func forward(_ x: Matrix, _ w: Workspace) -> (Matrix, Saved) {
    let sum = inner.forwardWithoutBias(x, w)
    let bias = w.parameters[inner.bias].pointer
    var hidden = sum
    switch activation {
    case .relu: ck_bias_activation(sum.pointer, bias, sum.rows, sum.columns, Int32(CK_RELU))
    case .swish:
      hidden = w.matrix(like: sum)
      ck_bias_activation_keep(sum.pointer, bias, sum.rows, sum.columns, Int32(CK_SWISH), hidden.pointer)
    case .gelu, .geluTanh, .geluSigmoid: preconditionFailure("training refuses such models")
    }
    let dropoutKey = w.nextDropoutKey()
    if w.dropout.feedForward > 0 {
      // A dropped unit is zero, and so is its gradient: for ReLU the output still tells the slope.
      ck_dropout(hidden.pointer, hidden.count, w.dropout.feedForward, dropoutKey, hidden.pointer)
    }
    return (
      outer.forwardWithoutBias(hidden, w),
      Saved(input: x, preActivation: sum, hidden: hidden, dropoutKey: dropoutKey)
    )
  }

  /// Writes the gradient with respect to the input to `dx`.
  package func backward(_ dy: Matrix, _ saved: Saved, into dx: Matrix, _ w: Workspace) {
    let mark = w.arena.mark
    let dHidden = w.matrix(like: saved.hidden)
    outer.backward(dy, input: saved.hidden, into: dHidden, accumulating: false, w)
    if w.dropout.feedForward > 0 {
      ck_dropout(dHidden.pointer, dHidden.count, w.dropout.feedForward, saved.dropoutKey, dHidden.pointer)
    }
    ck_activation_backward(
      dHidden.pointer, saved.preActivation.pointer, dHidden.count,
      Int32(activation == .relu ? CK_RELU : CK_SWISH), dHidden.pointer)
    inner.backward(dHidden, input: saved.input, into: dx, accumulating: false, w)
    w.arena.release(to: mark)
  }
}
