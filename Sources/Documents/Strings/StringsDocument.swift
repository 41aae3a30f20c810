/// Apple's `.strings`: `"key" = "value";`, with comments in C's two ways.
enum StringsDocument {
  static func parse(_ source: SourceText, _ options: DocumentOptions) throws(DocumentError) -> CatalogueDocument {
    var scanner = StringsScanner(source)
    let filter = KeyFilter(options)
    var values: [CatalogueValue] = []
    while let (key, value) = try scanner.pair() {
      let text = StringsEscapes.text(source.string(value))
      guard text.hasLetters, filter.accepts([key]) else { continue }
      values.append(
        CatalogueValue(range: value, text: text, context: key, path: [key]) { Array(StringsEscapes.escaped($0).utf8) })
    }
    return CatalogueDocument(source, values, options)
  }
}

/// Finds the pairs of a `.strings` file.
struct StringsScanner {
  private let source: SourceText
  private var index: Int

  init(_ source: SourceText) { (self.source, index) = (source, source.start) }

  private var bytes: [UInt8] { source.bytes }

  private func error(_ reason: String) -> DocumentError {
    source.malformed(at: min(index, max(bytes.count - 1, 0)), reason, "It takes lines like \"key\" = \"value\";")
  }

  /// The key, and where the value stands between its quotes; nil at the end.
  mutating func pair() throws(DocumentError) -> (key: String, value: Range<Int>)? {
    guard try skipSpace() else { return nil }
    let key = source.string(try string(mayBeBare: true))
    guard try skipSpace() else { throw error("a key without its value") }
    if bytes[index] == UInt8(ascii: ";") {
      index += 1
      return (key, index..<index)
    }
    guard bytes[index] == UInt8(ascii: "=") else { throw error("'=' is missing") }
    index += 1
    guard try skipSpace() else { throw error("a key without its value") }
    let value = try string(mayBeBare: true)
    guard try skipSpace(), bytes[index] == UInt8(ascii: ";") else { throw error("';' is missing") }
    index += 1
    return (key, value)
  }

  private mutating func skipSpace() throws(DocumentError) -> Bool {
    while true {
      index = bytes.skip(index..<bytes.count) { $0.isSpace }
      if bytes.starts(with: "//", at: index) {
        index = bytes.skip(index..<bytes.count) { $0 != .newline }
      } else if bytes.starts(with: "/*", at: index) {
        guard let end = bytes.firstRange(of: "*/", from: index + 2) else { throw error("a comment without end") }
        index = end.upperBound
      } else {
        return index < bytes.count
      }
    }
  }

  private mutating func string(mayBeBare: Bool) throws(DocumentError) -> Range<Int> {
    let start = index
    guard bytes[index] == .quote else {
      index = bytes.skip(start..<bytes.count) { $0.isASCIILetter || $0.isDigit || "_-./$:".utf8.contains($0) }
      guard index > start else { throw error("a string is missing") }
      return start..<index
    }
    var end = start + 1
    while end < bytes.count, bytes[end] != .quote { end += bytes[end] == .backslash ? 2 : 1 }
    guard end < bytes.count else { throw error("a string without its closing quote") }
    index = end + 1
    return (start + 1)..<end
  }
}

/// The escapes of `.strings`, which are those of C, and `\U0041`.
enum StringsEscapes {
  static func text(_ written: String) -> String {
    guard written.contains("\\") else { return written }
    var result = ""
    var rest = written[...]
    while let character = rest.popFirst() {
      guard character == "\\", let next = rest.popFirst() else {
        result.append(character)
        continue
      }
      switch next {
      case "n": result += "\n"
      case "t": result += "\t"
      case "r": result += "\r"
      case "U", "u":
        let digits = rest.prefix(4)
        if digits.count == 4, let value = UInt32(digits, radix: 16), let scalar = UnicodeScalar(value) {
          result.unicodeScalars.append(scalar)
          rest = rest.dropFirst(4)
        } else {
          result += "\\" + String(next)
        }
      default: result.append(next)
      }
    }
    return result
  }

  static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
      .replacing("\t", with: "\\t").replacing("\r", with: "\\r")
  }
}
