import Documents
import Synchronization
import Translation

/// Documents: all their sentences in the background.
extension TextTranslator {
  /// Translates a document in the background.
  ///
  /// - Parameter onProgress: told how many of how many sentences are done.
  /// - Throws: `DocumentError`, with the line of the first thing that is wrong; `CancellationError`.
  package func translate(
    document bytes: [UInt8], format: DocumentFormat, name: String, order: TranslationOrder,
    onProgress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void
  ) async throws -> [UInt8] {
    if order.model == nil, let middle = shelf.catalogue.middle(of: order.pair) {
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
    let model = try await model(for: order)
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
}
