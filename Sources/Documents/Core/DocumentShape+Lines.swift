/// Formats whose structure is in their lines.
extension DocumentShape {
  /// Blocks between empty lines: what their first line begins with; how many empty lines are between them; and the tags
  /// of templates that write nothing. Lines within a block may be filled anew.
  static func text(_ source: SourceText) -> [String] {
    let bytes = source.bytes
    let tags = TemplateScanner.tags(in: bytes, source.start..<bytes.count).filter { $0.kind == .control }
    var shape: [String] = []
    var isInBlock = false
    for line in bytes.lines(in: source.start..<bytes.count) {
      let text = bytes.trimmed(line)
      defer { isInBlock = !text.isEmpty }
      if text.isEmpty { shape.append("") } else if !isInBlock { shape.append(start(line, text, source)) }
    }
    return shape + tags.map { source.string($0.range) }
  }

  /// Indentation, and marks of quotations and lists.
  private static func start(_ line: Range<Int>, _ text: Range<Int>, _ source: SourceText) -> String {
    let isMark = { (byte: UInt8) in byte.isBlank || "->*+|#=".utf8.contains(byte) }
    return "'\(source.string(line.lowerBound..<source.bytes.skip(line, while: isMark)))'"
  }

  /// Blocks, titles, what begins with two dots, and the markup within text in any order.
  static func restructured(_ source: SourceText) -> [String] {
    var reader = RestructuredReader(source)
    let blocks = reader.read()
    let titles = blocks.compactMap(\.underline).map { source.string($0.lowerBound..<($0.lowerBound + 1)) }
    let explicit = source.bytes.lines(in: source.start..<source.bytes.count).compactMap { line -> String? in
      let text = source.string(source.bytes.trimmed(line))
      guard text.hasPrefix(".. ") else { return nil }
      return text.firstRange(of: "::").map { String(text[..<$0.upperBound]) } ?? (text.hasPrefix(".. _") ? text : "..")
    }
    let inlines = blocks.flatMap { RestructuredText.items($0.range, source) }.compactMap { item -> String? in
      if case .text = item.kind { return nil }
      return source.string(item.range).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    return ["\(blocks.count) blocks"] + titles + explicit + inlines.sorted()
  }

  /// Blocks, titles, lines that are syntax, and the markup within text in any order.
  static func asciiDoc(_ source: SourceText) -> [String] {
    var reader = AsciiDocReader(source)
    let blocks = reader.read()
    let titles = blocks.compactMap(\.underline).map { source.string($0.lowerBound..<($0.lowerBound + 1)) }
    let syntax = source.bytes.lines(in: source.start..<source.bytes.count).map {
      source.string(source.bytes.trimmed($0))
    }
    .filter {
      AsciiDocReader.isDelimiter($0) || $0.hasPrefix("[") && $0.hasSuffix("]") || $0.hasPrefix(":")
        || $0.hasPrefix("include::")
    }
    let inlines = blocks.flatMap { AsciiDoc.items($0.range, source) }.compactMap { item -> String? in
      guard item.kind == .atom || item.range.count <= 2 else { return nil }
      if case .text = item.kind { return nil }
      return source.string(item.range)
    }
    return ["\(blocks.count) blocks"] + titles + syntax + inlines.sorted()
  }

  /// Commands and environments in any order, and how many paragraphs there are.
  static func latex(_ source: SourceText) -> [String] {
    let reader = LaTeXReader(source)
    let scanner = reader.scanner
    var commands: [String] = []
    var braces = 0
    var index = source.start
    while index < source.bytes.count {
      switch source.bytes[index] {
      case .backslash:
        let name = scanner.name(at: index, source.bytes.count)
        let isLetter = LaTeXCommands.letters[source.string(name)] != nil
        if name.isEmpty { index += 1 } else if !isLetter { commands.append(source.string(name)) }
        index = max(index, name.upperBound - 1)
      case UInt8(ascii: "{"): braces += 1
      case UInt8(ascii: "}"): braces -= 1
      default: break
      }
      index += 1
    }
    let names = commands.filter { !$0.hasPrefix("text") || LaTeXCommands.inline.contains($0) }
    return ["\(reader.texts.count) texts", "\(braces) open"] + names.sorted()
  }

  /// All that a String Catalog says in other languages than the target's.
  static func catalogue(_ source: SourceText, _ language: String) -> [String] {
    guard let strings = try? JSONScanner.strings(of: source, all) else { return ["broken"] }
    return strings.filter { _, path in
      !(path.count > 4 && path[0] == "strings" && path[2] == "localizations" && path[3] == language)
    }.map { range, path in "\(path): \(source.string(range))" }
  }

  /// Names of messages and terms, their attributes and variants in order; placeables and selectors in any.
  static func fluent(_ source: SourceText) -> [String] {
    let bytes = source.bytes
    let names = bytes.lines(in: source.start..<bytes.count).compactMap { line -> String? in
      let text = bytes.trimmed(line)
      guard let first = bytes[text].first else { return nil }
      let isIndented = text.lowerBound > line.lowerBound
      if isIndented, "*[".utf8.contains(first) {
        return source.string(text.lowerBound..<bytes.skip(text) { $0 != UInt8(ascii: "]") })
      }
      guard isIndented ? first == UInt8(ascii: ".") : first.isASCIILetter || "-#".utf8.contains(first) else {
        return nil
      }
      return first == UInt8(ascii: "#")
        ? source.string(text) : source.string(text.lowerBound..<bytes.skip(text) { $0 != UInt8(ascii: "=") })
    }
    return names + braces(source).sorted()
  }

  /// What stands between two braces with none between them; of the selector of variants what is before them.
  private static func braces(_ source: SourceText) -> [String] {
    var found: [String] = []
    var start: Int?
    for (index, byte) in source.bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "{"): start = index
      case UInt8(ascii: "}"):
        found.append(start.map { source.string($0..<(index + 1)) } ?? "}")
        start = nil
      case UInt8(ascii: ">") where start != nil && source.bytes[index - 1] == UInt8(ascii: "-"):
        found.append(start.map { source.string($0..<(index + 1)) } ?? "")
        start = nil
      default: break
      }
    }
    return found
  }
}
