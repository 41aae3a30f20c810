/// Fluent (projectfluent.org): messages, their attributes, and the variants of selectors. Placeables are markup.
enum FluentDocument {
  static func parse(_ source: SourceText, _ options: DocumentOptions) -> SplicedDocument {
    let lines = source.bytes.lines(in: source.start..<source.bytes.count)
    var units: [(segment: DocumentSegment, slot: Slot)] = []
    var context: String?
    var pattern: [Range<Int>] = []
    func finish() {
      units += texts(pattern, source).compactMap { unit($0, source, context) }
      pattern = []
    }
    let filter = KeyFilter(options)
    for line in lines {
      let first = source.bytes[line].first
      if let first, first.isBlank || first == UInt8(ascii: "}") || first == UInt8(ascii: "{") {
        if let start = attributeStart(line, source) {
          finish()
          pattern = [start..<line.upperBound]
        } else if context != nil {
          pattern.append(line)
        }
        continue
      }
      if line.isEmpty, !pattern.isEmpty {
        pattern.append(line)
        continue
      }
      finish()
      context = nil
      guard let first, first.isASCIILetter || first == UInt8(ascii: "-"), let start = valueStart(line, source) else {
        continue
      }
      let name = source.string(line).prefix { $0 != " " && $0 != "=" }
      guard filter.accepts([String(name)]) else { continue }
      context = String(name)
      pattern = [start..<line.upperBound]
    }
    finish()
    return SplicedDocument(bytes: source.bytes, file: source.file, units: units)
  }

  /// After `name =`.
  private static func valueStart(_ line: Range<Int>, _ source: SourceText) -> Int? {
    let bytes = source.bytes
    let end = bytes.skip(line) { $0.isASCIILetter || $0.isDigit || "_-.".utf8.contains($0) }
    let equals = bytes.skip(end..<line.upperBound) { $0.isBlank }
    guard end > line.lowerBound, equals < line.upperBound, bytes[equals] == UInt8(ascii: "=") else { return nil }
    return bytes.skip((equals + 1)..<line.upperBound) { $0.isBlank }
  }

  /// After `.title =`.
  private static func attributeStart(_ line: Range<Int>, _ source: SourceText) -> Int? {
    let start = source.bytes.skip(line) { $0.isBlank }
    guard start < line.upperBound, source.bytes[start] == UInt8(ascii: ".") else { return nil }
    return valueStart((start + 1)..<line.upperBound, source)
  }

  /// The texts of a pattern: all of it, or with selectors in it, line by line, what their variants say.
  private static func texts(_ pattern: [Range<Int>], _ source: SourceText) -> [Range<Int>] {
    let lines = pattern.filter { !source.bytes.trimmed($0).isEmpty }
    guard let first = lines.first, let last = lines.last else { return [] }
    let isSelector = lines.contains { source.bytes.firstRange(of: "->", in: $0) != nil }
    guard isSelector else { return [first.lowerBound..<source.bytes.trimmed(last).upperBound] }
    return lines.compactMap { line in
      let text = source.bytes.trimmed(line)
      guard !text.isEmpty else { return nil }
      let mark = source.bytes.skip(text) { $0 == UInt8(ascii: "*") }
      guard mark < text.upperBound, source.bytes[mark] == UInt8(ascii: "[") else { return nil }
      let close = source.bytes.skip(mark..<text.upperBound) { $0 != UInt8(ascii: "]") }
      guard close < text.upperBound else { return nil }
      return (close + 1)..<text.upperBound
    }
  }

  private static func unit(
    _ range: Range<Int>, _ source: SourceText, _ context: String?
  ) -> (segment: DocumentSegment, slot: Slot)? {
    let bytes = source.bytes
    let range = bytes.trimmed(range)
    var items: [InlineItem] = []
    var index = range.lowerBound
    while index < range.upperBound {
      if bytes[index] == UInt8(ascii: "{") {
        guard let end = placeableEnd(bytes, index..<range.upperBound) else { return nil }
        items.append(InlineItem(kind: .atom, range: index..<end))
        index = end
      } else {
        let end = bytes.skip(index..<range.upperBound) { $0 != UInt8(ascii: "{") }
        let text = source.string(index..<end).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
          .enumerated().map { $0.offset == 0 ? String($0.element) : $0.element.trimmed() }.joined(separator: " ")
        items.append(InlineItem(kind: .text(text), range: index..<end))
        index = end
      }
    }
    guard let found = InlineSegment(items, in: bytes) else { return nil }
    let segment = DocumentSegment(
      parts: found.parts, line: source.line(at: range.lowerBound), context: context, pairs: found.pairs)
    let firstEnd = bytes.skip(found.range) { $0 != .newline }
    let next = firstEnd + 1
    let margin = next < found.range.upperBound ? next..<bytes.skip(next..<found.range.upperBound) { $0.isBlank } : nil
    let filling = InlineFilling(source, found.range, margin: margin) { !".*[}".contains($0.first ?? " ") }
    let slot = Slot(range: found.range, spans: found.spans) { parts in
      let pieces = parts.map { part -> InlineFilling.Piece in
        switch part {
        case .text(let text): .text(escaped(text))
        case .span(_, let written): .markup(written)
        }
      }
      return Array(filling.fill(pieces).utf8)
    }
    return (segment, slot)
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      result += "{}".contains(character) ? "{\"\(character)\"}" : String(character)
    }
  }

  private static func placeableEnd(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    var depth = 0
    for index in range {
      if bytes[index] == UInt8(ascii: "{") { depth += 1 }
      if bytes[index] == UInt8(ascii: "}") { depth -= 1 }
      if depth == 0 { return index + 1 }
    }
    return nil
  }
}
