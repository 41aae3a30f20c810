import Documents
import Memory
import Translation

/// What became of one segment of a document.
struct TranslatedSegment {
  /// Nil where the source stays.
  let parts: [SegmentPart]?
  let summary: JobSummary.Segment
  let paths: [TranslationPath]

  /// Puts the segment together from the translations of its sentences.
  ///
  /// - Throws: ``JobError/translation(file:reason:)`` where a sentence has none.
  init(
    _ segment: DocumentSegment, _ text: PreparedText, in file: JobFile, translations: SharedTranslations,
    preparer: TextPreparer
  ) throws {
    let stored = try text.drafts.map { draft in
      let key = ExactText(draft.text)
      guard let found = translations.found[key] else {
        let reason = translations.failures[key] ?? "there is no translation"
        throw JobError.translation(file: "\(file.input):\(segment.line)", reason: reason)
      }
      return found
    }
    let parts = text.assembled(try zip(stored, text.drafts).map { try preparer.restored($0.text, of: $1) })
    let source = segment.plainText
    paths = stored.map(\.path)
    var warnings = LineWarning.warnings(
      source: source, translation: parts.plainText, isCut: stored.contains(where: \.isCut), paths: paths)
    if !segment.accepts(parts), !warnings.contains(.span) { warnings.append(.span) }
    let isKept = !warnings.contains(.span) && !warnings.contains(.empty)
    self.parts = isKept ? parts : nil
    let score = stored.isEmpty ? 0 : stored.reduce(0) { $0 + $1.score } / Float(stored.count)
    summary = JobSummary.Segment(
      file: file.input, line: segment.line, source: source, translation: isKept ? parts.plainText : source,
      score: score, warnings: warnings)
  }
}
