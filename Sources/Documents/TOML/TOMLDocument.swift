/// Strings in TOML (toml.io, version 1.0) that are values.
enum TOMLDocument {
  static func parse(_ source: SourceText, _ options: DocumentOptions) throws(DocumentError) -> CatalogueDocument {
    let values = try values(source, in: source.start..<source.bytes.count, KeyFilter(options))
    let sorted = ProseJudge.sort(values, source, options)
    return CatalogueDocument(source, sorted.kept, options, omissions: sorted.omitted)
  }

  static func values(
    _ source: SourceText, in range: Range<Int>, _ filter: KeyFilter
  ) throws(DocumentError) -> [CatalogueValue] {
    var scanner = TOMLScanner(source, range)
    try scanner.run()
    return scanner.strings.compactMap { string in
      guard filter.accepts(string.path), let text = string.text(source), text.hasLetters else { return nil }
      return CatalogueValue(
        range: string.range, text: text, context: string.path.joined(separator: "."), path: string.path,
        lineMode: string.isMultiline ? .paragraphs : .value
      ) { Array(string.written($0).utf8) }
    }
  }
}

/// A string as it stands in a file.
struct TOMLString: Sendable {
  /// With its quotes.
  var range: Range<Int>
  var path: [String]
  var isLiteral: Bool
  var isMultiline: Bool

  func text(_ source: SourceText) -> String? {
    let width = isMultiline ? 3 : 1
    var inner = (range.lowerBound + width)..<(range.upperBound - width)
    if isMultiline {
      if source.bytes.starts(with: "\r\n", at: inner.lowerBound) {
        inner = (inner.lowerBound + 2)..<inner.upperBound
      } else if source.bytes.starts(with: "\n", at: inner.lowerBound) {
        inner = (inner.lowerBound + 1)..<inner.upperBound
      }
    }
    let written = source.string(inner)
    return isLiteral ? written : Self.unescaped(written)
  }

  private static func unescaped(_ written: String) -> String? {
    guard written.contains("\\") else { return written }
    var result = ""
    var rest = written[...]
    while let character = rest.popFirst() {
      guard character == "\\" else {
        result.append(character)
        continue
      }
      guard let next = rest.popFirst() else { return nil }
      switch next {
      case "n": result += "\n"
      case "t": result += "\t"
      case "r": result += "\r"
      case "\"", "\\": result.append(next)
      case "u", "U":
        let count = next == "u" ? 4 : 8
        guard let value = UInt32(rest.prefix(count), radix: 16), let scalar = UnicodeScalar(value) else { return nil }
        result.unicodeScalars.append(scalar)
        rest = rest.dropFirst(count)
      case _ where next.isWhitespace: rest = rest.drop { $0.isWhitespace }
      default: return nil
      }
    }
    return result
  }

  func written(_ text: String) -> String {
    if isMultiline, isLiteral, !text.contains("'''") { return "'''\n\(text)'''" }
    if isMultiline {
      return "\"\"\"\n" + text.replacing("\\", with: "\\\\").replacing("\"\"\"", with: "\\\"\\\"\\\"") + "\"\"\""
    }
    if isLiteral, !text.contains("'"), !text.contains(where: \.isNewline) { return "'\(text)'" }
    return "\""
      + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
      .replacing("\t", with: "\\t").replacing("\r", with: "\\r") + "\""
  }
}

/// Finds strings by the grammar of tables, keys and values; other values are passed over.
struct TOMLScanner {
  private let source: SourceText
  private let end: Int
  private var index: Int
  private var table: [String] = []
  private var depth = 0
  private(set) var strings: [TOMLString] = []

  init(_ source: SourceText, _ range: Range<Int>) {
    (self.source, index, end) = (source, range.lowerBound, range.upperBound)
  }

  private var bytes: [UInt8] { source.bytes }

  private func error(_ reason: String) -> DocumentError {
    source.malformed(at: max(0, min(index, bytes.count - 1)), reason, "Check it with a TOML validator, such as taplo")
  }

  mutating func run() throws(DocumentError) {
    while skip(lines: true) {
      if bytes[index] == UInt8(ascii: "[") {
        let isArray = bytes.starts(with: "[[", at: index)
        index += isArray ? 2 : 1
        table = try key()
        guard skip(lines: false), bytes[index] == UInt8(ascii: "]") else { throw error("']' is missing") }
        index += isArray ? 2 : 1
      } else {
        try pair(in: table)
      }
      if skip(lines: false), ![.newline, .carriageReturn].contains(bytes[index]) {
        throw error("'\(source.string(index..<(index + 1)))' cannot stand here")
      }
    }
  }

  /// Skips blanks and comments, and line ends where they mean nothing. Returns whether anything is left.
  private mutating func skip(lines: Bool) -> Bool {
    while index < end {
      if bytes[index].isBlank || (lines && bytes[index].isSpace) {
        index += 1
      } else if bytes[index] == UInt8(ascii: "#") {
        index = bytes.skip(index..<end) { $0 != .newline && $0 != .carriageReturn }
      } else {
        return true
      }
    }
    return false
  }

  private mutating func key() throws(DocumentError) -> [String] {
    var parts: [String] = []
    while skip(lines: false) {
      if bytes[index] == .quote || bytes[index] == UInt8(ascii: "'") {
        let range = try stringRange(isMultiline: false)
        parts.append(source.string((range.lowerBound + 1)..<(range.upperBound - 1)))
      } else {
        let last = bytes.skip(index..<end) { $0.isASCIILetter || $0.isDigit || "_-".utf8.contains($0) || $0 >= 0x80 }
        guard last > index else { throw error("a key is missing") }
        parts.append(source.string(index..<last))
        index = last
      }
      guard skip(lines: false), bytes[index] == UInt8(ascii: ".") else { return parts }
      index += 1
    }
    throw error("a key is missing")
  }

  private mutating func pair(in table: [String]) throws(DocumentError) {
    let path = table + (try key())
    guard skip(lines: false), bytes[index] == UInt8(ascii: "=") else { throw error("'=' is missing") }
    index += 1
    try value(path)
  }

  private mutating func value(_ path: [String]) throws(DocumentError) {
    guard skip(lines: depth > 0) else { throw error("a value is missing") }
    depth += 1
    defer { depth -= 1 }
    guard depth < 100 else { throw error("nested more than 100 levels deep") }
    switch bytes[index] {
    case .quote, UInt8(ascii: "'"):
      let isLiteral = bytes[index] != .quote
      let isMultiline = bytes.starts(with: "\"\"\"", at: index) || bytes.starts(with: "'''", at: index)
      let range = try stringRange(isMultiline: isMultiline)
      strings.append(TOMLString(range: range, path: path, isLiteral: isLiteral, isMultiline: isMultiline))
    case UInt8(ascii: "["):
      try list(UInt8(ascii: "]")) { scanner, number throws(DocumentError) in
        try scanner.value(path + ["\(number)"])
      }
    case UInt8(ascii: "{"):
      try list(UInt8(ascii: "}")) { scanner, _ throws(DocumentError) in
        try scanner.pair(in: path)
      }
    default:
      let last = bytes.skip(index..<end) { !$0.isSpace && !",]}#".utf8.contains($0) }
      guard last > index else { throw error("a value is missing") }
      index = last
      // A date may have a space before its time.
      if index + 3 < end, bytes[index] == .space, bytes[index + 1].isDigit, bytes[index + 3] == UInt8(ascii: ":") {
        index = bytes.skip((index + 1)..<end) { !$0.isSpace && !",]}#".utf8.contains($0) }
      }
    }
  }

  private mutating func list(
    _ closing: UInt8, _ item: (inout TOMLScanner, Int) throws(DocumentError) -> Void
  ) throws(DocumentError) {
    index += 1
    var number = 0
    while skip(lines: true) {
      if bytes[index] == closing {
        index += 1
        return
      }
      try item(&self, number)
      number += 1
      guard skip(lines: true) else { break }
      if bytes[index] == UInt8(ascii: ",") {
        index += 1
      } else if bytes[index] != closing {
        throw error("',' is missing")
      }
    }
    throw error("a list without end")
  }

  private mutating func stringRange(isMultiline: Bool) throws(DocumentError) -> Range<Int> {
    let start = index
    let mark = bytes[start]
    let width = isMultiline ? 3 : 1
    var place = start + width
    while place + width <= end {
      if bytes[place] == .backslash, mark == .quote {
        place += 2
      } else if bytes[place] == mark, !isMultiline || (bytes[place + 1] == mark && bytes[place + 2] == mark) {
        // Quotes may stand right before the closing ones.
        while isMultiline, place + width < end, bytes[place + width] == mark { place += 1 }
        index = place + width
        return start..<index
      } else {
        if !isMultiline, bytes[place] == .newline { break }
        place += 1
      }
    }
    throw error("a string without its closing quote")
  }
}
