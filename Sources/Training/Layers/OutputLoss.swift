import CKernels
import Glibc
import Tensors
import Transformer

/// The output layer, tied to the embeddings, and label-smoothed cross-entropy (Szegedy et al. 2016) in one.
///
/// Rows are taken some at a time, so that scores over the vocabulary never fill more than a small block, and gradients
/// are made on the way.
package struct OutputLoss {
  let embedding: ParameterLayout.Parameter
  let bias: ParameterLayout.Parameter
  let labelSmoothing: Float
  static let rowsAtATime = 256

  package init(_ layout: ParameterLayout, labelSmoothing: Float) {
    embedding = layout["Wemb"]
    bias = layout["decoder_ff_logit_out_b"]
    self.labelSmoothing = labelSmoothing
  }

  /// Sums over the rows of `states`, `[rows, dim]`, whose right answers are `targets`.
  ///
  /// - Parameter dStates: where the gradient with respect to `states` goes; nil for the loss alone.
  package func run(_ states: Matrix, targets: [Int32], dStates: Matrix?, _ w: Workspace) -> LossSums {
    var sums = LossSums()
    let mark = w.arena.mark
    let block = w.arena.matrix(rows: min(Self.rowsAtATime, states.rows), columns: bias.columns)
    for start in stride(from: 0, to: states.rows, by: Self.rowsAtATime) {
      let range = start..<min(start + Self.rowsAtATime, states.rows)
      let logits = block.rows(0..<range.count)
      score(states.rows(range), into: logits, w)
      let begin = threadSeconds()
      targets.withUnsafeBufferPointer {
        ck_cross_entropy(
          logits.pointer, $0.baseAddress! + start, range.count, logits.columns, labelSmoothing, 1, &sums.loss,
          &sums.negativeLogLikelihood)
      }
      w.lossSeconds += threadSeconds() - begin
      if let dStates { backward(logits, states.rows(range), into: dStates.rows(range), w) }
    }
    sums.tokens = states.rows
    w.arena.release(to: mark)
    return sums
  }

  private func score(_ states: Matrix, into logits: Matrix, _ w: Workspace) {
    w.products.multiply(states, w.parameters[embedding], transposedB: true, into: logits)
    ck_bias_activation(
      logits.pointer, w.parameters[bias].pointer, logits.rows, logits.columns, Int32(CK_IDENTITY))
  }

  private func backward(_ dLogits: Matrix, _ states: Matrix, into dStates: Matrix, _ w: Workspace) {
    w.products.multiply(dLogits, transposedA: true, states, into: w.gradient(embedding), accumulating: true)
    ck_add_column_sums(dLogits.pointer, dLogits.rows, dLogits.columns, w.gradient(bias).pointer)
    w.products.multiply(dLogits, w.parameters[embedding], into: dStates)
  }
}

/// Sums over target tokens.
public struct LossSums: Sendable {
  /// Label-smoothed cross-entropy, in nats.
  public var loss = 0.0
  /// Plain cross-entropy, in nats.
  public var negativeLogLikelihood = 0.0
  public var tokens = 0

  public init() {}

  public static func += (sums: inout LossSums, more: LossSums) {
    sums.loss += more.loss
    sums.negativeLogLikelihood += more.negativeLogLikelihood
    sums.tokens += more.tokens
  }

  /// exp of the mean plain cross-entropy.
  public var perplexity: Double { tokens == 0 ? .nan : exp(negativeLogLikelihood / Double(tokens)) }
}
