import Documents
import Logging
import Synchronization

/// Translates accepted documents, a few at a time, in the background.
package final class DocumentRunner: Sendable {
  package struct Progress: Sendable, Equatable {
    package var done = 0
    package var total = 0
  }

  private struct State {
    var waiting: [String] = []
    var running: [String: Progress] = [:]
  }

  private let stores: Stores
  private let translator: TextTranslator
  /// Terms of the operator.
  private let terms: [LanguagePair: Terminology]
  private let logger: Logger
  private let state = Mutex(State())

  /// Documents that are translated at once: their sentences share batches.
  private static let width = 4

  package init(
    _ stores: Stores, _ translator: TextTranslator, terms: [LanguagePair: Terminology], logger: Logger
  ) {
    self.terms = terms
    self.stores = stores
    self.translator = translator
    self.logger = logger
  }

  /// Takes up what was left when the service last ended.
  package func resume() throws {
    for document in try stores.documents.unfinished() { start(document.id) }
  }

  package func start(_ id: String) {
    state.withLock { $0.waiting.append(id) }
    next()
  }

  package func progress(of id: String) -> Progress? { state.withLock { $0.running[id] } }

  package var count: Int { state.withLock { $0.waiting.count + $0.running.count } }

  private func next() {
    let id = state.withLock { state -> String? in
      guard state.running.count < Self.width, !state.waiting.isEmpty else { return nil }
      let id = state.waiting.removeFirst()
      state.running[id] = Progress()
      return id
    }
    guard let id else { return }
    Task {
      await run(id)
      state.withLock { $0.running[id] = nil }
      next()
    }
  }

  private func run(_ id: String) async {
    do {
      guard var document = try stores.documents.find(id) else { return }
      document.state = .translating
      try stores.documents.update(document)
      do {
        let result = try await translate(document)
        document.state = .done
        try stores.documents.finish(document, result: result)
      } catch {
        document.state = .error
        document.error = Self.words(for: error)
        try stores.documents.update(document)
      }
    } catch {
      logger.error("\(error)")
    }
  }

  private func translate(_ document: DocumentStore.Document) async throws -> [UInt8] {
    let bytes = try stores.documents.source(of: document.id)
    guard let format = DocumentFormat(fileName: document.name, start: Array(bytes.prefix(4096))) else {
      throw ServiceError(400, "Invalid request: file format not supported")
    }
    var order = TranslationOrder(texts: [], pair: document.pair)
    order.tenant = document.tenant
    order.client = document.tenant
    order.terminology = terms[document.pair] ?? Terminology()
    if !document.glossary.isEmpty {
      let glossary = try stores.glossaries.find(document.glossary, tenant: document.tenant)
      if let own = glossary?.terminology(for: document.pair) { order.terminology = order.terminology.adding(own) }
    }
    return try await translator.translate(
      document: bytes, format: format, name: document.name, order: order
    ) { done, total in
      self.state.withLock { $0.running[document.id] = Progress(done: done, total: total) }
    }
  }

  private static func words(for error: any Error) -> String {
    (error as? ServiceError)?.message ?? "\(error)"
  }
}
