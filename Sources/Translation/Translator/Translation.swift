/// A text and what became of it.
public struct Translation: Sendable, Hashable {
  /// What was translated.
  public let source: String

  /// The translations, best first; at least one, and more only where ``Translator/Options/alternatives`` asks for them.
  ///
  /// Of a text with several lines each is made of the first, the second and so on of every line; a line with fewer
  /// gives its last.
  public let alternatives: [TranslationHypothesis]

  /// Every line by itself: its sentences, tokens, scores, alignment and warnings.
  public let lines: [LineTranslation]

  /// What the text was cut into, in order. Between them stands what needs no translation, such as space.
  public let sentences: [SentenceTranslation]

  /// The best translation, with the line ends and the spacing of the source.
  public var text: String { alternatives[0].text }

  /// The mean score of the best translation's sentences; 0 where there are none.
  public var score: Float { alternatives[0].score }

  /// What looks wrong with the best translation, line by line, each doubt once.
  public var warnings: [LineWarning] {
    let found = Set(lines.flatMap(\.warnings))
    return LineWarning.allCases.filter(found.contains)
  }
}

extension Translation {
  /// Puts a text together from its lines.
  init(of source: String, lines: [Line], translations: [LineTranslation]) {
    self.source = source
    self.lines = translations
    let count = translations.map(\.hypotheses.count).max() ?? 1
    alternatives = (0..<max(count, 1)).map { Self.joined($0, lines, translations) }
    sentences = Self.sentences(lines, translations)
  }

  /// The text made of what stands at `rank` among the hypotheses of each line.
  private static func joined(_ rank: Int, _ lines: [Line], _ translations: [LineTranslation]) -> TranslationHypothesis {
    var text = TranslationHypothesis(text: "")
    // The mean over all sentences; exact where there is but one line.
    var (sourceTokens, sentences, score) = (0, 0, 0.0)
    for (line, translation) in zip(lines, translations) {
      let hypothesis = translation.hypotheses[min(rank, translation.hypotheses.count - 1)]
      text.text += line.byteOrderMark
      text.append(hypothesis, sourceOffset: sourceTokens)
      text.text += line.terminator.rawValue
      sourceTokens += translation.sourceTokens.count
      score += Double(hypothesis.score) * Double(translation.sentences.count)
      sentences += translation.sentences.count
    }
    text.score = Float(score / Double(max(sentences, 1)))
    return text
  }

  /// The sentences of all lines, with their places in the text instead of in their line.
  private static func sentences(_ lines: [Line], _ translations: [LineTranslation]) -> [SentenceTranslation] {
    var (sourceOffset, offset) = (0, 0)
    return zip(lines, translations).flatMap { line, translation in
      let ends = line.terminator.rawValue.utf8.count
      sourceOffset += line.byteOrderMark.utf8.count
      offset += line.byteOrderMark.utf8.count
      defer {
        sourceOffset += line.bytes.count + ends
        offset += translation.hypotheses[0].text.utf8.count + ends
      }
      return translation.sentences.map { $0.moved(bySource: sourceOffset, by: offset) }
    }
  }
}

extension Line {
  fileprivate var byteOrderMark: String { hasByteOrderMark ? "\u{FEFF}" : "" }
}
