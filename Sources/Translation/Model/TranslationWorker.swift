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

  func length(of segment: String) -> Int { subwordEncoder.encode([SubwordPart](masked: segment)).count }

  func translate(_ segments: [String], options: TranslationOptions) throws -> [SegmentTranslation] {
    let sources = work.measure(\.subwords) { segments.map { subwordEncoder.encode([SubwordPart](masked: $0)) } }
    let encoded = work.measure(\.encoder) { encoder.encode(sources.map { $0 + [Vocabulary.endOfSentence] }) }
    let inputs = zip(segments, sources).map { segment, source in
      Self.searchInput(segment, length: source.count, options: options)
    }
    work.measure(\.decoder) { decoder.start(encoded, lists: lists(segments, sources, options)) }
    let before = decoder.work
    var scorer = ModelScorer(decoder: decoder)
    let results = try work.measure(\.search) {
      try search(inputs, scorer: &scorer, options: Self.searchOptions(options))
    }
    work.add(decoder.work - before, sourceTokens: encoded.states.rows)
    return work.measure(\.subwords) {
      zip(zip(segments, sources), results).map { segment, hypotheses in
        SegmentTranslation(
          sourceTokens: pieces(segment.1),
          hypotheses: hypotheses.map {
            translation($0, of: segment.1, marks: segment.0.marks, options: options)
          })
      }
    }
  }

  /// The tokens that each translation may hold. Where there are placeholders these are all, so that none is missing.
  private func lists(_ segments: [String], _ sources: [[Int32]], _ options: TranslationOptions) -> [[Int32]?] {
    guard let shortlist, options.usesShortlist else { return [] }
    return zip(segments, sources).map { $0.marks.isEmpty ? shortlist.tokens(for: $1) : nil }
  }

  /// Special tokens stand for nothing that a translation could hold.
  private static func searchOptions(_ options: TranslationOptions) -> SearchOptions {
    var search = options.search
    search.endOfSentence = Vocabulary.endOfSentence
    search.forbiddenTokens += [Vocabulary.unknown]
    return search
  }

  /// Of the placeholders a translation may have those of its source only.
  private static func searchInput(_ segment: String, length: Int, options: TranslationOptions) -> SearchInput {
    let own = Set(segment.marks.map(\.token))
    let placeholders = (0..<Vocabulary.placeholderCount).compactMap(Vocabulary.placeholder)
    return SearchInput(
      sourceLength: length, forbiddenTokens: placeholders.filter { !own.contains($0) },
      required: options.holdsEveryMark && !own.isEmpty ? RequiredTokens(masked: segment) : nil,
      seed: options.seed(for: segment))
  }

  private func translation(
    _ hypothesis: Hypothesis, of source: [Int32], marks: [SpanMark], options: TranslationOptions
  ) -> TranslationHypothesis {
    TranslationHypothesis(
      text: subwordEncoder.decodeParts(hypothesis.tokens).masked(like: marks), score: hypothesis.score,
      tokens: pieces(hypothesis.tokens),
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
