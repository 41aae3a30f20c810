import Decoding
import Terminology
import Text

/// Translates masked segments so that every mark and every fact comes out exactly once, and tries again where a
/// translation is empty or repeats itself.
///
/// First the model translates as it likes. Where its answer has lost, doubled or invented a mark, or torn a pair apart,
/// the segment is decoded again under constraint. Where facts, such as numbers, are not those of the source, they are
/// put behind marks too; terms of the glossary that are not translated as they are to be are put behind marks that stand
/// for their translations. Where that fails as well, or the model holds the outcome unlikely, what stands between the marks
/// is translated by itself. What then still is not right stays as the source. Every answer is checked, wherever it comes
/// from.
package struct GuardedTranslator: Sendable {
  private let base: any SegmentTranslator
  private let safeguards: Safeguards

  package init(_ base: any SegmentTranslator, safeguards: Safeguards) {
    self.base = base
    self.safeguards = safeguards
  }

  /// One translation for each of `segments`, in order, each of which depends on its segment and the options only.
  package func translate(_ segments: [String], options: TranslationOptions) throws -> [SegmentTranslation] {
    try finish(begin(segments, options: options), options: options)
  }

  /// What the model makes of the segments. Those that are settled are done; others want to be finished, best together
  /// with the like of other batches.
  func begin(_ segments: [String], options: TranslationOptions) throws -> [Attempt] {
    try firstAttempts(segments, options)
  }

  /// The translations of segments that have been begun.
  func finish(_ attempts: [Attempt], options: TranslationOptions) throws -> [SegmentTranslation] {
    let translations = try climb(attempts, options).map(\.outcome)
    guard options.search.nBest > 1, options.search.sampling == nil else { return translations }
    // A wider search may find others first; the list begins with what there is without it.
    var plain = options
    plain.search.nBest = 1
    return zip(translations, try climb(attempts.map(\.segment), plain).map(\.outcome)).map { list, plain in
      var list = list
      let others = list.hypotheses.filter { $0.text != plain.hypotheses.first?.text }
      list.hypotheses = Array((plain.hypotheses + others).prefix(options.search.nBest))
      list.path = plain.path
      return list
    }
  }

  /// The whole way: as the model likes, under constraint, in pieces.
  private func climb(_ segments: [String], _ options: TranslationOptions) throws -> [Attempt] {
    try climb(firstAttempts(segments, options), options)
  }

  /// The way from the first attempts on.
  private func climb(_ attempts: [Attempt], _ options: TranslationOptions) throws -> [Attempt] {
    var attempts = attempts
    var constrained = options
    constrained.holdsEveryMark = base.placesMarks
    if base.placesMarks {
      try improve(&attempts, [.broken]) { try attempt($0, constrained, path: .constrained) }
    }
    try improve(&attempts, [.changed]) { try withoutFacts($0, constrained, placing: base.placesMarks) }
    try improve(&attempts, [.changed]) { try withoutFacts($0, constrained, placing: false) }
    if base.placesMarks {
      try improve(&attempts, [.offTerm]) { try withTermsFixed($0, constrained) }
    }
    for other in Self.otherOptions(than: constrained) {
      try improve(&attempts, [.degenerate]) { try attempt($0, other, path: .constrained) }
    }
    try improve(&attempts, [.broken, .unlikely]) { try piecewise($0, options) }
    try translateEnclosedWords(&attempts, options)
    return attempts
  }

  /// The segments as people have translated them, or else as the model likes to. One that has not learnt to place marks
  /// is not asked about those with marks.
  private func firstAttempts(_ segments: [String], _ options: TranslationOptions) throws -> [Attempt] {
    let known = segments.map { $0.marks.isEmpty ? options.past?.exact($0) : nil }
    func isAsked(_ index: Int) -> Bool { known[index] == nil && (base.placesMarks || segments[index].marks.isEmpty) }
    var rest = try attempt(segments.indices.filter(isAsked).map { segments[$0] }, options)[...]
    return segments.indices.map { index in
      if let past = known[index] { return Attempt(segments[index], past: past) }
      return isAsked(index) ? rest.removeFirst() : Attempt(unanswered: segments[index])
    }
  }

  /// What to try where a model has lost the thread: no sequence of three tokens twice, and then a beam of another width.
  private static func otherOptions(than options: TranslationOptions) -> [TranslationOptions] {
    var unrepeating = options
    if options.search.noRepeatNgramSize == 0 { unrepeating.search.noRepeatNgramSize = 3 }
    var wider = unrepeating
    wider.adaptsBeam = false
    wider.search.beamSize = options.search.beamSize == 1 ? 4 : 1
    return [unrepeating, wider]
  }

  /// Tries the segments that have come out in one of the ways named again, and keeps what has become better.
  private func improve(
    _ attempts: inout [Attempt], _ verdicts: [Attempt.Verdict], _ again: ([String]) throws -> [Attempt]
  ) throws {
    let wanting = attempts.indices.filter { verdicts.contains(attempts[$0].verdict) }
    guard !wanting.isEmpty else { return }
    for (index, attempt) in zip(wanting, try again(wanting.map { attempts[$0].segment }))
    where attempt.verdict > attempts[index].verdict {
      let isOrdinary = attempt.segment.marks.isEmpty && attempts[index].verdict == .degenerate
      attempts[index] = attempt
      if isOrdinary { attempts[index].translation.path = .ordinary }
    }
  }

  /// Translates all segments once and looks at what has come out.
  private func attempt(
    _ segments: [String], _ options: TranslationOptions, path: TranslationPath = .ordinary
  ) throws -> [Attempt] {
    let translations = segments.isEmpty ? [] : try base.translate(segments, options: options)
    guard translations.count == segments.count else {
      throw TranslationError.translationCount(expected: segments.count, found: translations.count)
    }
    return try zip(segments, translations).map { segment, translation in
      guard !translation.hypotheses.isEmpty else { throw TranslationError.noHypothesis(segment: segment) }
      return Attempt(segment, translation, path: path, safeguards, options.glossary)
    }
  }

  // MARK: Without facts

  /// The segments with marks in the place of their facts. What a model cannot place even so is translated between them;
  /// all of it where the model is not to place any.
  private func withoutFacts(
    _ segments: [String], _ constrained: TranslationOptions, placing: Bool
  ) throws -> [Attempt] {
    guard let facts = safeguards.facts else { return segments.map(Attempt.init(unanswered:)) }
    var options = constrained
    options.search.nBest = 1
    let masks = segments.map { FactMask($0, finder: facts) }
    var chunks = masks.flatMap(\.chunks).map { Attempt(unanswered: $0.text) }
    if placing {
      try improve(&chunks, [.broken]) { try attempt($0, options, path: .constrained) }
    }
    try improve(&chunks, [.broken, .changed, .unlikely]) { try betweenMarks($0, options) }
    var rest = chunks[...]
    return zip(segments, masks).map { segment, mask in
      defer { rest = rest.dropFirst(mask.chunks.count) }
      let own = rest.prefix(mask.chunks.count)
      let isInPieces = own.contains { $0.translation.path != .constrained }
      return Attempt(
        segment, mask.joined(own.map(\.outcome)), path: isInPieces ? .pieces : .constrained, safeguards,
        options.glossary)
    }
  }

  /// The segments with marks in the place of their terms, which become the glossary's translations.
  private func withTermsFixed(_ segments: [String], _ constrained: TranslationOptions) throws -> [Attempt] {
    guard let glossary = constrained.glossary else { return segments.map(Attempt.init(unanswered:)) }
    var options = constrained
    options.search.nBest = 1
    let masks = segments.map { FactMask($0, terms: glossary.matches(in: $0)) }
    let chunks = try attempt(masks.flatMap(\.chunks).map(\.text), options, path: .constrained)
    var rest = chunks[...]
    return zip(segments, masks).map { segment, mask in
      defer { rest = rest.dropFirst(mask.chunks.count) }
      let own = rest.prefix(mask.chunks.count)
      guard own.allSatisfy({ $0.verdict >= .degenerate }) else { return Attempt(unanswered: segment) }
      return Attempt(segment, mask.joined(own.map(\.outcome)), path: .constrained, safeguards, glossary)
    }
  }

  /// Translates what stands between marks, word for word as the model likes, and leaves as it is what becomes something
  /// that the source does not have.
  private func betweenMarks(_ segments: [String], _ options: TranslationOptions) throws -> [Attempt] {
    try joined(segments, options.glossary) { texts in
      var attempts = try attempt(texts, options)
      for other in Self.otherOptions(than: options) {
        try improve(&attempts, [.degenerate]) { try attempt($0, other) }
      }
      return attempts
    }
  }

  // MARK: Words between marks

  /// Pairs of marks in one segment whose words are looked after.
  private static let mostEnclosed = 4

  /// Words between marks that have not been translated are translated with the rest of their sentence, or alone.
  private func translateEnclosedWords(_ attempts: inout [Attempt], _ options: TranslationOptions) throws {
    guard options.search.nBest == 1 else { return }
    var options = options
    options.holdsEveryMark = true
    var aligned = options
    aligned.returnAlignment = true
    for _ in 0..<Self.mostEnclosed {
      let places = attempts.indices.compactMap { index in
        attempts[index].enclosedWords.map { (index: index, words: $0) }
      }
      guard !places.isEmpty else { return }
      let unmarked = try attempt(places.map(\.words.unmarked), aligned)
      let alone = try attempt(places.map(\.words.inner), options)
      for (place, (unmarked, alone)) in zip(places, zip(unmarked, alone)) {
        attempts[place.index].replaceEnclosed(place.words, unmarked.translation, alone.translation, safeguards)
      }
    }
  }

  // MARK: In pieces

  /// Cuts segments at their marks. What stands between them goes the whole way by itself.
  private func piecewise(_ segments: [String], _ options: TranslationOptions) throws -> [Attempt] {
    var options = options
    options.search.nBest = 1
    return try joined(segments, options.glossary) { try climb($0, options) }
  }

  private func joined(
    _ segments: [String], _ glossary: Glossary?, _ translate: ([String]) throws -> [Attempt]
  ) throws -> [Attempt] {
    let cut = segments.map(SegmentPieces.init)
    let translations = try translate(cut.flatMap(\.texts)).map(\.outcome)
    var rest = translations[...]
    return zip(segments, cut).map { segment, pieces in
      defer { rest = rest.dropFirst(pieces.texts.count) }
      let own = Array(rest.prefix(pieces.texts.count))
      let isSource = !own.isEmpty && own.allSatisfy { $0.path == .source }
      return Attempt(segment, pieces.joined(own), path: isSource ? .source : .pieces, safeguards, glossary)
    }
  }
}

extension FactMask {
  /// The segment's translation from those of its chunks.
  fileprivate func joined(_ translations: [SegmentTranslation]) -> SegmentTranslation {
    var best = TranslationHypothesis(text: "")
    var sourceTokens: [String] = []
    for (chunk, translation) in zip(chunks, translations) {
      guard let hypothesis = translation.hypotheses.first else { continue }
      best.text += chunk.restored(hypothesis.text) + chunk.space
      best.score += hypothesis.score / Float(chunks.count)
      best.alignment += hypothesis.alignment.map {
        AlignmentLink(source: $0.source + sourceTokens.count, target: $0.target + best.tokens.count)
      }
      best.tokens += hypothesis.tokens
      best.tokenScores += hypothesis.tokenScores
      best.reachedMaximumLength = best.reachedMaximumLength || hypothesis.reachedMaximumLength
      sourceTokens += translation.sourceTokens
    }
    return SegmentTranslation(sourceTokens: sourceTokens, hypotheses: [best])
  }
}
