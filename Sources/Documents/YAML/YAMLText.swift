/// Writes strings as YAML does, in the style of the source where the text allows it.
struct YAMLText: Sendable {
  private let scalar: YAMLScalar
  private let lineEnding: String
  /// Of block styles: what their lines begin with, and their width.
  private var margin = ""
  private var width = 0

  init(_ scalar: YAMLScalar, lineEnding: String) {
    self.scalar = scalar
    self.lineEnding = lineEnding
  }

  /// Whether a text without quotes is a string, not a number, a date, a truth value or nothing (YAML 1.1 and 1.2).
  static func isPlainString(_ text: String) -> Bool {
    let words = [
      "true", "false", "yes", "no", "on", "off", "null", "y", "n", ".inf", "-.inf", "+.inf", ".nan", "~", "",
    ]
    if words.contains(text.lowercased()) { return false }
    guard let first = text.utf8.first, first.isDigit || "+-.".utf8.contains(first) else { return true }
    let isNumber = text.utf8.allSatisfy { $0.isHexDigit || "+-.:_xo".utf8.contains($0) }
    let isTime = text.utf8.allSatisfy { $0.isDigit || "-:.+TtZz ".utf8.contains($0) }
    return !isNumber && !isTime
  }

  func encode(_ text: String) -> String {
    switch scalar.style {
    case .plain where isSafePlain(text): text
    case .single where !text.contains(where: \.isNewline): "'" + text.replacing("'", with: "''") + "'"
    case .literal: block(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    case .folded: block(folded(text))
    default: doubleQuoted(text)
    }
  }

  private func isSafePlain(_ text: String) -> Bool {
    guard let first = text.first, first.isLetter || first.isNumber || first == "(", Self.isPlainString(text),
      !text.contains(where: { $0.isNewline || $0 == "\t" }), !text.contains(": "), !text.contains(" #")
    else { return false }
    if text.hasSuffix(":") || text.hasSuffix(" ") { return false }
    return !scalar.isInFlow || !text.contains { ",[]{}:?".contains($0) }
  }

  private func doubleQuoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        result += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// One more line break than the text has, where lines are folded.
  private func folded(_ text: String) -> [String] {
    var lines: [String] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if index > 0, !line.isEmpty, lines.last?.isEmpty == false { lines.append("") }
      let filled = fill(String(line))
      if index > 0, line.isEmpty, lines.last?.isEmpty == false { lines.append("") }
      lines += filled
    }
    return lines
  }

  private func fill(_ line: String) -> [String] {
    let filling = LineFilling(
      column: margin.count, margin: margin, width: max(width, margin.count + 20), lineEnding: "\n")
    return filling.fill(line).split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated().map { $0.offset == 0 ? String($0.element) : String($0.element.dropFirst(margin.count)) }
  }

  private func block(_ lines: [String]) -> String {
    lines.map { $0.isEmpty ? "" : margin + $0 }.joined(separator: lineEnding)
  }
}

extension YAMLText {
  /// The value of a scalar, or nil for one that cannot be written again: folded text with lines of their own.
  static func value(_ scalar: YAMLScalar, _ source: SourceText) -> CatalogueValue? {
    var writer = YAMLText(scalar, lineEnding: source.lineEnding)
    var range = scalar.range
    var text = scalar.text
    if scalar.style == .literal || scalar.style == .folded {
      guard let body = writer.setBlock(source) else { return nil }
      range = body
      text = text.trimmingEnd()
    }
    guard !range.isEmpty else { return nil }
    let mode: DocumentOptions.LineMode =
      scalar.style == .literal ? .paragraphs : scalar.style == .folded ? .lines : .value
    return CatalogueValue(
      range: range, text: text, context: scalar.path.joined(separator: "."), path: scalar.path, lineMode: mode
    ) { [writer] in Array(writer.encode($0).utf8) }
  }

  /// Returns the lines of a block scalar without empty ones at their ends.
  private mutating func setBlock(_ source: SourceText) -> Range<Int>? {
    let bytes = source.bytes
    let header = bytes.skip(scalar.range) { $0 != .newline }
    let lines = bytes.lines(in: min(header + 1, scalar.range.upperBound)..<scalar.range.upperBound)
      .filter { !bytes.trimmed($0).isEmpty }
    guard let first = lines.first, let last = lines.last else { return nil }
    let values = scalar.text.split(separator: "\n")
    if scalar.style == .folded, values.contains(where: { $0.first == " " || $0.first == "\t" }) { return nil }
    guard !scalar.text.hasPrefix("\n") else { return nil }
    let own = values.first?.prefix { $0 == " " }.count ?? 0
    let written = bytes.skip(first) { $0 == .space } - first.lowerBound
    margin = String(repeating: " ", count: max(written - own, 0))
    width = lines.map { source.string($0).count }.max() ?? 0
    return first.lowerBound..<bytes.trimmed(last).upperBound
  }
}
