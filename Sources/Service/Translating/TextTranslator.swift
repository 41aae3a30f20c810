import Translation

/// Texts in, texts out: prepares them, lets the scheduler translate their sentences, and puts them together again.
package struct TextTranslator: Sendable {
  package let shelf: ModelShelf
  let scheduler: Scheduler
  let corrections: CorrectionStore?

  package init(shelf: ModelShelf, scheduler: Scheduler, corrections: CorrectionStore? = nil) {
    self.shelf = shelf
    self.scheduler = scheduler
    self.corrections = corrections
  }

  /// - Parameters:
  ///   - onOutline: told of what is to be translated before anything is.
  ///   - onSentence: told of each sentence as it becomes ready: which text, which of its sentences.
  /// - Throws: ``ServiceError``, `CancellationError`.
  package func translate(
    _ order: TranslationOrder, onOutline: (@Sendable ([TextOutline]) -> Void)? = nil,
    onSentence: (@Sendable (Int, Int, SentenceAnswer) -> Void)? = nil
  ) async throws -> [TextAnswer] {
    guard order.pair.source != order.pair.target else {
      onOutline?(order.texts.map { TextOutline(sources: [], before: [], after: $0) })
      return order.texts.map { TextAnswer(text: $0) }
    }
    if order.model == nil, let middle = shelf.catalogue.middle(of: order.pair) {
      let second = try await throughThird(middle, order)
      return try await translate(second, onOutline: onOutline, onSentence: onSentence)
    }
    let model = try await model(for: order)
    let prepared = try await prepare(order, model)
    onOutline?(prepared.texts.map { $0.plan.outline })
    let best = try await hypotheses(prepared, order, model, count: 1, onSentence)
    let others =
      order.alternatives > 0 ? try await hypotheses(prepared, order, model, count: order.alternatives + 1, nil) : []
    return try prepared.texts.map { try answer($0, prepared, best, others, order, model) }
  }

  /// The order with its texts in a language between its own.
  private func throughThird(_ middle: String, _ order: TranslationOrder) async throws -> TranslationOrder {
    var first = order
    first.pair.target = middle
    first.alternatives = 0
    first.isDetailed = false
    first.terminology = Terminology()
    var second = order
    second.texts = try await translate(first).map(\.text)
    second.pair.source = middle
    return second
  }

  /// - Throws: ``ServiceError`` 400 where there is none.
  func model(for order: TranslationOrder) async throws -> ServedModel {
    if let model = try await shelf.model(for: order.pair, named: order.model) { return model }
    let pair = "\(order.pair.source) to \(order.pair.target)"
    guard let name = order.model else { throw ServiceError(400, "\(pair) is not supported") }
    throw ServiceError(400, "There is no model '\(name.prefix(100))' from \(pair)")
  }

  // MARK: Preparing

  struct Prepared: Sendable {
    struct Text: Sendable {
      var plan: TextPlan
      /// Of all drafts, those of this text.
      var drafts: Range<Int>
    }

    var texts: [Text] = []
    var drafts: [SegmentDraft] = []
    /// What stands in the texts in the place of each draft.
    var sources: [String] = []
    /// What somebody has made of a draft before.
    var corrections: [Int: String] = [:]

    mutating func append(_ plan: TextPlan) {
      let start = drafts.count
      drafts += plan.drafts
      sources += plan.sources
      texts.append(Text(plan: plan, drafts: start..<drafts.count))
    }
  }

  /// More text than that is prepared on a thread of its own.
  private static let quickBytes = 4096

  private func prepare(_ order: TranslationOrder, _ model: ServedModel) async throws -> Prepared {
    let bytes = order.texts.reduce(0) { $0 + $1.utf8.count }
    guard bytes > Self.quickBytes else { return try prepared(order, model) }
    return try await withCheckedThrowingContinuation { continuation in
      Self.background.add { continuation.resume(with: Result { try prepared(order, model) }) }
    }
  }

  static let background = BackgroundThread()

  private func prepared(_ order: TranslationOrder, _ model: ServedModel) throws -> Prepared {
    var result = Prepared()
    for text in order.texts {
      try Task.checkCancellation()
      let preparer = preparer(try order.terminology.patterns(for: text), order, model)
      let plan = try TextPlan(
        text, format: order.format, preparer: preparer, pair: order.pair, terminology: order.terminology)
      result.append(plan)
    }
    correct(&result, order)
    return result
  }

  func preparer(
    _ patterns: ProtectedPatterns?, _ order: TranslationOrder, _ model: ServedModel
  ) -> TextPreparer {
    if patterns == nil, order.splitsSentences { return model.preparer }
    return TextPreparer(
      for: model.translator,
      safeguards: Safeguards(for: model.translator, patterns: patterns ?? ProtectedPatterns.none),
      splitsSentences: order.splitsSentences)
  }

  /// Finds what somebody has made of the sentences before.
  func correct(_ prepared: inout Prepared, _ order: TranslationOrder) {
    guard let corrections, !corrections.isEmpty else { return }
    for (index, draft) in prepared.drafts.enumerated() where !draft.spans.contains(where: \.isMarkup) {
      prepared.corrections[index] = corrections.find(prepared.sources[index], pair: order.pair, tenant: order.tenant)
    }
  }

  // MARK: Translating

  private func options(_ order: TranslationOrder, count: Int) -> TranslationOptions {
    var options = LineFilterOptions().translation
    options.search.nBest = count
    if order.isDetailed, count == 1 {
      options.search.returnTokenScores = true
      options.returnAlignment = true
    }
    return options
  }

  /// The translations of all drafts that nobody has corrected, by number.
  func hypotheses(
    _ prepared: Prepared, _ order: TranslationOrder, _ model: ServedModel, count: Int,
    _ onSentence: (@Sendable (Int, Int, SentenceAnswer) -> Void)?
  ) async throws -> [SegmentTranslation?] {
    let wanted = prepared.drafts.indices.filter { prepared.corrections[$0] == nil }
    @Sendable func tell(_ index: Int, _ translation: SegmentTranslation?) {
      guard let onSentence, let place = prepared.texts.firstIndex(where: { $0.drafts.contains(index) }) else { return }
      let answer = sentence(index, translation, nil, prepared, order, model)
      onSentence(place, index - prepared.texts[place].drafts.lowerBound, answer)
    }
    if onSentence != nil { for index in prepared.corrections.keys.sorted() { tell(index, nil) } }
    var onSegment: (@Sendable (Int, SegmentTranslation) -> Void)?
    if onSentence != nil { onSegment = { tell(wanted[$0], $1) } }
    let translations = try await scheduler.translate(
      wanted.map { Scheduler.Wanted(text: prepared.drafts[$0].text, tokens: prepared.drafts[$0].length) },
      model: model.id, options: options(order, count: count), client: order.client, isBackground: order.isBackground,
      onSegment: onSegment)
    var all = [SegmentTranslation?](repeating: nil, count: prepared.drafts.count)
    for (index, translation) in zip(wanted, translations) { all[index] = translation }
    return all
  }
}
