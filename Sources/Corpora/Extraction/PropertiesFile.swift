/// Java's property files, and what is written alike: `key = text` line by line, as in `.ini` and `.lng`.
package struct PropertiesFile {
  package static func messages(path: String) throws(CorpusError) -> [CatalogueMessage] {
    messages(TextDecoder.guess(try ByteSource.contents(of: path, limit: 1 << 26)))
  }

  package static func messages(_ text: String) -> [CatalogueMessage] {
    logicalLines(text).compactMap { line in
      guard let equals = line.firstIndex(of: "=") else { return nil }
      let key = line[..<equals].trimmed
      let text = unquoted(unescaped(line[line.index(after: equals)...].trimmed))
      return key.isEmpty ? nil : CatalogueMessage(source: String(key), target: text)
    }
  }

  /// Lines without comments and sections; a backslash at the end goes on in the next line.
  private static func logicalLines(_ text: String) -> [String] {
    var lines: [String] = []
    var isContinued = false
    for line in text.split(whereSeparator: \.isNewline) {
      let line = line.trimmed
      let backslashes = line.reversed().prefix { $0 == "\\" }.count
      if isContinued {
        lines[lines.count - 1] += line.dropLast(backslashes % 2)
      } else if let first = line.first, !"#!;[".contains(first) {
        lines.append(String(line.dropLast(backslashes % 2)))
      } else {
        continue
      }
      isContinued = backslashes % 2 == 1
    }
    return lines
  }

  /// `\n`, `\u00E4` and the like; before any other character the backslash falls away.
  private static func unescaped(_ text: Substring) -> String {
    guard text.contains("\\") else { return String(text) }
    var units: [UInt16] = []
    var rest = text.utf16[...]
    while let unit = rest.popFirst() {
      guard unit == UInt16(UInt8(ascii: "\\")), let escape = rest.popFirst() else {
        units.append(unit)
        continue
      }
      let hexadecimal = String(Substring(rest.prefix(4)))
      switch UnicodeScalar(escape) {
      case "n", "r": units.append(0x0A)
      case "t": units.append(0x20)
      case "u" where hexadecimal.count == 4 && UInt16(hexadecimal, radix: 16) != nil:
        units.append(UInt16(hexadecimal, radix: 16) ?? 0)
        rest = rest.dropFirst(4)
      default: units.append(escape)
      }
    }
    return String(decoding: units, as: UTF16.self)
  }

  private static func unquoted(_ text: String) -> String {
    let isQuoted = text.utf8.count >= 2 && text.hasPrefix("\"") && text.hasSuffix("\"")
    return isQuoted ? String(text.dropFirst().dropLast()) : text
  }
}

extension StringProtocol where SubSequence == Substring {
  /// Without white space around it.
  fileprivate var trimmed: Substring {
    let front = drop(while: \.isWhitespace)
    let count = front.reversed().prefix(while: \.isWhitespace).count
    return front.dropLast(count)
  }
}
