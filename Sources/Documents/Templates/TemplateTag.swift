/// A tag of a template language in a document of another format.
struct TemplateTag: Sendable {
  enum Kind: Sendable {
    /// Writes something: part of the sentence around it.
    case output
    /// Begins or ends a part, sets, includes: nothing that may change its place. Sentences end there.
    case control
    case comment
  }

  var range: Range<Int>
  var kind: Kind
}

/// Finds the tags of ERB, EJS and PHP (`<% %>`, `<?php ?>`), of Jinja, Django, Liquid and Twig (`{% %}`, `{{ }}`,
/// `{# #}`), of Handlebars, Vue, Angular and Go (`{{ }}`) and of Hugo's shortcodes (`{{< >}}`, `{{% %}}`).
struct TemplateScanner {
  private let bytes: [UInt8]
  private let end: Int

  /// Longer tags are taken for something else, but for those of PHP, which are programs.
  private static let longest = 4000

  static func tags(in bytes: [UInt8], _ range: Range<Int>) -> [TemplateTag] {
    let scanner = Self(bytes: bytes, end: range.upperBound)
    var tags: [TemplateTag] = []
    var index = range.lowerBound
    while index + 1 < range.upperBound {
      if bytes[index] == UInt8(ascii: "<") || bytes[index] == UInt8(ascii: "{"), let tag = scanner.tag(at: index) {
        tags.append(tag)
        index = tag.range.upperBound
      } else {
        index += 1
      }
    }
    return tags
  }

  private func tag(at start: Int) -> TemplateTag? {
    switch bytes[start + 1] {
    case UInt8(ascii: "%"): bytes[start] == UInt8(ascii: "<") ? script(start) : statement(start)
    case UInt8(ascii: "?"): bytes[start] == UInt8(ascii: "<") ? php(start) : nil
    case UInt8(ascii: "{"): bytes[start] == UInt8(ascii: "{") ? expression(start) : nil
    case UInt8(ascii: "#"): bytes[start] == UInt8(ascii: "{") ? comment(start) : nil
    default: nil
    }
  }

  private func close(_ text: StaticString, from index: Int, limit: Int = longest) -> Int? {
    var place = index
    let last = min(end, index + limit)
    while place + text.utf8CodeUnitCount <= last {
      if bytes.starts(with: text, at: place) { return place + text.utf8CodeUnitCount }
      place += 1
    }
    return nil
  }

  private func script(_ start: Int) -> TemplateTag? {
    guard start + 2 < end, bytes[start + 2] != UInt8(ascii: "%"), let close = close("%>", from: start + 2) else {
      return nil
    }
    let mark = bytes[start + 2]
    let kind: TemplateTag.Kind =
      mark == UInt8(ascii: "#") ? .comment : "=-".utf8.contains(mark) ? .output : .control
    return TemplateTag(range: start..<close, kind: kind)
  }

  private func php(_ start: Int) -> TemplateTag? {
    guard bytes.starts(with: "<?php", at: start) || bytes.starts(with: "<?=", at: start) else { return nil }
    let close = close("?>", from: start + 2, limit: end) ?? end
    let isOutput = bytes.starts(with: "<?=", at: start) || bytes.starts(with: "<?php echo", at: start)
    return TemplateTag(range: start..<close, kind: isOutput ? .output : .control)
  }

  private func statement(_ start: Int) -> TemplateTag? {
    guard let close = close("%}", from: start + 2) else { return nil }
    return TemplateTag(range: start..<close, kind: Self.outputs.contains(word(start + 2)) ? .output : .control)
  }

  /// Statements that write something into the sentence; all others open, close or set.
  private static let outputs: Set<String> = [
    "trans", "translate", "url", "static", "now", "get", "link", "post_url", "cycle", "firstof", "widthratio", "path",
    "asset", "render_field", "icon", "ref", "gist", "avatar", "emoji", "lorem", "csrf_token", "t",
  ]

  private func comment(_ start: Int) -> TemplateTag? {
    guard start + 2 < end, bytes[start + 2].isSpace || bytes[start + 2] == UInt8(ascii: "-"),
      let close = close("#}", from: start + 2)
    else { return nil }
    return TemplateTag(range: start..<close, kind: .comment)
  }

  private func expression(_ start: Int) -> TemplateTag? {
    let shortcodes: [(StaticString, StaticString)] = [
      ("{{<", ">}}"), ("{{%", "%}}"), ("{{!--", "--}}"), ("{{{", "}}}"),
    ]
    for (opening, closing) in shortcodes where bytes.starts(with: opening, at: start) {
      guard let close = close(closing, from: start + opening.utf8CodeUnitCount) else { continue }
      let isComment = bytes.starts(with: "{{!", at: start)
      let isEnd = bytes[bytes.skip((start + 3)..<end) { $0.isSpace }] == UInt8(ascii: "/")
      return TemplateTag(range: start..<close, kind: isComment ? .comment : isEnd ? .control : .output)
    }
    guard let close = close("}}", from: start + 2) else { return nil }
    let body = start + 2
    guard !bytes[body..<(close - 2)].contains(UInt8(ascii: "\n")) || !hasEmptyLine(body..<close) else { return nil }
    if bytes[body] == UInt8(ascii: "!") { return TemplateTag(range: start..<close, kind: .comment) }
    let first = bytes.skip(body..<close) { $0.isSpace || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "~") }
    let isBlock = "#/^>".utf8.contains(bytes[first]) || Self.keywords.contains(word(first))
    return TemplateTag(range: start..<close, kind: isBlock ? .control : .output)
  }

  private static let keywords: Set<String> = [
    "if", "else", "end", "range", "with", "define", "block", "template", "each", "unless",
  ]

  private func hasEmptyLine(_ range: Range<Int>) -> Bool {
    bytes.lines(in: range).dropFirst().dropLast().contains { bytes.trimmed($0).isEmpty }
  }

  private func word(_ start: Int) -> String {
    let first = bytes.skip(start..<end) { $0.isSpace || $0 == UInt8(ascii: "-") }
    let last = bytes.skip(first..<end) { $0.isASCIILetter || $0 == UInt8(ascii: "_") }
    return String(decoding: bytes[first..<last], as: UTF8.self)
  }
}

extension [UInt8] {
  /// The bytes with something harmless in the place of some ranges, all else where it was.
  func masking(_ ranges: some Sequence<Range<Int>>, with byte: UInt8) -> [UInt8] {
    var result = self
    for range in ranges { for index in range { result[index] = byte } }
    return result
  }
}

/// A document as the parser of its format shall see it: the same bytes at the same places, but without what is not of
/// that format, such as the tags of templates.
struct MaskedSource: Sendable {
  /// What is not to be seen, and stands within text.
  struct Hidden: Sendable {
    var range: Range<Int>
    var kind: InlineItem.Kind
  }

  var bytes: [UInt8]
  /// In the order of the file, without overlaps.
  var hidden: [Hidden]

  /// Hides the tags of templates in a range behind letters, which are text in every format.
  init(_ source: SourceText, _ range: Range<Int>? = nil) {
    let tags = TemplateScanner.tags(in: source.bytes, range ?? source.start..<source.bytes.count)
    bytes = tags.isEmpty ? source.bytes : source.bytes.masking(tags.lazy.map(\.range), with: UInt8(ascii: "x"))
    hidden = tags.map { tag in
      switch tag.kind {
      case .output: Hidden(range: tag.range, kind: .atom)
      case .control: Hidden(range: tag.range, kind: .boundary)
      case .comment: Hidden(range: tag.range, kind: .void)
      }
    }
  }

  /// The first hidden range that ends behind an offset.
  func next(after offset: Int) -> Hidden? {
    var (low, high) = (0, hidden.count)
    while low < high {
      let middle = (low + high) / 2
      if hidden[middle].range.upperBound <= offset { low = middle + 1 } else { high = middle }
    }
    return low < hidden.count ? hidden[low] : nil
  }

  /// Cuts a text at what is hidden in it. `text` gives the text of what lies between.
  func items(_ range: Range<Int>, text: (Range<Int>) -> String) -> [InlineItem] {
    var items: [InlineItem] = []
    var start = range.lowerBound
    while let next = next(after: start), next.range.lowerBound < range.upperBound {
      if next.range.lowerBound > start {
        let before = start..<next.range.lowerBound
        items.append(InlineItem(kind: .text(text(before)), range: before))
      }
      items.append(InlineItem(kind: next.kind, range: next.range))
      start = next.range.upperBound
    }
    if start < range.upperBound {
      items.append(InlineItem(kind: .text(text(start..<range.upperBound)), range: start..<range.upperBound))
    }
    return items
  }
}
