import Memory
import Synchronization
import Threads
import Translation

/// Translations of the segments of a window: from the memory, shared within a pattern of numbers, or new.
///
/// A pattern's first segment, in the order of the job, is translated for all. Where the translation has its numbers just
/// as often the others get the same one with theirs; where not, each is translated by itself. The memory holds which of
/// the two it is, so a job that goes on after an interruption decides as one that was never interrupted.
struct SharedTranslations {
  private let translator: GuardedTranslator
  private let options: JobOptions
  private let memory: MemoryKeeper
  private let sharesNumbers: Bool

  private(set) var found: [ExactText: StoredTranslation] = [:]
  /// Why a segment has no translation.
  private(set) var failures: [ExactText: String] = [:]
  /// Segments that the model has translated.
  private(set) var translated = 0
  /// What the patterns of this window's first segments have come to, and why some have not.
  private var patterns: [ExactText: TranslationMemory.Entry] = [:]
  private var failedPatterns: [ExactText: String] = [:]

  init(_ translator: any SegmentTranslator, options: JobOptions, memory: MemoryKeeper) {
    self.translator = GuardedTranslator(translator, safeguards: options.safeguards(for: translator))
    self.options = options
    self.memory = memory
    sharesNumbers = !Self.numberBoundLanguages.contains(String(translator.targetLocale.prefix(2)))
  }

  /// Languages in which other numbers ask for other forms of a noun.
  private static let numberBoundLanguages: Set<String> = [
    "ar", "be", "bs", "cs", "cy", "ga", "gd", "he", "hr", "lt", "lv", "mt", "pl", "ro", "ru", "sk", "sl", "sr", "uk",
  ]

  /// Finds a translation for every draft.
  ///
  /// - Parameter onBatch: told, by any thread, of the drafts that have been translated.
  mutating func resolve(_ drafts: some Sequence<SegmentDraft>, onBatch: @Sendable ([SegmentDraft]) -> Void) throws {
    var leaders: Set<ExactText> = []
    var followers: [(draft: SegmentDraft, pattern: NumberPattern)] = []
    var wanted: [(draft: SegmentDraft, pattern: NumberPattern?)] = []
    var seen: Set<ExactText> = []
    for draft in drafts where seen.insert(ExactText(draft.text)).inserted {
      let past = options.translation.past?.nearest(to: draft.text)
      if case .translation(let known) = try memory.find(Self.key(draft.text, past)) {
        found[ExactText(draft.text)] = known
      } else if past == nil, let pattern = sharesNumbers ? NumberPattern(draft.text) : nil {
        switch try memory.find(pattern.key) {
        case .translation(let known): found[ExactText(draft.text)] = known.filled(pattern)
        case .unshared: wanted.append((draft, nil))
        case nil:
          if leaders.insert(ExactText(pattern.key)).inserted {
            wanted.append((draft, pattern))
          } else {
            followers.append((draft, pattern))
          }
        }
      } else {
        wanted.append((draft, nil))
      }
    }
    try translate(wanted, onBatch: onBatch)
    try resolve(followers, onBatch: onBatch)
  }

  /// Gives followers the translation of their pattern, or translates them.
  private mutating func resolve(
    _ followers: [(draft: SegmentDraft, pattern: NumberPattern)], onBatch: @Sendable ([SegmentDraft]) -> Void
  ) throws {
    var alone: [(draft: SegmentDraft, pattern: NumberPattern?)] = []
    for (draft, pattern) in followers {
      let key = ExactText(pattern.key)
      switch patterns[key] {
      case .translation(let known): found[ExactText(draft.text)] = known.filled(pattern)
      case .unshared: alone.append((draft, nil))
      case nil: failures[ExactText(draft.text)] = failedPatterns[key]
      }
    }
    try translate(alone, onBatch: onBatch)
  }

  /// Translates drafts in full batches, each of which is in the memory before the next one is taken up.
  private mutating func translate(
    _ wanted: [(draft: SegmentDraft, pattern: NumberPattern?)], onBatch: @Sendable ([SegmentDraft]) -> Void
  ) throws {
    let batches = UniqueSegments(wanted.lazy.map(\.draft)).batches(
      tokens: options.miniBatchWords, threads: options.threads)
    let outcome = Mutex(BatchOutcome())
    try concurrently(threads: options.threads, count: batches.count) { [translator, options, memory] index in
      let members = batches[index].map { wanted[$0] }
      do {
        let translations = try translator.translate(members.map(\.draft.text), options: options.translation)
          .map(StoredTranslation.init)
        let entries = zip(members, translations).flatMap { member, translation in
          Self.entries(
            for: Self.key(member.draft.text, options.translation.past?.nearest(to: member.draft.text)),
            member.pattern, translation)
        }
        try memory.store(entries)
        outcome.withLock { outcome in
          for (member, text) in zip(members, translations) { outcome.found[ExactText(member.draft.text)] = text }
          for (source, entry) in entries { outcome.entries[ExactText(source)] = entry }
        }
      } catch let error as MemoryError {
        throw error
      } catch {
        outcome.withLock { outcome in
          for (draft, pattern) in members {
            outcome.failures[ExactText(draft.text)] = "\(error)"
            if let pattern { outcome.failedPatterns[ExactText(pattern.key)] = "\(error)" }
          }
        }
      }
      onBatch(members.map(\.draft))
    }
    let result = outcome.withLock { $0 }
    found.merge(result.found) { $1 }
    failures.merge(result.failures) { $1 }
    patterns.merge(result.entries) { $1 }
    failedPatterns.merge(result.failedPatterns) { $1 }
    translated += result.found.count
  }

  /// Under what a translation is kept: what the model has seen beside the source belongs to it.
  private static func key(_ source: String, _ past: PastTranslation?) -> String {
    past.map { "\(source)\u{0}\($0.translation)" } ?? source
  }

  private struct BatchOutcome: Sendable {
    var found: [ExactText: StoredTranslation] = [:]
    var failures: [ExactText: String] = [:]
    var entries: [ExactText: TranslationMemory.Entry] = [:]
    var failedPatterns: [ExactText: String] = [:]
  }

  /// What the memory is told of a new translation: of the pattern where others can share it.
  private static func entries(
    for source: String, _ pattern: NumberPattern?, _ translation: StoredTranslation
  ) -> [(source: String, entry: TranslationMemory.Entry)] {
    guard let pattern else { return [(source, .translation(translation))] }
    guard let shared = pattern.generalised(translation.text) else {
      return [(source, .translation(translation)), (pattern.key, .unshared)]
    }
    var general = translation
    general.text = shared
    return [(pattern.key, .translation(general))]
  }
}

extension StoredTranslation {
  fileprivate init(_ translation: SegmentTranslation) {
    let best = translation.hypotheses.first ?? TranslationHypothesis(text: "")
    self.init(
      text: best.text, score: best.score, path: translation.path, isCut: best.reachedMaximumLength)
  }

  fileprivate func filled(_ pattern: NumberPattern) -> StoredTranslation {
    var filled = self
    filled.text = pattern.filled(text)
    return filled
  }
}
