import Decoding
import Subwords
import Terminology
import Transformer

/// What one thread needs to translate: caches and scratch memory that cannot be shared.
final class TranslationWorker {
  private let encoder: TransformerEncoder
  private let decoder: TransformerDecoder
  private let coding: any SubwordCoding
  private let coder: any SubwordCoder
  private let shortlist: Shortlist?
  private let adaptiveBeam: ModelDirectory.AdaptiveBeam
  /// The model's, where it has one of its own.
  private let lengthNormalization: Float?
  private let dictionary: DictionaryHints?
  private let heedsHints: Bool
  private let heedsPast: Bool
  /// How the model's other direction reads and writes, where it has one.
  private let reverseCoding: (any SubwordCoding)?
  /// Most tokens that the encoder is given.
  private let maximumLength: Int
  /// What this worker has done so far.
  private(set) var work = TranslationWork()

  init(
    _ resources: ModelTranslator.Resources, _ coding: any SubwordCoding, reverse reverseCoding: (any SubwordCoding)?,
    dictionary: DictionaryHints?, heedsHints: Bool, heedsPast: Bool,
    adaptiveBeam: ModelDirectory.AdaptiveBeam, lengthNormalization: Float?, maximumLength: Int
  ) throws {
    shortlist = resources.shortlist
    self.adaptiveBeam = adaptiveBeam
    self.lengthNormalization = lengthNormalization
    self.dictionary = dictionary
    self.heedsHints = heedsHints
    self.heedsPast = heedsPast
    self.maximumLength = maximumLength
    encoder = TransformerEncoder(resources.weights)
    decoder = TransformerDecoder(resources.weights)
    self.coding = coding
    coder = try coding.makeCoder()
    self.reverseCoding = reverseCoding
  }

  func length(of segment: String) -> Int { coder.encode([SubwordPart](masked: segment)).count }

  /// Whether no part of a text has to be spelled in bytes.
  func spells(_ text: String) -> Bool { !coder.encode([.text(text)]).contains(where: coding.isFallback) }

  /// A masked segment and its translation as training sees them, each with the end of the sentence.
  func example(_ segment: String, _ translation: String) -> (source: [Int32], target: [Int32]) {
    let target = coder.encode([SubwordPart](masked: translation))
    return (input(segment, TranslationOptions()).tokens, target + [coding.endOfSentence])
  }

  func translate(_ segments: [String], options: TranslationOptions) throws -> [SegmentTranslation] {
    let read = work.measure(\.subwords) { segments.map { input($0, options) } }
    let encoded = work.measure(\.encoder) { encoder.encode(read.map(\.tokens)) }
    let inputs = zip(segments, read).map { segment, input in
      searchInput(segment, input.source, options: options)
    }
    var searchOptions = searchOptions(options)
    let reranks = options.reverseWeight > 0 && reverseCoding != nil && searchOptions.sampling == nil
    searchOptions.keepsRunnersUp = reranks
    let usesShortlist = options.usesShortlist ?? searchOptions.isGreedy
    work.measure(\.decoder) { decoder.start(encoded, lists: usesShortlist ? lists(read.map(\.tokens)) : []) }
    let before = decoder.work
    var scorer = ModelScorer(decoder: decoder)
    var results = try work.measure(\.search) {
      try search(inputs, scorer: &scorer, options: searchOptions)
    }
    if reranks {
      results = try work.measure(\.search) { try reranked(results, read, options) }
    }
    work.add(decoder.work - before, sourceTokens: encoded.states.rows)
    return work.measure(\.subwords) {
      zip(zip(segments, read), results).map { segment, hypotheses in
        var answer = SegmentTranslation(
          sourceTokens: segment.1.source.map(coder.sourcePiece),
          hypotheses: hypotheses.map {
            translation($0, of: segment.1, marks: segment.0.marks, options: options)
          })
        answer.past = segment.1.past
        return answer
      }
    }
  }

  /// Those translations of each segment that are wanted, best first by both directions' mean log-probabilities. A segment
  /// for which the search found one only was not in doubt.
  private func reranked(
    _ results: [[Hypothesis]], _ read: [ModelInput], _ options: TranslationOptions
  ) throws -> [[Hypothesis]] {
    guard let reverseCoding else { return results }
    let reverse = ReverseScorer(
      encoder: encoder, decoder: decoder, coder: try reverseCoding.makeCoder(),
      endOfSentence: reverseCoding.endOfSentence)
    let doubtful = results.indices.filter { results[$0].count > 1 }
    let pairs = doubtful.flatMap { index in
      results[index].map { (translation: Array($0.tokens.prefix(maximumLength - 2)), source: read[index].source) }
    }
    var scores = reverse.scores(pairs)[...]
    var reranked = results
    for index in doubtful {
      let ranked = results[index].map { ($0, $0.score + options.reverseWeight * scores.removeFirst()) }
      reranked[index] = ranked.sorted { $0.1 > $1.1 }.prefix(options.search.nBest).map(\.0)
    }
    return reranked
  }

  private func input(_ segment: String, _ options: TranslationOptions) -> ModelInput {
    ModelInput(
      segment, hints: heedsHints ? hints(for: segment, options) : [],
      past: heedsPast ? options.past?.nearest(to: segment) : nil, limit: maximumLength, coder: coder)
  }

  /// Those of the glossary, and between them those of the dictionary.
  private func hints(for segment: String, _ options: TranslationOptions) -> [Hint] {
    let terms = options.glossary?.matches(in: segment).map { Hint(.term, $0.range, [$0.term.target]) } ?? []
    let words = options.usesDictionary ? dictionary?.hints(for: segment) ?? [] : []
    guard !terms.isEmpty else { return words }
    let others = words.filter { word in !terms.contains { $0.range.overlaps(word.range) } }
    return (terms + others).sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  /// The tokens that each translation may hold. Placeholders are among them, since every piece of the source is.
  private func lists(_ sources: [[Int32]]) -> [[Int32]?] {
    guard let shortlist else { return [] }
    return sources.map {
      shortlist.tokens(for: $0, endOfSentence: coding.endOfSentence, holdsSource: coding.isShared)
    }
  }

  /// Special tokens stand for nothing that a translation could hold.
  private func searchOptions(_ options: TranslationOptions) -> SearchOptions {
    var search = options.search
    if options.adaptsBeam {
      search.beamSize = adaptiveBeam.beamSize
      search.pruningThreshold = adaptiveBeam.pruningThreshold ?? .infinity
    }
    if let lengthNormalization, search.lengthNormalization == SearchOptions().lengthNormalization {
      search.lengthNormalization = lengthNormalization
    }
    search.endOfSentence = coding.endOfSentence
    search.forbiddenTokens += coding.forbidden
    return search
  }

  /// Of the placeholders and bytes a translation may have those of its source only.
  private func searchInput(_ segment: String, _ source: [Int32], options: TranslationOptions) -> SearchInput {
    let own = Set(segment.marks.map(\.token))
    let isHeld = options.holdsEveryMark && !own.isEmpty && coding.hasPlaceholders
    return SearchInput(
      sourceLength: source.count, forcedPrefix: coding.targetPrefix,
      forbiddenTokens: coding.hasPlaceholders ? Self.foreign(to: source, marks: own) : [],
      required: isHeld ? RequiredTokens(masked: segment) : nil,
      seed: options.seed(for: segment))
  }

  /// Placeholders and bytes that a source has not.
  private static func foreign(to source: [Int32], marks: Set<Int32>) -> [Int32] {
    let bytes = Set(source.lazy.filter(Vocabulary.isByte))
    return (0..<Vocabulary.placeholderCount).compactMap(Vocabulary.placeholder).filter { !marks.contains($0) }
      + (0...255).lazy.map(Vocabulary.byte).filter { !bytes.contains($0) }
  }

  private func translation(
    _ hypothesis: Hypothesis, of input: ModelInput, marks: [SpanMark], options: TranslationOptions
  ) -> TranslationHypothesis {
    var translation = TranslationHypothesis(
      text: coder.decode(hypothesis.tokens).masked(like: marks), score: hypothesis.score,
      tokens: hypothesis.tokens.map(coder.targetPiece),
      tokenScores: hypothesis.tokenScores,
      alignment: options.returnAlignment ? align(input, hypothesis.tokens) : [],
      reachedMaximumLength: hypothesis.reachedMaximumLength)
    translation.meanLogProbability = hypothesis.logProbability / Float(hypothesis.tokens.count + 1)
    return translation
  }

  /// Links each target token to that of the segment's own tokens to which the last decoder layer attends most.
  private func align(_ input: ModelInput, _ target: [Int32]) -> [AlignmentLink] {
    decoder.start(encoder.encode([input.tokens]))
    decoder.keepsCrossAttention = true
    defer { decoder.keepsCrossAttention = false }
    let own = input.places.indices.filter { input.places[$0] != nil }
    var token = ModelScorer.beginning
    return target.indices.compactMap { position in
      _ = decoder.logProbabilities(parents: [0], tokens: [token])
      token = target[position]
      guard let weights = decoder.crossAttention.first, let best = own.max(by: { weights[$0] < weights[$1] }),
        let place = input.places[best]
      else { return nil }
      return AlignmentLink(source: place, target: position)
    }
  }
}
