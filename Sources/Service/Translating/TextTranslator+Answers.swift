import Translation

/// Putting texts together again, and what there is to say about their sentences.
extension TextTranslator {
  func answer(
    _ text: Prepared.Text, _ prepared: Prepared, _ best: [SegmentTranslation?], _ others: [SegmentTranslation?],
    _ order: TranslationOrder, _ model: ServedModel
  ) throws -> TextAnswer {
    func assembled(_ choose: (Int) -> String?) throws -> String {
      String(decoding: try self.assembled(text, prepared, model, choose), as: UTF8.self)
    }
    var answer = TextAnswer(text: try assembled { best[$0]?.hypotheses.first?.text })
    for number in 0..<(others.isEmpty ? 0 : order.alternatives + 1) where !text.drafts.isEmpty {
      let other = try assembled { index in
        let hypotheses = others[index]?.hypotheses ?? []
        return hypotheses.indices.contains(number) ? hypotheses[number].text : best[index]?.hypotheses.first?.text
      }
      if other != answer.text, !answer.alternatives.contains(other) { answer.alternatives.append(other) }
    }
    answer.alternatives = Array(answer.alternatives.prefix(order.alternatives))
    if order.isDetailed {
      answer.sentences = text.drafts.map { index in
        sentence(index, best[index], others.isEmpty ? nil : others[index], prepared, order, model)
      }
    }
    return answer
  }

  /// A text with what is chosen for each of its drafts: a masked translation, or nil for what stood there.
  func assembled(
    _ text: Prepared.Text, _ prepared: Prepared, _ model: ServedModel, _ choose: (Int) -> String?
  ) throws -> [UInt8] {
    try text.plan.assembled(
      text.drafts.map { index in
        if let corrected = prepared.corrections[index] { return [.text(corrected)] }
        let draft = prepared.drafts[index]
        guard let masked = choose(index) else { return draft.source }
        return try model.preparer.restored(masked, of: draft)
      })
  }

  func sentence(
    _ index: Int, _ translation: SegmentTranslation?, _ others: SegmentTranslation?, _ prepared: Prepared,
    _ order: TranslationOrder, _ model: ServedModel
  ) -> SentenceAnswer {
    let draft = prepared.drafts[index]
    let source = prepared.sources[index]
    if let corrected = prepared.corrections[index] {
      return SentenceAnswer(source: source, text: corrected, isCorrected: true)
    }
    guard let translation, let masked = translation.hypotheses.first else {
      return SentenceAnswer(source: source, text: source)
    }
    func text(_ hypothesis: TranslationHypothesis) -> String {
      (try? model.preparer.restored(hypothesis.text, of: draft).joinedText) ?? source
    }
    let best = text(masked)
    var answer = SentenceAnswer(source: source, text: best, score: Double(masked.score))
    if !masked.tokenScores.isEmpty {
      let sum = masked.tokenScores.reduce(0) { $0 + WordAlignment.probability($1) }
      answer.confidence = (sum / Double(masked.tokenScores.count) * 100).rounded() / 100
    }
    for other in others?.hypotheses ?? [] {
      let other = text(other)
      if other != best, !answer.alternatives.contains(other) { answer.alternatives.append(other) }
    }
    answer.warnings = LineWarning.warnings(
      source: source, translation: best, isCut: masked.reachedMaximumLength, paths: [translation.path]
    ).map(\.rawValue)
    answer.path = translation.path == .ordinary ? nil : translation.path.rawValue
    answer.words = WordAlignment.words(
      source: source, sourceTokens: translation.sourceTokens, translation: masked, text: best)
    return answer
  }
}
