/// The changes that a translation brings to a PO file.
struct POEditor: Sendable {
  private let source: SourceText
  private let writer: POWriter
  /// nil: the header is complete.
  private let header: String?

  private let marksFuzzy: Bool

  init(source: SourceText, entries: [POEntry], header: String?, marksFuzzy: Bool) {
    self.source = source
    self.marksFuzzy = marksFuzzy
    self.header = header
    let isWrapped = !entries.contains { entry in
      (entry.forms + [entry.id]).contains { $0.literals.contains { Self.isLong(source.string($0)) } }
    }
    writer = POWriter(lineEnding: source.lineEnding, isWrapped: isWrapped)
  }

  /// Whether gettext would have broken a line.
  private static func isLong(_ literal: String) -> Bool {
    literal.utf8.count > 82 && literal.count > 82 && literal.dropLast(2).contains(" ")
  }

  /// - Parameter forms: a text for each form.
  func edits(_ entry: POEntry, forms: [String]) -> [ByteEdit] {
    var edits = fuzzyEdits(entry)
    for (index, text) in forms.enumerated() {
      let keyword = entry.plural == nil ? "msgstr " : "msgstr[\(index)] "
      let literal = writer(entry).literal(text, column: keyword.count)
      if index < entry.forms.count {
        edits.append(ByteEdit(entry.forms[index].range, literal.utf8))
      } else if let last = entry.forms.last {
        let end = last.range.upperBound
        edits.append(ByteEdit(end..<end, (source.lineEnding + keyword + literal).utf8))
      }
    }
    return edits + surplusEdits(entry, kept: forms.count)
  }

  private func writer(_ entry: POEntry) -> POWriter {
    var writer = writer
    if entry.flags.contains(where: { source.string($0).contains("no-wrap") }) { writer.isWrapped = false }
    return writer
  }

  /// Templates have two forms; a language may have one.
  private func surplusEdits(_ entry: POEntry, kept: Int) -> [ByteEdit] {
    guard kept < entry.forms.count, let last = entry.forms.last else { return [] }
    return [ByteEdit(entry.forms[kept - 1].range.upperBound..<last.range.upperBound, [])]
  }

  private func fuzzyEdits(_ entry: POEntry) -> [ByteEdit] {
    guard marksFuzzy else { return [] }
    if entry.flags.contains(where: { hasFuzzy(source.string($0)) }) { return [] }
    if let flags = entry.flags.first {
      let place = flags.lowerBound + 2
      return [ByteEdit(place..<place, " fuzzy,".utf8)]
    }
    let place = entry.previousStart ?? entry.start
    return [ByteEdit(place..<place, ("#, fuzzy" + source.lineEnding).utf8)]
  }

  private func hasFuzzy(_ flags: String) -> Bool {
    flags.dropFirst(2).split(separator: ",").contains { $0.trimmed() == "fuzzy" }
  }

  /// Fills the header, which then is no template any more.
  func headerEdits(_ entry: POEntry?) -> [ByteEdit] {
    guard let header else { return [] }
    var writer = writer
    writer.isWrapped = false
    let literal = writer.literal(header, column: 0)
    guard let entry, let form = entry.forms.first else {
      let text = ["msgid \"\"", "msgstr \(literal)", "", ""].joined(separator: source.lineEnding)
      return [ByteEdit(source.start..<source.start, text.utf8)]
    }
    return [ByteEdit(form.range, literal.utf8)] + entry.flags.map(withoutFuzzy)
  }

  private func withoutFuzzy(_ line: Range<Int>) -> ByteEdit {
    let flags = source.string(line).dropFirst(2).split(separator: ",").map { $0.trimmed() }
    let kept = flags.filter { $0 != "fuzzy" }
    return ByteEdit(line, (kept.isEmpty ? "#" : "#, " + kept.joined(separator: ", ")).utf8)
  }
}
