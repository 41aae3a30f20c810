/// The elements of a paragraph as a segment, and back.
struct RunSegment {
  private typealias Element = RunElements.Element
  private let elements: [RunElements.Element]
  private var parts: [SegmentPart] = []
  private var spans: [Range<Int>] = []
  private var pairs: [SpanPair] = []
  private var writer: RunWriter

  /// nil where there is nothing to translate.
  init?(_ group: [RunElements.Element], _ source: SourceText) {
    let elements = Self.trimmed(group)
    guard elements.contains(where: { $0.text?.hasLetters ?? false }), let first = elements.first,
      let last = elements.last
    else { return nil }
    self.elements = elements
    writer = RunWriter(enter: first.enter, leave: last.leave, base: Self.base(elements, from: 0))
    build(source)
  }

  /// Without what stands at its ends and is no text, and wrappers around all of it.
  private static func trimmed(_ group: [RunElements.Element]) -> [RunElements.Element] {
    var rest = group[...]
    func isEdge(_ element: RunElements.Element) -> Bool {
      element.kind == .atom || (element.text.map { $0.utf8.allSatisfy { $0.isSpace } } ?? false)
    }
    while let first = rest.first, let last = rest.last {
      if isEdge(first) {
        rest.removeFirst()
      } else if isEdge(last) {
        rest.removeLast()
      } else if first.kind == .open, close(of: rest.startIndex, in: rest) == rest.endIndex - 1 {
        rest = rest.dropFirst().dropLast()
      } else {
        break
      }
    }
    return Array(rest)
  }

  private static func close(of index: Int, in elements: ArraySlice<RunElements.Element>) -> Int? {
    var depth = 0
    for place in index..<elements.endIndex {
      if elements[place].kind == .open { depth += 1 }
      if elements[place].kind == .close { depth -= 1 }
      if depth == 0 { return place }
    }
    return nil
  }

  /// The format of most letters at one level of wrappers.
  private static func base(_ elements: [RunElements.Element], from start: Int) -> RunFormat {
    var counts: [String: Int] = [:]
    var formats: [String: RunFormat] = [:]
    var order: [String] = []
    var depth = 0
    for element in elements[start...] {
      if element.kind == .open { depth += 1 }
      if element.kind == .close { depth -= 1 }
      if depth < 0 { break }
      guard depth == 0, let text = element.text, let format = element.enter else { continue }
      let key = format.key
      if formats.updateValue(formats[key] ?? format, forKey: key) == nil { order.append(key) }
      counts[key, default: 0] += text.count { $0.isLetter } + 1
    }
    let best = order.max { counts[$0, default: 0] < counts[$1, default: 0] }
    return best.flatMap { formats[$0] } ?? elements[start...].first { $0.text != nil }?.enter ?? .none
  }

  private mutating func build(_ source: SourceText) {
    var bases = [writer.base]
    var openTags: [String] = []
    var format: RunFormat?
    for (index, element) in elements.enumerated() {
      if let text = element.text {
        let isBlank = text.utf8.allSatisfy { $0.isSpace }
        let own = element.enter?.key == bases[bases.count - 1].key || isBlank ? nil : element.enter
        if own?.key != format?.key, !(isBlank && format != nil) {
          close(&format)
          open(own, &format)
        }
        append(.text(text))
        continue
      }
      close(&format)
      let span = source.string(element.range)
      append(.span(span))
      spans.append(element.range)
      var piece = RunWriter.Piece(kind: element.kind, enter: element.enter, leave: element.leave)
      if element.kind == .open {
        let inner = Self.base(elements, from: index + 1)
        piece.base = inner
        bases.append(inner)
        openTags.append(span)
      } else if element.kind == .close, let tag = openTags.popLast() {
        bases.removeLast()
        pairs.append(SpanPair(opening: tag, closing: span))
      }
      writer.pieces[span, default: []].append(piece)
    }
    close(&format)
  }

  private mutating func append(_ part: SegmentPart) {
    if case .text(let text) = part, case .text(let front)? = parts.last {
      parts[parts.count - 1] = .text(front + text)
    } else {
      parts.append(part)
    }
  }

  private mutating func open(_ own: RunFormat?, _ format: inout RunFormat?) {
    guard let own else { return }
    format = own
    let number = writer.number(of: own)
    append(.span("<run \(number)>"))
    spans.append(elements[0].range.lowerBound..<elements[0].range.lowerBound)
  }

  private mutating func close(_ format: inout RunFormat?) {
    guard let own = format else { return }
    format = nil
    let number = writer.number(of: own)
    append(.span("</run \(number)>"))
    spans.append(elements[0].range.lowerBound..<elements[0].range.lowerBound)
    pairs.append(SpanPair(opening: "<run \(number)>", closing: "</run \(number)>"))
  }

  func unit(_ source: SourceText, line: Int) -> (segment: DocumentSegment, slot: Slot)? {
    guard let first = elements.first, let last = elements.last else { return nil }
    let segment = DocumentSegment(parts: parts, line: line, pairs: pairs)
    guard segment.accepts(parts), segment.roles(in: parts) != nil else { return nil }
    let slot = Slot(range: first.range.lowerBound..<last.range.upperBound, spans: spans) { [writer] parts in
      var writer = writer
      return Array(writer.write(parts).utf8)
    }
    return (segment, slot)
  }
}

/// Writes text as runs.
struct RunWriter: Sendable {
  struct Piece: Sendable {
    var kind: RunElements.Kind
    var enter: RunFormat?
    var leave: RunFormat?
    /// Of a wrapper: the format of most text in it.
    var base: RunFormat?
  }

  /// Where what is written begins and ends: in a run, or beside runs.
  var enter: RunFormat?
  var leave: RunFormat?
  /// The format of text that no span encloses.
  var base: RunFormat
  var pieces: [String: [Piece]] = [:]
  private var formats: [RunFormat] = []
  private var current: RunFormat?
  private var result = ""

  init(enter: RunFormat?, leave: RunFormat?, base: RunFormat) {
    (self.enter, self.leave, self.base) = (enter, leave, base)
  }

  mutating func number(of format: RunFormat) -> Int {
    if let index = formats.firstIndex(where: { $0.key == format.key }) { return index + 1 }
    formats.append(format)
    return formats.count
  }

  mutating func write(_ parts: [PlacedPart]) -> String {
    current = enter
    var stack = [base]
    for part in parts {
      switch part {
      case .text(let text):
        guard !text.isEmpty else { continue }
        go(to: stack.last)
        result += (stack.last ?? base).text(text)
      case .span(let source, let written):
        write(source, written, &stack)
      }
    }
    go(to: leave)
    return result
  }

  private mutating func write(_ source: String, _ written: String, _ stack: inout [RunFormat]) {
    if let piece = pieces[source]?.first {
      pieces[source]?.removeFirst()
      go(to: piece.enter)
      result += written
      current = piece.leave
      if piece.kind == .open { stack.append(piece.base ?? base) }
      if piece.kind == .close, stack.count > 1 { stack.removeLast() }
    } else if source.hasPrefix("<run "), let number = Int(source.dropFirst(5).dropLast()), number <= formats.count {
      stack.append(formats[number - 1])
    } else if stack.count > 1 {
      stack.removeLast()
    }
  }

  private mutating func go(to format: RunFormat?) {
    if current?.key == format?.key, (current == nil) == (format == nil) { return }
    result += current?.closing ?? ""
    result += format?.opening ?? ""
    current = format
  }
}
