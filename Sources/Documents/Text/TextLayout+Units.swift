extension TextLayout {
  /// Segments and their places.
  ///
  /// - Parameter line: of an offset in the text.
  func units(of bytes: [UInt8], context: String? = nil, line: (Int) -> Int) -> [(DocumentSegment, Slot)] {
    paragraphs.map { paragraph in
      let text = Self.joined(paragraph.ranges.map { String(decoding: bytes[$0], as: UTF8.self) })
      let (parts, spans) = Self.parts(text, of: paragraph.range, in: bytes)
      let segment = DocumentSegment(parts: parts, line: line(paragraph.range.lowerBound), context: context)
      let lineEnding = bytes.lineEnding(from: paragraph.range.lowerBound)
      let slot = Slot(range: paragraph.range, spans: spans) { parts in
        let text = parts.map { part in
          switch part {
          case .text(let text): text
          case .span(_, let written): written.replacing(" ", with: Self.spaceInTag)
          }
        }.joined()
        let filled = Self.fill(text, paragraph, bytes, lineEnding)
        return Array(filled.replacing(Self.spaceInTag, with: " ").utf8)
      }
      return (segment, slot)
    }
  }

  /// Stands for the spaces of tags while lines are filled, so that none is broken there; in no text (private use).
  private static let spaceInTag = "\u{F8F0}"

  /// Tags of templates that write something are spans. One that goes over lines is text, as it was joined.
  private static func parts(
    _ text: String, of range: Range<Int>, in bytes: [UInt8]
  ) -> (parts: [SegmentPart], spans: [Range<Int>]) {
    let joined = Array(text.utf8)
    let tags = TemplateScanner.tags(in: joined, joined.indices).map(\.range)
    let places = TemplateScanner.tags(in: bytes, range).map(\.range)
    guard !tags.isEmpty, tags.map({ joined[$0] }) == places.map({ bytes[$0] }), !text.contains(spaceInTag) else {
      return ([.text(text)], [])
    }
    var parts: [SegmentPart] = []
    var start = 0
    for tag in tags {
      if tag.lowerBound > start { parts.append(.text(String(decoding: joined[start..<tag.lowerBound], as: UTF8.self))) }
      parts.append(.span(String(decoding: joined[tag], as: UTF8.self)))
      start = tag.upperBound
    }
    if start < joined.count { parts.append(.text(String(decoding: joined[start...], as: UTF8.self))) }
    return (parts, places)
  }

  /// Breaks a text into lines: as many as in the source where that is asked for and they do not become long.
  private static func fill(_ text: String, _ paragraph: Paragraph, _ bytes: [UInt8], _ lineEnding: String) -> String {
    let weights = paragraph.ranges.map { String(decoding: bytes[$0], as: UTF8.self).count }
    guard paragraph.keepsLines, weights.count > 1, let width = paragraph.width else {
      return LineFilling(paragraph, lineEnding: lineEnding).fill(text)
    }
    let lines = WordSplitting.split(text.split(separator: " ").map(String.init), weights: weights)
      .map { $0.joined(separator: " ") }
    let longest = lines.map(\.count).max() ?? 0
    guard !lines.contains(""), longest <= max(width * 3 / 2, 60) else {
      return LineFilling(paragraph, lineEnding: lineEnding).fill(text)
    }
    return lines.joined(separator: lineEnding + paragraph.margin)
  }

  /// Lines become one, with a space between them unless a word is cut at its hyphen.
  private static func joined(_ lines: [String]) -> String {
    var text = lines.first ?? ""
    for line in lines.dropFirst() { text += (endsInHyphenatedWord(text, before: line) ? "" : " ") + line }
    return text
  }

  /// `high-` before `quality`, but not `pre-` before `and`.
  private static func endsInHyphenatedWord(_ text: String, before next: String) -> Bool {
    guard text.hasSuffix("-"), text.dropLast().last?.isLetter == true, next.first?.isLetter == true else {
      return false
    }
    return !["and", "or", "to", "und", "oder", "bis"].contains(next.prefix { $0.isLetter }.lowercased())
  }
}

/// Breaks text into lines again.
struct LineFilling {
  var column: Int
  var margin: String
  /// nil: everything on one line.
  var width: Int?
  var lineEnding: String

  init(_ paragraph: TextLayout.Paragraph, lineEnding: String) {
    self.init(column: paragraph.column, margin: paragraph.margin, width: paragraph.width, lineEnding: lineEnding)
  }

  init(column: Int, margin: String, width: Int?, lineEnding: String) {
    self.column = column
    self.margin = margin
    self.width = width
    self.lineEnding = lineEnding
  }

  func fill(_ text: String) -> String {
    guard let width else { return text }
    var result = ""
    var column = column
    for (space, word) in Self.words(text) {
      if !result.isEmpty, column + space.count + word.count > width {
        result += lineEnding + margin
        column = margin.count
      } else {
        result += space
        column += space.count
      }
      result += word
      column += word.count
    }
    return result
  }

  /// Each word and the spaces before it.
  private static func words(_ text: String) -> [(space: Substring, word: Substring)] {
    var words: [(Substring, Substring)] = []
    var rest = text[...]
    while !rest.isEmpty {
      let space = rest.prefix { $0 == " " }
      let word = rest.dropFirst(space.count).prefix { $0 != " " }
      words.append((space, word))
      rest = rest[word.endIndex...]
    }
    return words
  }
}
