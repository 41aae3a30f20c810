import CKernels
import Tensors
import Transformer

/// Multi-head attention over a batch without padding: every sentence's queries see that sentence's keys only.
package struct MultiHeadAttention {
  let query: Linear
  let key: Linear
  let value: Linear
  let output: Linear
  let isCausal: Bool

  /// The rows of one sentence among the queries and among the keys.
  package struct Segment {
    let queries: Range<Int>
    let keys: Range<Int>

    package init(queries: Range<Int>, keys: Range<Int>) {
      self.queries = queries
      self.keys = keys
    }
  }

  /// What the way back needs.
  package struct Saved {
    let input: Matrix
    let memory: Matrix
    let query: Matrix
    let key: Matrix
    let value: Matrix
    let context: Matrix
    /// `[heads, queries, keys]` for each segment, one after the other.
    let probabilities: UnsafeMutablePointer<Float>
    let dropoutKey: UInt64
    let segments: [Segment]
  }

  package init(_ layout: ParameterLayout, prefix: String, isCausal: Bool) {
    func linear(_ role: String) -> Linear { Linear(layout, weight: "\(prefix)_W\(role)", bias: "\(prefix)_b\(role)") }
    query = linear("q")
    key = linear("k")
    value = linear("v")
    output = linear("o")
    self.isCausal = isCausal
  }

  /// - Parameters:
  ///   - x: where queries come from, `[rows, dim]`.
  ///   - memory: where keys and values come from; `x` itself in self-attention.
  /// - Returns: the result before the output bias.
  package func forward(_ x: Matrix, memory: Matrix, segments: [Segment], _ w: Workspace) -> (Matrix, Saved) {
    let count = segments.reduce(0) { $0 + $1.queries.count * $1.keys.count }
    let saved = Saved(
      input: x, memory: memory, query: query.forward(x, w), key: key.forward(memory, w),
      value: value.forward(memory, w), context: w.matrix(like: x),
      probabilities: w.arena.floats(count * w.configuration.heads), dropoutKey: w.nextDropoutKey(), segments: segments)
    let c = w.configuration
    let mark = w.arena.mark
    let scratch = w.arena.floats(scratchCount(segments, c))
    forEachSegment(saved, w) { segment, probabilities, dropoutKey in
      ck_attention_forward(
        saved.query.row(segment.queries.lowerBound), c.dim, saved.key.row(segment.keys.lowerBound), c.dim,
        saved.value.row(segment.keys.lowerBound), c.dim, segment.queries.count, segment.keys.count, c.heads, c.headDim,
        isCausal ? 1 : 0, c.attentionScale, w.dropout.attention, dropoutKey, probabilities,
        saved.context.row(segment.queries.lowerBound), c.dim, scratch)
    }
    w.arena.release(to: mark)
    return (output.forwardWithoutBias(saved.context, w), saved)
  }

  /// Writes the gradient with respect to `x` to `dx` and adds that with respect to `memory` to `dMemory`, which may be
  /// the same matrix.
  package func backward(_ dy: Matrix, _ saved: Saved, into dx: Matrix, addingTo dMemory: Matrix, _ w: Workspace) {
    let c = w.configuration
    let mark = w.arena.mark
    let dContext = w.matrix(like: saved.context)
    output.backward(dy, input: saved.context, into: dContext, accumulating: false, w)
    let (dq, dk, dv) = (w.matrix(like: saved.query), w.matrix(like: saved.key), w.matrix(like: saved.value))
    let scratch = w.arena.floats(scratchCount(saved.segments, c))
    forEachSegment(saved, w) { segment, probabilities, dropoutKey in
      let (q, k) = (segment.queries.lowerBound, segment.keys.lowerBound)
      ck_attention_backward(
        saved.query.row(q), c.dim, saved.key.row(k), c.dim, saved.value.row(k), c.dim, probabilities, dContext.row(q),
        c.dim, segment.queries.count, segment.keys.count, c.heads, c.headDim, isCausal ? 1 : 0, c.attentionScale,
        w.dropout.attention, dropoutKey, dq.row(q), dk.row(k), dv.row(k), scratch)
    }
    query.backward(dq, input: saved.input, into: dx, accumulating: false, w)
    key.backward(dk, input: saved.memory, into: dMemory, accumulating: true, w)
    value.backward(dv, input: saved.memory, into: dMemory, accumulating: true, w)
    w.arena.release(to: mark)
  }

  private func forEachSegment(
    _ saved: Saved, _ w: Workspace, _ body: (Segment, UnsafeMutablePointer<Float>, UInt64) -> Void
  ) {
    let start = threadSeconds()
    defer { w.attentionSeconds += threadSeconds() - start }
    var offset = 0
    for (index, segment) in saved.segments.enumerated() {
      body(segment, saved.probabilities + offset, saved.dropoutKey &+ UInt64(index) &* 0xD1B5_4A32_D192_ED03)
      offset += w.configuration.heads * segment.queries.count * segment.keys.count
    }
  }

  private func scratchCount(_ segments: [Segment], _ c: TransformerConfiguration) -> Int {
    segments.map { ck_attention_scratch($0.queries.count, $0.keys.count, c.headDim) }.max() ?? 0
  }
}
