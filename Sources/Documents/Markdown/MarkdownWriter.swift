/// Writes the translation of a block of Markdown.
struct MarkdownWriter: Sendable {
  var segment: DocumentSegment
  var block: MarkdownInlines.Block
  var labels: Set<String>
  /// The block begins with the segment: its first word must not look like a list item.
  var isAtStart: Bool
  var filling: InlineFilling
  var hardSpaces: HardSpaces?

  func write(_ parts: [PlacedPart]) -> [UInt8] {
    let parts = withLabels(spacedAroundEmphasis(hardSpaces?.restored(parts) ?? parts))
    let escaping = MarkdownEscaping(labels: labels, block: block, parts: parts)
    var pieces: [InlineFilling.Piece] = []
    var before: Character?
    for (index, part) in parts.enumerated() {
      switch part {
      case .span(_, let written):
        pieces.append(.markup(written))
        before = written.last
      case .text(let text):
        let next = index + 1 < parts.count ? Self.start(of: parts[index + 1]) : ""
        var escaped = escaping.escape(text, before: before, next: next)
        if pieces.isEmpty, isAtStart, block == .paragraph { escaped = MarkdownEscaping.escapedLineStart(escaped) }
        pieces.append(.text(escaped))
        before = text.last ?? before
      }
    }
    return Array(filling.fill(pieces).utf8)
  }

  /// `[label][]` and `[label]` keep their form where their text is still the label; else the label goes behind it.
  private func withLabels(_ parts: [PlacedPart]) -> [PlacedPart] {
    var parts = parts
    var opening: Int?
    for index in parts.indices {
      guard case .span(let source, let written) = parts[index] else { continue }
      if source == "[" { opening = index }
      guard source.hasPrefix("]["), !written.hasPrefix(source), let start = opening else { continue }
      let text = parts[(start + 1)..<index].map(Self.start).joined()
      if "][\(text)]" != source { parts[index] = .span(source: source, written: source) }
    }
    return parts
  }

  private static func start(of part: PlacedPart) -> String {
    switch part {
    case .text(let text): text
    case .span(_, let written): written
    }
  }

  /// Emphasis is read as such only where text touches its inner side, and a punctuation mark there needs a space on
  /// the outer side (CommonMark 6.2).
  private func spacedAroundEmphasis(_ parts: [PlacedPart]) -> [PlacedPart] {
    let plain = parts.map { part -> SegmentPart in
      switch part {
      case .text(let text): .text(text)
      case .span(let source, _): .span(source)
      }
    }
    guard let roles = segment.roles(in: plain) else { return parts }
    var parts = parts
    for index in parts.indices where isEmphasis(parts[index]) {
      switch roles[index] {
      case .opening?: openEmphasis(&parts, index)
      case .closing?: closeEmphasis(&parts, index)
      default: break
      }
    }
    return parts
  }

  private func isEmphasis(_ part: PlacedPart) -> Bool {
    guard case .span(let source, _) = part else { return false }
    return source.allSatisfy { "*_~".contains($0) }
  }

  private func openEmphasis(_ parts: inout [PlacedPart], _ index: Int) {
    let spaces = Self.move(&parts, from: index + 1, atStart: true)
    let before = index > 0 ? Self.text(parts[index - 1]).last : nil
    let after = index + 1 < parts.count ? Self.text(parts[index + 1]).first : nil
    let needsSpace = spaces || Self.needsSpace(parts[index], outer: before, inner: after)
    if needsSpace, index > 0, !MarkdownEscaping.isSpace(before), case .text(let text) = parts[index - 1] {
      parts[index - 1] = .text(text + " ")
    }
  }

  private func closeEmphasis(_ parts: inout [PlacedPart], _ index: Int) {
    let spaces = Self.move(&parts, from: index - 1, atStart: false)
    let before = index > 0 ? Self.text(parts[index - 1]).last : nil
    let after = index + 1 < parts.count ? Self.text(parts[index + 1]).first : nil
    let needsSpace = spaces || Self.needsSpace(parts[index], outer: after, inner: before)
    if needsSpace, index + 1 < parts.count, !MarkdownEscaping.isSpace(after), case .text(let text) = parts[index + 1] {
      parts[index + 1] = .text(" " + text)
    }
  }

  private static func needsSpace(_ part: PlacedPart, outer: Character?, inner: Character?) -> Bool {
    guard let outer, MarkdownEscaping.isWord(outer), let inner else { return false }
    return MarkdownEscaping.isPunctuation(inner) || text(part).contains("_")
  }

  /// Takes white space away from one end of a text. Returns whether there was any.
  private static func move(_ parts: inout [PlacedPart], from index: Int, atStart: Bool) -> Bool {
    guard parts.indices.contains(index), case .text(let text) = parts[index] else { return false }
    let kept = atStart ? String(text.drop { $0 == " " }) : text.trimmingEnd()
    parts[index] = .text(kept)
    return kept.count < text.count
  }

  private static func text(_ part: PlacedPart) -> String { start(of: part) }
}
