import Threads

extension Translator {
  /// Translates a text without blocking the task's thread: the work is done on threads of its own. Where the task is
  /// cancelled it stops within a batch.
  ///
  /// - Throws: as ``translate(_:)-(String)``, and `CancellationError`.
  public func translation(of text: String) async throws -> Translation {
    try await translations(of: [text])[0]
  }

  /// Translates many texts at once, as ``translate(_:)-([String])`` does, without blocking the task's thread.
  ///
  /// - Throws: as ``translate(_:)-(String)``, and `CancellationError`.
  public func translations(of texts: [String]) async throws -> [Translation] {
    let cancellation = Cancellation()
    return try await withTaskCancellationHandler {
      try await onThreadOfItsOwn { try translate(texts, until: cancellation) }
    } onCancel: {
      cancellation.cancel()
    }
  }

  /// Translates texts as they come, such as the lines of a file, in order.
  ///
  /// What is at hand is translated together: a text that comes alone is answered at once, many that come quickly go in
  /// big batches. Texts are read ahead while others are being translated, but no more than a few thousand.
  ///
  /// - Returns: a sequence that throws what `texts` throws, after the translations of all that came before, and what
  ///   ``translate(_:)-(String)`` throws. Where its task is cancelled or its iterator goes, reading ends.
  public func translations<Texts>(of texts: Texts) -> TranslationSequence<Texts>
  where Texts: AsyncSequence & Sendable, Texts.Element == String {
    TranslationSequence(translator: self, texts: texts)
  }
}

/// The translations of texts that come one after the other.
public struct TranslationSequence<Texts: AsyncSequence & Sendable>: AsyncSequence, Sendable
where Texts.Element == String {
  let translator: Translator
  let texts: Texts

  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(translator: translator, feed: TextFeed.reading(texts))
  }

  public struct AsyncIterator: AsyncIteratorProtocol {
    let translator: Translator
    let feed: TextFeed.Reading
    private var ready: ArraySlice<Translation> = []

    init(translator: Translator, feed: TextFeed.Reading) {
      self.translator = translator
      self.feed = feed
    }

    /// The translation of the next text; nil after the last.
    public mutating func next() async throws -> Translation? {
      if ready.isEmpty, let texts = try await feed.next() { ready = try await translator.translations(of: texts)[...] }
      return ready.popFirst()
    }
  }
}
