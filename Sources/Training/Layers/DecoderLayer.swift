import Tensors
import Transformer

/// Causal self-attention, cross-attention to the encoder's states and a feed-forward network, each in its residual.
package struct DecoderLayer {
  let selfAttention: MultiHeadAttention
  let selfResidual: Residual
  let crossAttention: MultiHeadAttention
  let crossResidual: Residual
  let feedForward: FeedForward
  let feedForwardResidual: Residual

  /// What the way back needs.
  package struct Saved {
    let selfAttention: MultiHeadAttention.Saved
    let selfResidual: Residual.Saved
    let crossAttention: MultiHeadAttention.Saved
    let crossResidual: Residual.Saved
    let feedForward: FeedForward.Saved
    let feedForwardResidual: Residual.Saved
  }

  package init(_ layout: ParameterLayout, prefix: String, _ c: TransformerConfiguration) {
    selfAttention = MultiHeadAttention(layout, prefix: "\(prefix)_self", isCausal: true)
    selfResidual = Residual(layout, prefix: "\(prefix)_self_Wo", bias: "\(prefix)_self_bo", c)
    crossAttention = MultiHeadAttention(layout, prefix: "\(prefix)_context", isCausal: false)
    crossResidual = Residual(layout, prefix: "\(prefix)_context_Wo", bias: "\(prefix)_context_bo", c)
    feedForward = FeedForward(layout, prefix: "\(prefix)_ffn", activation: c.activation)
    feedForwardResidual = Residual(layout, prefix: "\(prefix)_ffn_ffn", bias: "\(prefix)_ffn_b2", c)
  }

  package func forward(_ x: Matrix, memory: Matrix, _ batch: BatchSegments, _ w: Workspace) -> (Matrix, Saved) {
    var selfSaved: MultiHeadAttention.Saved!
    var crossSaved: MultiHeadAttention.Saved!
    let (afterSelf, selfResidualSaved) = selfResidual.forward(x, w) { input in
      let (y, saved) = selfAttention.forward(input, memory: input, segments: batch.target, w)
      selfSaved = saved
      return y
    }
    let (afterCross, crossResidualSaved) = crossResidual.forward(afterSelf, w) { input in
      let (y, saved) = crossAttention.forward(input, memory: memory, segments: batch.cross, w)
      crossSaved = saved
      return y
    }
    let (y, feedForwardSaved, feedForwardResidualSaved) = feedForwardResidual.forward(afterCross, feedForward, w)
    return (
      y,
      Saved(
        selfAttention: selfSaved, selfResidual: selfResidualSaved, crossAttention: crossSaved,
        crossResidual: crossResidualSaved, feedForward: feedForwardSaved,
        feedForwardResidual: feedForwardResidualSaved)
    )
  }

  /// The gradient with respect to the input, in fresh memory; that with respect to the encoder's states is added to
  /// `dMemory`.
  package func backward(_ dy: Matrix, _ saved: Saved, addingTo dMemory: Matrix, _ w: Workspace) -> Matrix {
    let dAfterCross = feedForwardResidual.backward(
      dy, saved.feedForwardResidual, feedForward, saved.feedForward, w)
    let dAfterSelf = crossResidual.backward(dAfterCross, saved.crossResidual, w) { dSublayer in
      let dx = w.matrix(like: dSublayer)
      crossAttention.backward(dSublayer, saved.crossAttention, into: dx, addingTo: dMemory, w)
      return dx
    }
    return selfResidual.backward(dAfterSelf, saved.selfResidual, w) { dSublayer in
      let dx = w.matrix(like: dSublayer)
      selfAttention.backward(dSublayer, saved.selfAttention, into: dx, addingTo: dx, w)
      return dx
    }
  }
}

/// Which rows see which, for the three kinds of attention.
package struct BatchSegments {
  let source: [MultiHeadAttention.Segment]
  let target: [MultiHeadAttention.Segment]
  let cross: [MultiHeadAttention.Segment]

  package init(_ batch: Batch) {
    source = batch.sourceRanges.map { .init(queries: $0, keys: $0) }
    target = batch.targetRanges.map { .init(queries: $0, keys: $0) }
    cross = zip(batch.targetRanges, batch.sourceRanges).map { .init(queries: $0, keys: $1) }
  }
}
