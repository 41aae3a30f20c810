import Text

/// Takes roff's escapes out of a line of a man page (groff(7)).
package enum RoffText {
  package static func plain(_ line: some StringProtocol) -> String {
    let bytes = Array(line.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      guard bytes[index] == backslash, index + 1 < bytes.count else {
        result.append(bytes[index])
        index += 1
        continue
      }
      index = escape(bytes, at: index + 1, &result)
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static let backslash = UInt8(ascii: "\\")

  /// Reads the escape whose letter is at `index`; returns where it ends.
  private static func escape(_ bytes: [UInt8], at index: Int, _ result: inout [UInt8]) -> Int {
    switch Character(Unicode.Scalar(bytes[index])) {
    case "f", "F", "m", "M", "n", "k", "g": return skipName(bytes, index + 1)
    case "*": return string(bytes, index + 1, &result)
    case "(":
      return special(bytes[min(index + 1, bytes.count)..<min(index + 3, bytes.count)], &result, index + 3, bytes)
    case "[":
      let name = bytes[(index + 1)...].prefix { $0 != UInt8(ascii: "]") }
      return special(name, &result, name.endIndex + 1, bytes)
    case "s": return skipSize(bytes, index + 1)
    case "h", "v", "w", "l", "L", "D", "b", "o", "x", "X", "Z": return skipQuoted(bytes, index + 1)
    case "-": result.append(UInt8(ascii: "-"))
    case "e", "\\", "E": result.append(backslash)
    case " ", "~", "0": result.append(0x20)
    case "'", "´": result.append(UInt8(ascii: "'"))
    case "`": result.append(UInt8(ascii: "`"))
    case ".": result.append(UInt8(ascii: "."))
    case "\"", "#": return bytes.count
    default: break  // \& \% \| \^ \/ \, \: \c \z \p \{ \} leave nothing
    }
    return index + 1
  }

  private static func skipName(_ bytes: [UInt8], _ index: Int) -> Int { name(bytes, index).end }

  /// A name is one character, or two behind `(`, or any number in brackets.
  private static func name(_ bytes: [UInt8], _ index: Int) -> (name: ArraySlice<UInt8>, end: Int) {
    guard index < bytes.count else { return ([], bytes.count) }
    if bytes[index] == UInt8(ascii: "(") {
      let end = min(index + 3, bytes.count)
      return (bytes[min(index + 1, end)..<end], end)
    }
    if bytes[index] == UInt8(ascii: "[") {
      let name = bytes[(index + 1)...].prefix { $0 != UInt8(ascii: "]") }
      return (name, min(name.endIndex + 1, bytes.count))
    }
    return (bytes[index...index], index + 1)
  }

  private static func string(_ bytes: [UInt8], _ index: Int, _ result: inout [UInt8]) -> Int {
    let (name, end) = name(bytes, index)
    let text: String? =
      switch String(decoding: name, as: UTF8.self) {
      case "lq": "“"
      case "rq": "”"
      case "C+": "C++"
      case "R": "®"
      case "Tm": "™"
      default: nil
      }
    if let text { result.append(contentsOf: text.utf8) }
    return end
  }

  private static func special(_ name: ArraySlice<UInt8>, _ result: inout [UInt8], _ end: Int, _ bytes: [UInt8]) -> Int {
    let name = String(decoding: name, as: UTF8.self)
    if let text = characters[name] {
      result.append(contentsOf: text.utf8)
    } else if name.hasPrefix("u"), let value = UInt32(name.dropFirst(), radix: 16), let scalar = Unicode.Scalar(value) {
      result.append(contentsOf: String(scalar).utf8)
    }
    return min(end, bytes.count)
  }

  private static func skipSize(_ bytes: [UInt8], _ index: Int) -> Int {
    var index = index
    if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
    if index < bytes.count, bytes[index] == UInt8(ascii: "(") || bytes[index] == UInt8(ascii: "[") {
      return skipName(bytes, index)
    }
    let isTwoDigits = index + 1 < bytes.count && (0x31...0x33).contains(bytes[index]) && isDigit(bytes[index + 1])
    return min(index + (isTwoDigits ? 2 : 1), bytes.count)
  }

  private static func skipQuoted(_ bytes: [UInt8], _ index: Int) -> Int {
    guard index < bytes.count else { return bytes.count }
    let quoted = bytes[(index + 1)...].prefix { $0 != bytes[index] }
    return min(quoted.endIndex + 1, bytes.count)
  }

  private static let characters: [String: String] = [
    "aq": "'", "dq": "\"", "oq": "‘", "cq": "’", "lq": "“", "rq": "”", "Bq": "„", "bq": "‚", "Fo": "«", "Fc": "»",
    "fo": "‹", "fc": "›", "em": "—", "en": "–", "hy": "-", "mi": "−", "bu": "•", "co": "©", "rg": "®", "tm": "™",
    "ga": "`", "ha": "^", "ti": "~", "rs": "\\", "sl": "/", "ba": "|", "at": "@", "sh": "#", "Do": "$", "Eu": "€",
    "<=": "≤", ">=": "≥", "!=": "≠", "==": "≡", "->": "→", "<-": "←", "mu": "×", "di": "÷", "+-": "±", "de": "°",
    "ss": "ß", ":a": "ä", ":o": "ö", ":u": "ü", ":A": "Ä", ":O": "Ö", ":U": "Ü", "'e": "é", "`e": "è", "'a": "á",
    "12": "½", "14": "¼", "34": "¾", "S2": "²", "S3": "³", "*m": "μ", "mc": "µ", "lA": "⇐", "rA": "⇒", "sc": "§",
    "pl": "+", "eq": "=", "lB": "[", "rB": "]", "lC": "{", "rC": "}", "la": "⟨", "ra": "⟩", "ua": "↑", "da": "↓",
    "*a": "α", "*b": "β", "*p": "π", "if": "∞", "sr": "√", "no": "¬", "ct": "¢", "Po": "£", "Ye": "¥", "~n": "ñ",
  ]
}
