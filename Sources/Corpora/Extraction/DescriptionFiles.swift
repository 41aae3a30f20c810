/// Debian's package descriptions in two languages, as apt keeps them (`Translation-en`, `Translation-de`), matched by the
/// checksum of the English text.
struct DescriptionFiles {
  /// A description: its first line, and its paragraphs.
  struct Description: Equatable {
    var package = ""
    var summary = ""
    var paragraphs: [TextBlock] = []
  }

  /// Calls `body` for each description that is in both files.
  static func forEachPair(
    source: String, target: String, _ body: (_ package: String, _ pairs: [TextPair]) throws(CorpusError) -> Void
  ) throws(CorpusError) {
    var translations: [String: Description] = [:]
    try forEach(target) { digest, description in translations[digest] = description }
    try forEach(source) { (digest, description) throws(CorpusError) in
      guard let translation = translations.removeValue(forKey: digest) else { return }
      let pairs = BlockAligner.align(description.paragraphs, translation.paragraphs)
      try body(description.package, [TextPair(description.summary, translation.summary)] + pairs)
    }
  }

  static func forEach(
    _ path: String, _ body: (_ digest: String, Description) throws(CorpusError) -> Void
  ) throws(CorpusError) {
    let lines = try LineStream(path: path)
    var digest = ""
    var reader = DescriptionReader()
    while let line = try lines.next() {
      if line.isEmpty {
        if !digest.isEmpty { try body(digest, reader.finish()) }
        (digest, reader) = ("", DescriptionReader())
      } else if line.hasPrefix("Description-md5: ") {
        digest = String(line.dropFirst(17))
      } else {
        reader.read(line)
      }
    }
    if !digest.isEmpty { try body(digest, reader.finish()) }
  }
}

/// Reads the lines of one stanza (Debian Policy 5.6.13).
private struct DescriptionReader {
  private var description = DescriptionFiles.Description()
  private var kind = "paragraph"
  private var text = ""
  private var inDescription = false

  mutating func read(_ line: String) {
    if line.first != " " {
      inDescription = line.hasPrefix("Description-")
      let value = line.firstRange(of: ": ").map { String(line[$0.upperBound...]) } ?? ""
      if line.hasPrefix("Package: ") { description.package = value }
      if inDescription { description.summary = TextTidying.tidy(value) }
    } else if inDescription {
      readBody(line.dropFirst())
    }
  }

  /// " ." divides paragraphs; a line with more than one space in front stands for itself unless it goes on with a
  /// list's item.
  private mutating func readBody(_ line: Substring) {
    if line == "." { return finishParagraph() }
    let trimmed = line.drop { $0 == " " }
    let isItem = ["* ", "- ", "+ ", "o ", "• "].contains { trimmed.hasPrefix($0) }
    if isItem {
      finishParagraph()
      kind = "item"
    } else if line.first == " ", kind != "item" {
      finishParagraph()
      kind = "verbatim"
    } else if line.first != " ", kind != "paragraph" {
      finishParagraph()
    }
    text += text.isEmpty ? String(trimmed) : " " + trimmed
    if kind == "verbatim" { finishParagraph() }
  }

  private mutating func finishParagraph() {
    let tidy = TextTidying.tidy(text)
    if !tidy.isEmpty { description.paragraphs.append(TextBlock(kind: kind, text: tidy)) }
    (kind, text) = ("paragraph", "")
  }

  mutating func finish() -> DescriptionFiles.Description {
    finishParagraph()
    return description
  }
}
