/// Java's `.properties` (java.util.Properties): `key=value`, `key: value`, `key value`; a backslash at the end of a line
/// continues it.
enum PropertiesDocument {
  static func parse(_ source: SourceText, _ options: DocumentOptions) -> CatalogueDocument {
    let filter = KeyFilter(options)
    let isASCII = source.bytes.allSatisfy { $0 < 0x80 }
    var values: [CatalogueValue] = []
    for (key, range) in pairs(source) {
      let written = PropertiesEscapes.text(source.string(range))
      let isPattern = written.contains("{") && written.contains("''")
      let text = isPattern ? written.replacing("''", with: "'") : written
      let path = key.split(separator: ".").map(String.init)
      guard text.hasLetters, filter.accepts(path) else { continue }
      values.append(
        CatalogueValue(range: range, text: text, context: key, path: path) { text in
          let text = isPattern ? text.replacing("'", with: "''") : text
          return Array(PropertiesEscapes.escaped(text, isASCII: isASCII).utf8)
        })
    }
    let sorted = ProseJudge.sort(values, source, options)
    return CatalogueDocument(source, sorted.kept, options, omissions: sorted.omitted)
  }

  /// Keys, and where values stand, over all their lines.
  static func pairs(_ source: SourceText) -> [(key: String, range: Range<Int>)] {
    let bytes = source.bytes
    var pairs: [(String, Range<Int>)] = []
    var index = source.start
    while index < bytes.count {
      let start = bytes.skip(index..<bytes.count) { $0.isSpace }
      guard start < bytes.count else { break }
      guard !"#!".utf8.contains(bytes[start]) else {
        index = bytes.skip(start..<bytes.count) { $0 != .newline && $0 != .carriageReturn }
        continue
      }
      let end = lineEnd(bytes, from: start)
      let keyEnd = keyEnd(bytes, start..<end)
      var value = bytes.skip(keyEnd..<end) { $0.isBlank }
      if value < end, "=:".utf8.contains(bytes[value]) { value = bytes.skip((value + 1)..<end) { $0.isBlank } }
      if value < end { pairs.append((source.string(start..<keyEnd), value..<end)) }
      index = end
    }
    return pairs
  }

  private static func lineEnd(_ bytes: [UInt8], from start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] != .newline, bytes[index] != .carriageReturn {
      index += bytes[index] != .backslash ? 1 : bytes.starts(with: "\\\r\n", at: index) ? 3 : 2
    }
    return min(index, bytes.count)
  }

  private static func keyEnd(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    var index = range.lowerBound
    while index < range.upperBound, !bytes[index].isBlank, !"=:".utf8.contains(bytes[index]) {
      index += bytes[index] == .backslash ? 2 : 1
    }
    return min(index, range.upperBound)
  }
}

enum PropertiesEscapes {
  static func text(_ written: String) -> String {
    guard written.contains("\\") else { return written }
    var units: [UInt16] = []
    var rest = Array(written.utf16)[...]
    let backslash = UInt16(UInt8.backslash)
    while let unit = rest.popFirst() {
      guard unit == backslash, let next = rest.popFirst() else {
        units.append(unit)
        continue
      }
      switch next {
      case 0x6E: units.append(10)
      case 0x74: units.append(9)
      case 0x72: units.append(13)
      case 0x66: units.append(12)
      case 0x75:
        let digits = String(decoding: rest.prefix(4), as: UTF16.self)
        if let value = UInt16(digits, radix: 16) {
          units.append(value)
          rest = rest.dropFirst(4)
        }
      case 10, 13:
        if next == 13, rest.first == 10 { rest = rest.dropFirst() }
        rest = rest.drop { $0 == 0x20 || $0 == 9 }
      default: units.append(next)
      }
    }
    return String(decoding: units, as: UTF16.self)
  }

  /// - Parameter isASCII: the file is, and stays so: what reads it may expect another encoding than UTF-8.
  static func escaped(_ text: String, isASCII: Bool) -> String {
    var result = ""
    for (index, scalar) in text.unicodeScalars.enumerated() {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\u{C}": result += "\\f"
      case " " where index == 0: result += "\\ "
      case _ where isASCII && !scalar.isASCII:
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
