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

  /// The texts of a cue. Lines that begin with a dash are of different speakers.
  static func all(_ cue: Cue, _ source: SourceText) -> [CueText] {
    let dashes = cue.lines.filter { isSpeech(source.string($0)) }
    let isDialogue = dashes.count > 1 || (dashes.count == 1 && cue.lines.count > 1)
    guard isDialogue else { return [CueText(cue, cue.lines, source)].compactMap { $0 } }
    var groups: [[Range<Int>]] = []
    for line in cue.lines {
      if groups.isEmpty || isSpeech(source.string(line)) { groups.append([]) }
      groups[groups.count - 1].append(line)
    }
    return groups.compactMap { CueText(cue, $0, source) }
  }

  private static func isSpeech(_ line: String) -> Bool {
    line.trimmed().first.map { "-–—‐".contains($0) } ?? false
  }

  private init?(_ cue: Cue, _ lines: [Range<Int>], _ source: SourceText) {
    guard var first = lines.first else { return nil }
    if Self.isSpeech(source.string(first)) {
      let dash = source.bytes.skip(first) { $0.isBlank }
      let mark = source.bytes[dash] < 0x80 ? 1 : 3
      first = source.bytes.skip((dash + mark)..<max(first.upperBound, dash + mark)) { $0.isBlank }..<first.upperBound
    }
    var items: [InlineItem] = []
    for (index, line) in ([first] + lines.dropFirst()).enumerated() {
      if let last = items.last { items.append(.init(kind: .text(" "), range: last.range.upperBound..<line.lowerBound)) }
      items += Self.items(index == 0 ? first : line, source)
    }
    guard let found = InlineSegment(items, in: source.bytes) else { return nil }
    (range, parts, pairs, start, end) = (found.range, found.parts, found.pairs, cue.start, cue.end)
    let written = source.bytes.lines(in: found.range)
    lineCount = written.count
    longestLine = written.map { source.string($0).count }.max() ?? 0
  }

  /// Tags (`<i>`, `<v Name>`, `<00:01.000>`) and the settings of players (`{\an8}`) are markup.
  private static func items(_ line: Range<Int>, _ source: SourceText) -> [InlineItem] {
    var items: [InlineItem] = []
    var index = line.lowerBound
    while index < line.upperBound {
      if let end = markupEnd(source.bytes, index..<line.upperBound) {
        items.append(InlineItem(kind: MarkupNames.kind(ofTag: source.string(index..<end)), range: index..<end))
        index = end
      } else {
        let end = source.bytes.skip((index + 1)..<line.upperBound) { !"<{".utf8.contains($0) }
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
    case (UInt8(ascii: "{"), .backslash): closing = UInt8(ascii: "}")
    default: return nil
    }
    let end = bytes.skip(range) { $0 != closing }
    return end < range.upperBound ? end + 1 : nil
  }

  /// Whether a sentence goes on in the next cue.
  func goesOn(in next: CueText) -> Bool {
    guard case .text(let text)? = parts.first, parts.count == 1, case .text(let following)? = next.parts.first,
      next.parts.count == 1, (-500...2000).contains(next.start - end), next.start > start
    else { return false }
    guard let first = following.first, !"-–—[(♪#*".contains(first), !text.hasSuffix("]"), !text.hasSuffix(")") else {
      return false
    }
    let plain = text.reversed().drop { "\"'”’»)".contains($0) }
    guard let last = plain.first, !"!?♪:".contains(last) else { return false }
    if last == "…" || String(plain.prefix(3)) == "..." { return first.isLowercase || ".…".contains(first) }
    let isCapitals = text.uppercased() == text
    return last != "." && isCapitals == (following.uppercased() == following)
  }
}
