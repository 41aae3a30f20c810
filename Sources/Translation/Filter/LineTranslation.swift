import Terminology

/// A line and what became of it.
public struct LineTranslation: Sendable, Hashable {
  /// Counted from 1.
  public var number: Int

  /// The line was enormous, and this is a fragment of it that another follows.
  public var isContinued: Bool

  /// The line as it was understood: U+FFFD stands for what was not UTF-8.
  public var source: String

  /// The source as the model saw it, subword by subword.
  public var sourceTokens: [String]

  /// The translations, best first; at least one. A line without text has itself as its only translation.
  public var hypotheses: [TranslationHypothesis]

  /// How the protected spans of each sentence came through.
  public var paths: [TranslationPath]

  /// Terms of the glossary that are not translated as they are to be.
  public var missedTerms: [Term]

  /// The sentences of the line, in order, with their places in ``source`` and in the best translation.
  public var sentences: [SentenceTranslation]
}

extension LineTranslation {
  /// Puts a line together from its parts.
  ///
  /// - Parameters:
  ///   - translations: what became of each segment among `parts`, in order.
  ///   - nBest: how many hypotheses to make at most.
  package init(line: Line, source: String, parts: [LinePart], translations: [SegmentTranslation], nBest: Int) {
    let translations = Self.withoutLineBreaks(translations, of: parts)
    number = line.number
    isContinued = line.isContinued
    self.source = source
    sourceTokens = translations.flatMap(\.sourceTokens)
    paths = translations.map(\.path)
    missedTerms = translations.flatMap(\.missedTerms)
    sentences = SentenceTranslation.all(in: parts, translations: translations)
    hypotheses = Self.combinations(of: translations.map(\.hypotheses), count: nBest).map { chosen in
      Self.joined(chosen, sourceCounts: translations.map(\.sourceTokens.count), parts: parts)
    }
  }

  /// A line break in a translation would make two lines of one. A return within a line, which is no break, may be what
  /// the source has in a protected span.
  private static func withoutLineBreaks(
    _ translations: [SegmentTranslation], of parts: [LinePart]
  ) -> [SegmentTranslation] {
    // Hardly any has one, and this is on the way of every line.
    let areClean = translations.allSatisfy { translation in
      translation.hypotheses.allSatisfy { !$0.text.utf8.contains { $0 == 0x0A || $0 == 0x0D } }
    }
    if areClean { return translations }
    let sources = parts.compactMap { if case .segment(let text, _) = $0 { text } else { nil } }
    return zip(sources, translations).map { source, translation in
      var translation = translation
      let hasReturns = source.utf8.contains(0x0D)
      for index in translation.hypotheses.indices {
        translation.hypotheses[index].text.replaceBytes { $0 == 0x0A || $0 == 0x0D && !hasReturns }
      }
      return translation
    }
  }

  /// One hypothesis of a line from one of each segment.
  private static func joined(
    _ hypotheses: [TranslationHypothesis], sourceCounts: [Int], parts: [LinePart]
  ) -> TranslationHypothesis {
    var line = TranslationHypothesis(text: "")
    var index = 0
    var sourceOffset = 0
    for part in parts {
      switch part {
      case .space(let space):
        line.text += space
      case .segment:
        line.append(hypotheses[index], sourceOffset: sourceOffset)
        sourceOffset += sourceCounts[index]
        index += 1
      }
    }
    if index > 0 { line.score /= Float(index) }
    return line
  }

  /// The choices of one hypothesis for each segment: the first of each, then by the sum of their scores, best first.
  private static func combinations(
    of segments: [[TranslationHypothesis]], count: Int
  ) -> [[TranslationHypothesis]] {
    var best: [(choice: [TranslationHypothesis], score: Float)] = [([], 0)]
    for hypotheses in segments {
      if let first = hypotheses.first, count == 1 || hypotheses.count == 1 {
        for index in best.indices {
          best[index].choice.append(first)
          best[index].score += first.score
        }
        continue
      }
      let all = best.flatMap { start in hypotheses.map { (start.choice + [$0], start.score + $0.score) } }
      // The first of each stay together in front.
      let others = all.dropFirst().enumerated().sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }
      best = (all.prefix(1) + others.map(\.element)).prefix(count).map { (choice: $0.0, score: $0.1) }
    }
    return best.map(\.choice)
  }
}

extension TranslationHypothesis {
  /// Puts the translation of a segment behind what there is of a line.
  mutating func append(_ segment: TranslationHypothesis, sourceOffset: Int) {
    let targetOffset = tokens.count
    text += segment.text
    score += segment.score
    tokens += segment.tokens
    tokenScores += segment.tokenScores
    alignment += segment.alignment.map {
      AlignmentLink(source: $0.source + sourceOffset, target: $0.target + targetOffset)
    }
    reachedMaximumLength = reachedMaximumLength || segment.reachedMaximumLength
  }
}

extension String {
  /// Puts spaces in the place of bytes of ASCII.
  fileprivate mutating func replaceBytes(where isUnwanted: (UInt8) -> Bool) {
    guard utf8.contains(where: isUnwanted) else { return }
    self = String(decoding: utf8.map { isUnwanted($0) ? 0x20 : $0 }, as: UTF8.self)
  }
}
