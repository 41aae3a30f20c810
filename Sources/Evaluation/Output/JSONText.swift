import Basics

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
    case .string(let text): return JSON.quoted(text) { ascii && $0.value > 0x7E }
    case .number(let number): return number.description
    case .null: return "null"
    case .array(let items):
      if items.isEmpty { return "[]" }
      let parts = items.map { inner + $0.formatted(indent: indent, ascii: ascii, level: level + 1) }
      return "[" + parts.joined(separator: ",") + outer + "]"
    case .object(let members):
      if members.isEmpty { return "{}" }
      let parts = members.map { member in
        inner + JSON.quoted(member.key) { ascii && $0.value > 0x7E } + ": "
          + member.value.formatted(indent: indent, ascii: ascii, level: level + 1)
      }
      return "{" + parts.joined(separator: ",") + outer + "}"
    }
  }
}
