import Documents
import Threads

/// Translates many lines at once: cuts them into segments, translates the segments in batches of about the same length
/// on several threads, and puts the lines together again.
///
/// A segment that occurs more than once is translated once. The longest come first, so that at the end, when one thread
/// after the other runs out of work, the batches are short.
struct ChunkTranslator: Sendable {
  let translator: GuardedTranslator
  let options: LineFilterOptions
  private let preparer: TextPreparer

  init(_ translator: any SegmentTranslator, options: LineFilterOptions) {
    let safeguards = Safeguards(
      for: translator, patterns: options.protection.patterns, numbers: options.translation.numbers)
    self.translator = GuardedTranslator(translator, safeguards: safeguards)
    self.options = options
    preparer = TextPreparer(
      for: translator, safeguards: safeguards, past: options.translation.past,
      splitsSentences: options.splitsSentences)
  }

  /// A line cut into parts.
  struct PreparedLine: Sendable {
    var line: Line
    var text: String
    var firstInvalidByte: Int?
    var prepared: PreparedText
  }

  /// Decodes the lines and cuts them into parts.
  func prepare(_ lines: [Line]) throws -> [PreparedLine] {
    // Lines are handed to the threads in groups: a short one is quickly cut.
    let groupSize = 16
    let groups = (lines.count + groupSize - 1) / groupSize
    return try concurrentMap(threads: options.threads, count: groups) { group in
      let members = lines[(group * groupSize)..<min(lines.count, (group + 1) * groupSize)]
      return try members.map { line in
        let (text, invalid) = line.text
        return PreparedLine(line: line, text: text, firstInvalidByte: invalid, prepared: try preparer.prepare(text))
      }
    }.flatMap { $0 }
  }

  /// Translates the segments of a document.
  func translate(_ segments: [DocumentSegment]) throws -> [[SegmentPart]] {
    let prepared = try concurrentMap(threads: options.threads, count: segments.count) { index in
      try preparer.prepare(segments[index])
    }
    let unique = UniqueSegments(prepared.lazy.flatMap(\.drafts))
    let translations = try translate(unique, until: Cancellation())
    return try concurrentMap(threads: options.threads, count: segments.count) { index in
      let drafts = try prepared[index].drafts.map { draft in
        let best = unique.index(of: draft).flatMap { translations[$0].hypotheses.first }
        return try preparer.restored(best?.text ?? draft.text, of: draft)
      }
      let parts = prepared[index].assembled(drafts)
      return segments[index].accepts(parts) ? parts : segments[index].parts
    }
  }

  /// Translates the lines, each for itself.
  ///
  /// - Throws: `CancellationError` within a batch of the cancellation.
  func translate(
    _ lines: [PreparedLine], until cancellation: Cancellation = Cancellation()
  ) throws -> [LineTranslation] {
    let segments = UniqueSegments(lines.lazy.flatMap(\.prepared.drafts))
    let translations = try translate(segments, until: cancellation)
    return try concurrentMap(threads: options.threads, count: lines.count) { index in
      let line = lines[index]
      return LineTranslation(
        line: line.line, source: line.text, parts: line.prepared.lineParts,
        translations: try line.prepared.drafts.compactMap { draft in
          try segments.index(of: draft).map { try preparer.restored(translations[$0], of: draft) }
        },
        nBest: options.translation.search.nBest)
    }
  }

  /// Translates each segment; what has to be decoded again is gathered first, since a few sentences of each batch would
  /// make small batches, which take nearly as long as full ones.
  private func translate(_ segments: UniqueSegments, until cancellation: Cancellation) throws -> [SegmentTranslation] {
    let begun = try map(Array(segments.texts.indices), of: segments, until: cancellation) { batch in
      try translator.begin(batch.map { segments.texts[$0] }, options: options.translation)
    }
    let isWide = options.translation.search.nBest > 1
    let open = begun.filter { isWide || !$0.result.isSettled }
    let attempts = Dictionary(uniqueKeysWithValues: open.map { ($0.index, $0.result) })
    let finished = try map(open.map(\.index), of: segments, until: cancellation) { batch in
      try translator.finish(batch.compactMap { attempts[$0] }, options: options.translation)
    }
    var translations = [SegmentTranslation](repeating: SegmentTranslation(hypotheses: []), count: segments.texts.count)
    for (index, attempt) in begun { translations[index] = attempt.outcome }
    for (index, translation) in finished { translations[index] = translation }
    return translations
  }

  /// What `body` makes of batches of some of the segments, one for each, on all threads.
  private func map<Result: Sendable>(
    _ some: [Int], of segments: UniqueSegments, until cancellation: Cancellation,
    _ body: @Sendable ([Int]) throws -> [Result]
  ) throws -> [(index: Int, result: Result)] {
    let batches = segments.batches(of: some, tokens: options.miniBatchWords, threads: options.threads)
    let results = try concurrentMap(threads: options.threads, count: batches.count) { index in
      try cancellation.check()
      return try body(batches[index])
    }
    return zip(batches, results).flatMap { zip($0, $1).map { (index: $0, result: $1) } }
  }
}
