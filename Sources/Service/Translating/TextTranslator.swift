import Documents
import Synchronization
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
    if let middle = shelf.middle(of: order.pair) {
      let second = try await throughThird(middle, order)
      return try await translate(second, onOutline: onOutline, onSentence: onSentence)
    }
    guard let model = try shelf.model(for: order.pair) else {
      throw ServiceError(400, "\(order.pair.source) to \(order.pair.target) is not supported")
    }
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

  private static let background = BackgroundThread()

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

  private func preparer(
    _ patterns: ProtectedPatterns?, _ order: TranslationOrder, _ model: ServedModel
  ) -> TextPreparer {
    if patterns == nil, order.splitsSentences { return model.preparer }
    return TextPreparer(
      for: model.translator,
      safeguards: Safeguards(for: model.translator, patterns: patterns ?? ProtectedPatterns.none),
      splitsSentences: order.splitsSentences)
  }

  /// Finds what somebody has made of the sentences before.
  private func correct(_ prepared: inout Prepared, _ order: TranslationOrder) {
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
  private func hypotheses(
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

  // MARK: Putting together

  private func answer(
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
  private func assembled(
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

  // MARK: Documents

  /// Translates a document in the background.
  ///
  /// - Parameter onProgress: told how many of how many sentences are done.
  /// - Throws: `DocumentError`, with the line of the first thing that is wrong; `CancellationError`.
  package func translate(
    document bytes: [UInt8], format: DocumentFormat, name: String, order: TranslationOrder,
    onProgress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void
  ) async throws -> [UInt8] {
    if let middle = shelf.middle(of: order.pair) {
      // These keep their source beside the translation, and would be read from it again.
      guard ![.po, .xliff].contains(format) else {
        throw ServiceError(400, "There is no model from \(order.pair.source) to \(order.pair.target)")
      }
      var (first, second) = (order, order)
      first.pair.target = middle
      first.terminology = Terminology()
      second.pair.source = middle
      let between = try await translate(
        document: bytes, format: format, name: name, order: first, onProgress: onProgress)
      return try await translate(
        document: between, format: format, name: name, order: second, onProgress: onProgress)
    }
    guard let model = try shelf.model(for: order.pair) else {
      throw ServiceError(400, "\(order.pair.source) to \(order.pair.target) is not supported")
    }
    let prepared = try await withCheckedThrowingContinuation { continuation in
      Self.background.add {
        continuation.resume(
          with: Result { try self.prepared(document: bytes, format: format, name: name, order, model) })
      }
    }
    let count = prepared.drafts.count
    let done = Mutex(0)
    var order = order
    order.isBackground = true
    let best = try await hypotheses(prepared, order, model, count: 1) { _, _, _ in
      let now = done.withLock { done in
        done += 1
        return done
      }
      onProgress(now, count)
    }
    return try assembled(prepared.texts[0], prepared, model) { best[$0]?.hypotheses.first?.text }
  }

  private func prepared(
    document bytes: [UInt8], format: DocumentFormat, name: String, _ order: TranslationOrder, _ model: ServedModel
  ) throws -> Prepared {
    let options = DocumentOptions(sourceLanguage: order.pair.source, targetLanguage: order.pair.target)
    let document = try format.parse(bytes, fileName: name, options: options)
    let text = order.terminology.count > 0 ? document.segments.map(\.parts.joinedText).joined(separator: " ") : ""
    let preparer = preparer(try order.terminology.patterns(for: text), order, model)
    var prepared = Prepared()
    prepared.append(try TextPlan(document, preparer: preparer, terminology: order.terminology))
    correct(&prepared, order)
    return prepared
  }

  private func sentence(
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

/// One thread for work that is too long for the system's pool and too short to be queued: texts being cut.
final class BackgroundThread: Sendable {
  private let jobs = Monitor<[@Sendable () -> Void]>([])

  init() {
    startThread { [jobs] in
      while true {
        let job: (@Sendable () -> Void)? = jobs.take(waitingAtMost: 3600) { jobs in
          jobs.isEmpty ? nil : jobs.removeFirst()
        }
        job?()
      }
    }
  }

  func add(_ job: @escaping @Sendable () -> Void) {
    jobs.withLock { $0.append(job) }
    jobs.signal()
  }
}
