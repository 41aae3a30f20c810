import Decoding
import Text

/// Translates masked segments so that every mark comes out exactly once, and tries again where a translation is empty or
/// repeats itself.
///
/// First the model translates as it likes. Where its answer has lost, doubled or invented a mark, or torn a pair apart,
/// the segment is decoded again under constraint; where that fails too, or the model holds the outcome unlikely, what stands between the marks is translated by
/// itself. What then still is not right stays as the source. Every answer is checked, wherever it comes from.
package struct GuardedTranslator: Sendable {
  private let base: any SegmentTranslator
  private let refusesPlaceholders: Bool

  /// - Parameter refusesPlaceholders: whether placeholders in an answer's text count as invented: all of the source are
  ///   behind marks.
  package init(_ base: any SegmentTranslator, refusesPlaceholders: Bool) {
    self.base = base
    self.refusesPlaceholders = refusesPlaceholders
  }

  /// One translation for each of `segments`, in order, each of which depends on its segment and the options only.
  package func translate(_ segments: [String], options: TranslationOptions) throws -> [SegmentTranslation] {
    guard base.placesMarks else { return try translateAroundMarks(segments, options) }
    var attempts = try attempt(segments, options)
    var constrained = options
    constrained.holdsEveryMark = true
    try improve(&attempts, [.broken]) { try attempt($0, constrained, path: .constrained) }
    for other in Self.otherOptions(than: constrained) {
      try improve(&attempts, [.degenerate]) { try attempt($0, other, path: .constrained) }
    }
    try improve(&attempts, [.broken, .unlikely]) { try piecewise($0, options) }
    try translateEnclosedWords(&attempts, options)
    return attempts.map(\.outcome)
  }

  /// The same for a model that has not learnt to place marks: only what stands between them is translated.
  private func translateAroundMarks(
    _ segments: [String], _ options: TranslationOptions
  ) throws -> [SegmentTranslation] {
    var attempts: [Attempt?] = segments.map { _ in nil }
    let marked = segments.indices.filter { !segments[$0].marks.isEmpty }
    let others = segments.indices.filter { segments[$0].marks.isEmpty }
    for (index, attempt) in zip(marked, try piecewise(marked.map { segments[$0] }, options)) {
      attempts[index] = attempt
    }
    var plain = try attempt(others.map { segments[$0] }, options)
    for other in Self.otherOptions(than: options) {
      try improve(&plain, [.degenerate]) { try attempt($0, other) }
    }
    for (index, attempt) in zip(others, plain) { attempts[index] = attempt }
    return attempts.compactMap { $0?.outcome }
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
      let isUnmarked = attempt.segment.marks.isEmpty
      attempts[index] = attempt
      if isUnmarked { attempts[index].translation.path = .ordinary }
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
      return Attempt(segment, translation, path: path, refusesPlaceholders: refusesPlaceholders)
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
        attempts[place.index].replaceEnclosed(place.words, unmarked.translation, alone.translation)
      }
    }
  }

  // MARK: In pieces

  private func piecewise(_ segments: [String], _ options: TranslationOptions) throws -> [Attempt] {
    let cut = segments.map(SegmentPieces.init)
    var options = options
    options.search.nBest = 1
    let translations = try attempt(cut.flatMap(\.texts), options).map(\.translation)
    var rest = translations[...]
    return zip(segments, cut).map { segment, pieces in
      defer { rest = rest.dropFirst(pieces.texts.count) }
      return Attempt(
        segment, pieces.joined(Array(rest.prefix(pieces.texts.count))), path: .pieces,
        refusesPlaceholders: refusesPlaceholders)
    }
  }
}

/// A translation of a segment, and what there is to say about it.
private struct Attempt {
  enum Verdict: Comparable {
    /// Some mark is missing, doubled, invented or misplaced.
    case broken
    /// Whole, but only because it had to be: the model itself holds it most unlikely.
    case unlikely
    /// Empty, or the same words again and again.
    case degenerate
    case good
  }

  let segment: String
  var translation: SegmentTranslation
  let verdict: Verdict

  init(_ segment: String, _ translation: SegmentTranslation, path: TranslationPath, refusesPlaceholders: Bool) {
    self.segment = segment
    self.translation = translation
    self.translation.path = path
    let required = RequiredTokens(masked: segment)
    let whole = translation.hypotheses.map { hypothesis in
      var hypothesis = hypothesis
      hypothesis.text = SpacingRepair.repaired(hypothesis.text, like: segment)
      return hypothesis
    }.filter { hypothesis in
      required.areMet(byMasked: hypothesis.text) && hypothesis.text.marks.count == required.items.count
        && MarkNeighbours.areHarmless(in: hypothesis.text, like: segment)
        && !(refusesPlaceholders && Self.inventsPlaceholders(hypothesis.text, segment))
    }
    guard let best = whole.first else {
      verdict = .broken
      return
    }
    self.translation.hypotheses = whole
    let isDegenerate = LineWarning.isDegenerate(best.text, of: segment)
    let isUnlikely = path == .constrained && !segment.marks.isEmpty && best.meanLogProbability < Self.leastLikely
    verdict = isUnlikely ? .unlikely : isDegenerate ? .degenerate : .good
  }

  /// Mean log-probability of a token under which a constrained translation is taken for confused. Those of models that
  /// know the placeholders lie well above.
  private static let leastLikely: Float = -1.25

  /// Words of the source that it still holds between marks.
  var enclosedWords: EnclosedWords? {
    guard verdict > .broken, let best = translation.hypotheses.first, !segment.marks.isEmpty else { return nil }
    return EnclosedWords.first(in: best.text, of: segment)
  }

  /// - Parameters:
  ///   - unmarked: the translation of the segment without marks around the words, with its alignment.
  ///   - alone: that of the words.
  mutating func replaceEnclosed(_ words: EnclosedWords, _ unmarked: SegmentTranslation, _ alone: SegmentTranslation) {
    guard let best = translation.hypotheses.first else { return }
    let marked = unmarked.hypotheses.first.flatMap { hypothesis in
      words.marking(hypothesis, sourceTokens: unmarked.sourceTokens)
    }
    let replaced = alone.hypotheses.first.flatMap { words.replacing(in: best.text, with: $0.text) }
    for text in [marked, replaced].compactMap({ $0 }) where EnclosedWords.first(in: text, of: segment) == nil {
      var hypothesis = best
      hypothesis.text = text
      var other = translation
      other.hypotheses = [hypothesis]
      let attempt = Attempt(segment, other, path: .pieces, refusesPlaceholders: true)
      guard attempt.verdict == .good else { continue }
      self = attempt
      return
    }
  }

  private static func inventsPlaceholders(_ translation: String, _ segment: String) -> Bool {
    let keys = Placeholders.keys(of: translation)
    return !keys.isEmpty && keys != Placeholders.keys(of: segment)
  }

  /// The translation, or the source where nothing has helped.
  var outcome: SegmentTranslation {
    guard verdict == .broken else { return translation }
    var translation = translation
    translation.path = .source
    translation.hypotheses = Array(translation.hypotheses.prefix(1))
    for index in translation.hypotheses.indices { translation.hypotheses[index].text = segment }
    return translation
  }
}
