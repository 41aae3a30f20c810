import Tensors
import Transformer

/// Self-attention and a feed-forward network, each inside its residual.
package struct EncoderLayer {
  let attention: MultiHeadAttention
  let attentionResidual: Residual
  let feedForward: FeedForward
  let feedForwardResidual: Residual

  /// What the way back needs.
  package struct Saved {
    let attention: MultiHeadAttention.Saved
    let attentionResidual: Residual.Saved
    let feedForward: FeedForward.Saved
    let feedForwardResidual: Residual.Saved
  }

  package init(_ layout: ParameterLayout, prefix: String, _ c: TransformerConfiguration) {
    attention = MultiHeadAttention(layout, prefix: "\(prefix)_self", isCausal: false)
    attentionResidual = Residual(layout, prefix: "\(prefix)_self_Wo", bias: "\(prefix)_self_bo", c)
    feedForward = FeedForward(layout, prefix: "\(prefix)_ffn", activation: c.activation)
    feedForwardResidual = Residual(layout, prefix: "\(prefix)_ffn_ffn", bias: "\(prefix)_ffn_b2", c)
  }

  package func forward(_ x: Matrix, segments: [MultiHeadAttention.Segment], _ w: Workspace) -> (Matrix, Saved) {
    var attentionSaved: MultiHeadAttention.Saved!
    let (middle, attentionResidualSaved) = attentionResidual.forward(x, w) { input in
      let (y, saved) = attention.forward(input, memory: input, segments: segments, w)
      attentionSaved = saved
      return y
    }
    let (y, feedForwardSaved, feedForwardResidualSaved) = feedForwardResidual.forward(middle, feedForward, w)
    return (
      y,
      Saved(
        attention: attentionSaved, attentionResidual: attentionResidualSaved, feedForward: feedForwardSaved,
        feedForwardResidual: feedForwardResidualSaved)
    )
  }

  /// The gradient with respect to the input, in fresh memory.
  package func backward(_ dy: Matrix, _ saved: Saved, _ w: Workspace) -> Matrix {
    let dMiddle = feedForwardResidual.backward(
      dy, saved.feedForwardResidual, feedForward, saved.feedForward, w)
    return attentionResidual.backward(dMiddle, saved.attentionResidual, w) { dSublayer in
      let dx = w.matrix(like: dSublayer)
      attention.backward(dSublayer, saved.attention, into: dx, addingTo: dx, w)
      return dx
    }
  }
}

extension Residual {
  /// A feed-forward network inside this residual.
  func forward(_ x: Matrix, _ inner: FeedForward, _ w: Workspace) -> (Matrix, FeedForward.Saved, Saved) {
    var innerSaved: FeedForward.Saved!
    let (y, saved) = forward(x, w) { input in
      let (y, saved) = inner.forward(input, w)
      innerSaved = saved
      return y
    }
    return (y, innerSaved, saved)
  }

  func backward(
    _ dy: Matrix, _ saved: Saved, _ inner: FeedForward, _ innerSaved: FeedForward.Saved, _ w: Workspace
  ) -> Matrix {
    backward(dy, saved, w) { dSublayer in
      let dx = w.matrix(like: dSublayer)
      inner.backward(dSublayer, innerSaved, into: dx, w)
      return dx
    }
  }
}
