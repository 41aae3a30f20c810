import Decoding
import Subwords
import Transformer

/// What one thread needs to translate: caches and scratch memory that cannot be shared.
final class TranslationWorker {
  private let encoder: TransformerEncoder
  private let decoder: TransformerDecoder
  private let subwordEncoder: SubwordEncoder
  private let shortlist: Shortlist?
  /// What this worker has done so far.
  private(set) var work = TranslationWork()

  init(weights: TransformerWeights, subwords: SubwordModel, shortlist: Shortlist?) throws {
    self.shortlist = shortlist
    encoder = TransformerEncoder(weights)
    decoder = TransformerDecoder(weights)
    subwordEncoder = try SubwordEncoder(model: subwords)
  }

  func length(of segment: String) -> Int { subwordEncoder.encode(segment).count }

  func translate(_ segments: [String], options: TranslationOptions) throws -> [SegmentTranslation] {
    let sources = work.measure(\.subwords) { segments.map { subwordEncoder.encode($0) } }
    let encoded = work.measure(\.encoder) { encoder.encode(sources.map { $0 + [Vocabulary.endOfSentence] }) }
    let inputs = zip(segments, sources).map { segment, source in
      SearchInput(sourceLength: source.count, seed: options.seed(for: segment))
    }
    work.measure(\.decoder) { decoder.start(encoded, lists: lists(sources, inputs, options)) }
    let before = decoder.work
    var scorer = ModelScorer(decoder: decoder)
    let results = try work.measure(\.search) {
      try search(inputs, scorer: &scorer, options: Self.searchOptions(options))
    }
    work.add(decoder.work - before, sourceTokens: encoded.states.rows)
    return work.measure(\.subwords) {
      zip(sources, results).map { source, hypotheses in
        SegmentTranslation(
          sourceTokens: pieces(source),
          hypotheses: hypotheses.map { translation($0, of: source, options: options) })
      }
    }
  }

  /// The tokens that each translation may hold. Who demands certain tokens has all to choose from.
  private func lists(_ sources: [[Int32]], _ inputs: [SearchInput], _ options: TranslationOptions) -> [[Int32]?] {
    guard let shortlist, options.usesShortlist else { return [] }
    return zip(sources, inputs).map { $1.forcedPrefix.isEmpty ? shortlist.tokens(for: $0) : nil }
  }

  /// Special tokens stand for nothing that a translation could hold.
  private static func searchOptions(_ options: TranslationOptions) -> SearchOptions {
    var search = options.search
    search.endOfSentence = Vocabulary.endOfSentence
    search.forbiddenTokens += [Vocabulary.unknown]
    search.forbiddenTokens += (0..<Vocabulary.placeholderCount).compactMap(Vocabulary.placeholder)
    return search
  }

  private func translation(
    _ hypothesis: Hypothesis, of source: [Int32], options: TranslationOptions
  ) -> TranslationHypothesis {
    TranslationHypothesis(
      text: subwordEncoder.decode(hypothesis.tokens), score: hypothesis.score, tokens: pieces(hypothesis.tokens),
      tokenScores: hypothesis.tokenScores,
      alignment: options.returnAlignment ? align(source, hypothesis.tokens) : [],
      reachedMaximumLength: hypothesis.reachedMaximumLength)
  }

  private func pieces(_ tokens: [Int32]) -> [String] {
    tokens.map { subwordEncoder.model.vocabulary.piece(of: $0) ?? "" }
  }

  /// Links each target token to the source token to which the last decoder layer attends most.
  private func align(_ source: [Int32], _ target: [Int32]) -> [AlignmentLink] {
    decoder.start(encoder.encode([source + [Vocabulary.endOfSentence]]))
    decoder.keepsCrossAttention = true
    defer { decoder.keepsCrossAttention = false }
    var token = ModelScorer.beginning
    return target.indices.compactMap { position in
      _ = decoder.logProbabilities(parents: [0], tokens: [token])
      token = target[position]
      guard let weights = decoder.crossAttention.first?.dropLast(),
        let best = weights.indices.max(by: { weights[$0] < weights[$1] })
      else { return nil }
      return AlignmentLink(source: best, target: position)
    }
  }
}
