import Decoding
import Subwords
import Transformer

/// What one thread needs to translate: caches and scratch memory that cannot be shared.
final class TranslationWorker {
  private let encoder: TransformerEncoder
  private let decoder: TransformerDecoder
  private let subwordEncoder: SubwordEncoder
  private let shortlist: Shortlist?
  private let adaptiveBeam: ModelDirectory.AdaptiveBeam
  /// What this worker has done so far.
  private(set) var work = TranslationWork()

  init(
    weights: TransformerWeights, subwords: SubwordModel, shortlist: Shortlist?,
    adaptiveBeam: ModelDirectory.AdaptiveBeam
  ) throws {
    self.shortlist = shortlist
    self.adaptiveBeam = adaptiveBeam
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
    let searchOptions = searchOptions(options)
    let usesShortlist = options.usesShortlist ?? searchOptions.isGreedy
    work.measure(\.decoder) { decoder.start(encoded, lists: usesShortlist ? lists(sources) : []) }
    let before = decoder.work
    var scorer = ModelScorer(decoder: decoder)
    let results = try work.measure(\.search) {
      try search(inputs, scorer: &scorer, options: searchOptions)
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

  /// The tokens that each translation may hold. Placeholders are among them, since every piece of the source is.
  private func lists(_ sources: [[Int32]]) -> [[Int32]?] {
    guard let shortlist else { return [] }
    return sources.map { shortlist.tokens(for: $0) }
  }

  /// Special tokens stand for nothing that a translation could hold.
  private func searchOptions(_ options: TranslationOptions) -> SearchOptions {
    var search = options.search
    if options.adaptsBeam {
      search.beamSize = adaptiveBeam.beamSize
      search.pruningThreshold = adaptiveBeam.pruningThreshold ?? .infinity
    }
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
