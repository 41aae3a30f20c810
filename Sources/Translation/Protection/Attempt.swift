import Decoding
import Terminology
import Text

/// A translation of a segment, and what there is to say about it.
struct Attempt: Sendable {
  enum Verdict: Comparable, Sendable {
    /// Some mark is missing, doubled, invented or misplaced.
    case broken
    /// A fact is missing, doubled or invented, or a mark is where there was none.
    case changed
    /// Whole, but only because it had to be: the model itself holds it most unlikely.
    case unlikely
    /// Empty, or the same words again and again.
    case degenerate
    /// A term is not translated as the glossary has it.
    case offTerm
    case good
  }

  let segment: String
  var translation: SegmentTranslation
  let verdict: Verdict
  private let glossary: Glossary?

  /// What is known before a segment has been translated.
  init(unanswered segment: String) {
    self.segment = segment
    translation = SegmentTranslation(hypotheses: [TranslationHypothesis(text: segment)])
    verdict = .broken
    glossary = nil
  }

  /// What people have made is good.
  init(_ segment: String, past: PastTranslation) {
    self.segment = segment
    translation = SegmentTranslation(hypotheses: [TranslationHypothesis(text: past.translation)])
    translation.path = .memory
    translation.past = past
    verdict = .good
    glossary = nil
  }

  init(
    _ segment: String, _ translation: SegmentTranslation, path: TranslationPath, _ safeguards: Safeguards,
    _ glossary: Glossary?
  ) {
    self.segment = segment
    self.glossary = glossary
    self.translation = translation
    self.translation.path = path
    let whole = Self.withWholeMarks(translation.hypotheses, of: segment, safeguards)
    let kept = safeguards.facts.map { Self.withFacts(whole, of: segment, finder: $0) } ?? whole
    guard let best = kept.first else {
      verdict = whole.isEmpty && !segment.marks.isEmpty ? .broken : .changed
      return
    }
    self.translation.hypotheses = kept
    self.translation.missedTerms = glossary.map { TermCheck($0.matches(in: segment)).missed(in: best.text) } ?? []
    let isOffTerm = !self.translation.missedTerms.isEmpty
    let isDegenerate = LineWarning.isDegenerate(best.text, of: segment)
    let isUnlikely = path == .constrained && !segment.marks.isEmpty && best.meanLogProbability < Self.leastLikely
    verdict = isUnlikely ? .unlikely : isDegenerate ? .degenerate : isOffTerm ? .offTerm : .good
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
  mutating func replaceEnclosed(
    _ words: EnclosedWords, _ unmarked: SegmentTranslation, _ alone: SegmentTranslation, _ safeguards: Safeguards
  ) {
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
      let attempt = Attempt(segment, other, path: .pieces, safeguards, glossary)
      guard attempt.verdict >= .offTerm else { continue }
      self = attempt
      return
    }
  }

  /// The hypotheses that have every mark of the segment once and in its place, their spacing repaired.
  private static func withWholeMarks(
    _ hypotheses: [TranslationHypothesis], of segment: String, _ safeguards: Safeguards
  ) -> [TranslationHypothesis] {
    let required = segment.marks.isEmpty ? nil : RequiredTokens(masked: segment)
    return hypotheses.map { hypothesis in
      var hypothesis = hypothesis
      hypothesis.text = SpacingRepair.repaired(hypothesis.text, like: segment)
      if safeguards.facts != nil { hypothesis.text = ClosingStop.repaired(hypothesis.text, like: segment) }
      return hypothesis
    }.filter { hypothesis in
      guard let required else { return hypothesis.text.marks.isEmpty }
      return required.areMet(byMasked: hypothesis.text) && hypothesis.text.marks.count == required.items.count
        && MarkNeighbours.areHarmless(in: hypothesis.text, like: segment)
    }
  }

  /// The hypotheses that have every fact of the segment once, their numbers written as they are to be.
  private static func withFacts(
    _ hypotheses: [TranslationHypothesis], of segment: String, finder: FactFinder
  ) -> [TranslationHypothesis] {
    let check = FactCheck(segment, finder: finder)
    return hypotheses.compactMap { hypothesis in
      guard !inventsPlaceholders(hypothesis.text, segment), let text = check.corrected(hypothesis.text) else {
        return nil
      }
      var hypothesis = hypothesis
      hypothesis.text = text
      return hypothesis
    }
  }

  private static func inventsPlaceholders(_ translation: String, _ segment: String) -> Bool {
    let keys = Placeholders.keys(of: translation)
    return !keys.isEmpty && keys != Placeholders.keys(of: segment)
  }

  /// Whether there is nothing to mend.
  var isSettled: Bool { verdict == .good && enclosedWords == nil }

  /// The translation, or the source where nothing has helped.
  var outcome: SegmentTranslation {
    guard verdict <= .changed else { return translation }
    var translation = translation
    translation.path = .source
    translation.hypotheses = Array(translation.hypotheses.prefix(1))
    for index in translation.hypotheses.indices { translation.hypotheses[index].text = segment }
    return translation
  }
}
