/// The text of a cue, or of one speaker in it, as a segment of its own.
struct CueText: Sendable {
  let range: Range<Int>
  let parts: [SegmentPart]
  let pairs: [SpanPair]
  let start: Int
  let end: Int
  /// Lines in the file and the length of the longest.
  let lineCount: Int
  let longestLine: Int
  /// What breaks its lines: a line ending, or `\\N`.
  let lineBreak: String
  /// Whether dots, notes or brackets around it have been left out.
  let endsInEllipsis: Bool
  private let beginsWithEllipsis: Bool
  private let isEnclosed: Bool

  /// The texts of a cue. Lines that begin with a dash are of different speakers, and so is what follows a sentence and a
  /// dash; what stands in brackets is said by nobody.
  static func all(_ cue: Cue, _ source: SourceText) -> [CueText] {
    let lines = cue.lines.flatMap { SpokenLine.pieces($0, source) }
    let dashes = lines.filter(\.isSpeech)
    let isDialogue = dashes.count > 1 || (dashes.count == 1 && lines.count > 1)
    var groups: [[SpokenLine]] = []
    for line in lines {
      let begins = groups.isEmpty || (isDialogue && line.isSpeech) || line.isAside || groups.last?.last?.isAside == true
      if begins { groups.append([]) }
      groups[groups.count - 1].append(line)
    }
    return groups.compactMap { CueText(cue, $0, source) }
  }

  private init?(_ cue: Cue, _ lines: [SpokenLine], _ source: SourceText) {
    let bytes = source.bytes
    var items: [InlineItem] = []
    for line in lines {
      if let last = items.last {
        items.append(.init(kind: .text(" "), range: last.range.upperBound..<line.range.lowerBound))
      }
      items += CueItems.items(line.range, source)
    }
    let outer = EnclosingMarks(&items)
    guard let found = InlineSegment(items, in: bytes) else { return nil }
    (range, parts, pairs, start, end) = (found.range, found.parts, found.pairs, cue.start, cue.end)
    let written = lines.filter { $0.range.overlaps(found.range) }
    lineCount = max(written.count, 1)
    longestLine = written.map { source.string($0.range).count }.max() ?? 0
    lineBreak = cue.lineBreak ?? source.lineEnding
    (endsInEllipsis, beginsWithEllipsis) = (outer.endsInEllipsis, outer.beginsWithEllipsis)
    isEnclosed = outer.isEnclosed
  }

  private static let openWords: Set<String> = [
    "a", "an", "the", "of", "to", "and", "or", "but", "that", "in", "on", "at", "for", "with", "from", "by", "as", "if",
    "my", "your", "his", "her", "our", "their", "its", "is", "are", "was", "were", "will", "would", "not", "than",
    "because", "when", "while", "into", "about", "i", "you", "we", "they",
  ]

  /// Whether a sentence goes on in the next cue.
  func goesOn(in next: CueText) -> Bool {
    guard case .text(let text)? = parts.first, parts.count == 1, case .text(let following)? = next.parts.first,
      next.parts.count == 1, (-500...2000).contains(next.start - end), next.start > start, !isEnclosed,
      !next.isEnclosed, let first = following.first, !"-–—[(♪#*".contains(first), !text.hasSuffix("]"),
      !text.hasSuffix(")")
    else { return false }
    if endsInEllipsis { return next.beginsWithEllipsis || first.isLowercase }
    guard let last = text.reversed().drop(while: { "\"'”’»)".contains($0) }).first, !"!?♪:.".contains(last),
      (text.uppercased() == text) == (following.uppercased() == following)
    else { return false }
    if !first.isUppercase { return first.isLowercase || text.split(separator: " ").count > 2 }
    let word = text.split(separator: " ").last?.lowercased() ?? ""
    let isI = following.hasPrefix("I ") || following.hasPrefix("I'")
    return last == "," || Self.openWords.contains(word) || (isI && text.contains(" ")) || text.uppercased() == text
  }
}

/// A line of a cue, or the part of it that one speaker says.
struct SpokenLine {
  var range: Range<Int>
  /// Begins with a dash, which is not in the range.
  var isSpeech: Bool
  /// `[DOOR OPENS]`
  var isAside: Bool

  static func pieces(_ line: Range<Int>, _ source: SourceText) -> [SpokenLine] {
    var pieces: [SpokenLine] = []
    var start = line.lowerBound
    for index in line where index > start && isSpeaker(at: index, line, source.bytes) {
      pieces += asides(start..<index, source)
      start = index
    }
    return pieces + asides(start..<line.upperBound, source)
  }

  /// A dash after the end of a sentence, with a letter behind it.
  private static func isSpeaker(at index: Int, _ line: Range<Int>, _ bytes: [UInt8]) -> Bool {
    guard bytes[index] == UInt8(ascii: "-"), index >= line.lowerBound + 2, bytes[index - 1] == .space,
      ".?!\"".utf8.contains(bytes[index - 2])
    else { return false }
    let next = bytes.skip((index + 1)..<line.upperBound) { $0.isBlank }
    return next < line.upperBound && (0x41...0x5A).contains(bytes[next])
  }

  /// Cuts off what stands in brackets at the start of a line with text behind it.
  private static func asides(_ range: Range<Int>, _ source: SourceText) -> [SpokenLine] {
    let bytes = source.bytes
    let line = withoutDash(range, source)
    let text = line.range
    guard let first = bytes[text].first, first == UInt8(ascii: "[") else { return [line] }
    let close = bytes.skip(text) { $0 != UInt8(ascii: "]") }
    guard close < text.upperBound else { return [line] }
    let aside = SpokenLine(range: text.lowerBound..<(close + 1), isSpeech: line.isSpeech, isAside: true)
    let rest = bytes.skip((close + 1)..<text.upperBound) { $0.isBlank }..<text.upperBound
    return rest.isEmpty ? [aside] : [aside, SpokenLine(range: rest, isSpeech: false, isAside: false)]
  }

  private static func withoutDash(_ range: Range<Int>, _ source: SourceText) -> SpokenLine {
    let bytes = source.bytes
    let dash = bytes.skip(range) { $0.isBlank }
    let text = source.string(dash..<range.upperBound)
    guard let first = text.first, "-–—‐".contains(first) else {
      return SpokenLine(range: dash..<range.upperBound, isSpeech: false, isAside: false)
    }
    let start = bytes.skip(min(dash + first.utf8.count, range.upperBound)..<range.upperBound) { $0.isBlank }
    return SpokenLine(range: start..<range.upperBound, isSpeech: true, isAside: false)
  }
}

/// Markup and text of a line of a subtitle.
enum CueItems {
  /// Tags (`<i>`, `<v Name>`, `<00:01.000>`), the settings of players (`{\an8}`) and notes (`♪`) are markup.
  static func items(_ line: Range<Int>, _ source: SourceText) -> [InlineItem] {
    var items: [InlineItem] = []
    var index = line.lowerBound
    while index < line.upperBound {
      if let end = markupEnd(source.bytes, index..<line.upperBound) {
        items.append(InlineItem(kind: MarkupNames.kind(ofTag: source.string(index..<end)), range: index..<end))
        index = end
      } else if let end = signEnd(source, index..<line.upperBound) {
        items.append(InlineItem(kind: .void, range: index..<end))
        index = end
      } else {
        let end = source.bytes.skip((index + 1)..<line.upperBound) { !"<{&".utf8.contains($0) && $0 != 0xE2 }
        let text = source.string(index..<end)
        items.append(
          InlineItem(kind: .text(source.format == .vtt ? Entities.decodeAll(text) : text), range: index..<end))
        index = end
      }
    }
    return items
  }

  private static func markupEnd(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    let start = range.lowerBound
    guard start + 1 < range.upperBound else { return nil }
    let closing: UInt8
    switch (bytes[start], bytes[start + 1]) {
    case (UInt8(ascii: "<"), let next) where next.isASCIILetter || next.isDigit || next == UInt8(ascii: "/"):
      closing = UInt8(ascii: ">")
    case (UInt8(ascii: "{"), .backslash), (UInt8(ascii: "{"), UInt8(ascii: "*")): closing = UInt8(ascii: "}")
    default: return nil
    }
    let end = bytes.skip(range) { $0 != closing }
    return end < range.upperBound ? end + 1 : nil
  }

  /// Notes of music, and in WebVTT marks of direction and hard spaces.
  private static func signEnd(_ source: SourceText, _ range: Range<Int>) -> Int? {
    let bytes = source.bytes
    let notes: [StaticString] = ["♪", "♫", "♩", "♬"]
    if let note = notes.first(where: { bytes.starts(with: $0, at: range.lowerBound) }) {
      return range.lowerBound + note.utf8CodeUnitCount
    }
    guard source.format == .vtt else { return nil }
    let entities: [StaticString] = ["&lrm;", "&rlm;", "&nbsp;"]
    return entities.first { bytes.starts(with: $0, at: range.lowerBound) }.map {
      range.lowerBound + $0.utf8CodeUnitCount
    }
  }
}

/// Marks around the text of a cue that are no part of a sentence: dots of speech that breaks off or goes on, brackets,
/// notes. They become markup, which is left out at the ends.
struct EnclosingMarks {
  private(set) var beginsWithEllipsis = false
  private(set) var endsInEllipsis = false
  /// Within brackets or notes.
  private(set) var isEnclosed: Bool

  init(_ items: inout [InlineItem]) {
    isEnclosed = items.contains { $0.kind == .void && $0.range.count == 3 }
    takeBrackets(&items)
    if let first = items.firstIndex(where: \.hasLetters), case .text(let text) = items[first].kind {
      let blanks = text.prefix { $0 == " " }.utf8.count
      let count = Self.dots(text.dropFirst(blanks))
      if count > 0 {
        cut(&items, first, at: blanks + count)
        items[first].kind = .void
        beginsWithEllipsis = true
      }
    }
    if let last = items.lastIndex(where: \.hasLetters), case .text(let text) = items[last].kind {
      let trimmed = text.trimmingEnd()
      let count = Self.dots(String(trimmed.reversed())[...])
      if count > 0 {
        cut(&items, last, at: trimmed.utf8.count - count)
        items[last + 1].kind = .void
        endsInEllipsis = true
      }
    }
  }

  /// Bytes of `...` or `…` at the start.
  private static func dots(_ text: Substring) -> Int {
    if text.hasPrefix("…") { return "…".utf8.count }
    let count = text.prefix { $0 == "." }.count
    return count >= 2 ? count : 0
  }

  private mutating func takeBrackets(_ items: inout [InlineItem]) {
    guard let first = items.firstIndex(where: \.hasLetters), first == items.lastIndex(where: \.hasLetters),
      case .text(let text) = items[first].kind, let opening = text.first, let closing = text.trimmingEnd().last,
      (opening == "[" && closing == "]") || (opening == "(" && closing == ")"),
      items[first].range.count == text.utf8.count, !text.dropFirst().dropLast().contains(opening)
    else { return }
    isEnclosed = true
    cut(&items, first, at: text.trimmingEnd().utf8.count - 1)
    items[first + 1].kind = .void
    cut(&items, first, at: 1)
    items[first].kind = .void
  }

  /// Makes two texts of one.
  private func cut(_ items: inout [InlineItem], _ index: Int, at offset: Int) {
    guard case .text(let text) = items[index].kind, items[index].range.count == text.utf8.count else { return }
    let range = items[index].range
    let place = text.utf8.index(text.startIndex, offsetBy: offset)
    items[index] = InlineItem(
      kind: .text(String(text[..<place])), range: range.lowerBound..<(range.lowerBound + offset))
    items.insert(
      InlineItem(kind: .text(String(text[place...])), range: (range.lowerBound + offset)..<range.upperBound),
      at: index + 1)
  }
}
