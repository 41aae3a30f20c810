import Decoding
import Subwords
import Transformer

/// Says how well a translation explains its source: the mean log-probability of the source given the translation, by the
/// same model in its other direction (the "channel" of Yee, Dauphin and Auli 2019).
package struct ReverseScorer {
  private let encoder: TransformerEncoder
  private let decoder: TransformerDecoder
  /// Of the other direction: what it reads is a translation.
  private let coder: any SubwordCoder
  private let endOfSentence: Int32

  package init(
    encoder: TransformerEncoder, decoder: TransformerDecoder, coder: any SubwordCoder, endOfSentence: Int32
  ) {
    self.encoder = encoder
    self.decoder = decoder
    self.coder = coder
    self.endOfSentence = endOfSentence
  }

  /// Mean log-probability of each source, its end included, given the translation beside it.
  ///
  /// Both are tokens of the segment's own text, without ends; each pair's figure depends on that pair alone.
  package func scores(_ pairs: [(translation: [Int32], source: [Int32])]) -> [Float] {
    guard !pairs.isEmpty else { return [] }
    decoder.start(encoder.encode(pairs.map { coder.framed($0.translation) }))
    let targets = pairs.map { $0.source + [endOfSentence] }
    var sums = [Float](repeating: 0, count: pairs.count)
    // Rows of the step before that still have tokens to come, as places in `pairs`.
    var live = Array(pairs.indices)
    var (parents, step) = (live.map(Int32.init), 0)
    while !live.isEmpty {
      let tokens = live.map { step == 0 ? ModelScorer.beginning : targets[$0][step - 1] }
      for (index, row) in zip(live, decoder.scores(parents: parents, tokens: tokens)) {
        sums[index] += row.logits[Int(targets[index][step])] - row.normalizer
      }
      step += 1
      parents = live.indices.filter { targets[live[$0]].count > step }.map(Int32.init)
      live = parents.map { live[Int($0)] }
    }
    return zip(sums, targets).map { $0 / Float($1.count) }
  }
}
