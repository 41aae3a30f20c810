/// JSON as Python's `json.dumps` lays it out, so that scripts that read sacreBLEU's output read this.
indirect enum JSONText {
  case string(String)
  case number(Double)
  case null
  case array([JSONText])
  /// Keys in order.
  case object([(key: String, value: JSONText)])

  /// - Parameters:
  ///   - indent: spaces a level.
  ///   - ascii: whether other characters are escaped.
  func formatted(indent: Int, ascii: Bool, level: Int = 0) -> String {
    let inner = "\n" + String(repeating: " ", count: indent * (level + 1))
    let outer = "\n" + String(repeating: " ", count: indent * level)
    switch self {
    case .string(let text): return JSONText.quoted(text, ascii: ascii)
    case .number(let number): return number.description
    case .null: return "null"
    case .array(let items):
      if items.isEmpty { return "[]" }
      let parts = items.map { inner + $0.formatted(indent: indent, ascii: ascii, level: level + 1) }
      return "[" + parts.joined(separator: ",") + outer + "]"
    case .object(let members):
      if members.isEmpty { return "{}" }
      let parts = members.map { member in
        inner + JSONText.quoted(member.key, ascii: ascii) + ": "
          + member.value.formatted(indent: indent, ascii: ascii, level: level + 1)
      }
      return "{" + parts.joined(separator: ",") + outer + "}"
    }
  }

  private static func quoted(_ text: String, ascii: Bool) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case "\u{8}": quoted += "\\b"
      case "\u{C}": quoted += "\\f"
      default:
        if scalar.value < 0x20 || (ascii && scalar.value > 0x7E) {
          for unit in UTF16.encode(scalar) ?? .init() { quoted += escape(unit) }
        } else {
          quoted.unicodeScalars.append(scalar)
        }
      }
    }
    return quoted + "\""
  }

  private static func escape(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
