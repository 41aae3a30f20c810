import CLibXML2

/// Character references of HTML: `&uuml;`, `&#252;`, `&#xFC;`.
package enum Entities {
  /// nil for names that HTML 4 does not know, and for numbers of no character.
  package static func decode(_ reference: String) -> String? {
    guard reference.hasPrefix("&"), reference.hasSuffix(";") else { return nil }
    let name = reference.dropFirst().dropLast()
    if name == "apos" { return "'" }
    guard name.hasPrefix("#") else {
      guard let entity = htmlEntityLookup(String(name)) else { return nil }
      return UnicodeScalar(entity.pointee.value).map { String($0) }
    }
    let digits = name.dropFirst()
    let isHexadecimal = digits.first == "x" || digits.first == "X"
    let number = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    guard let number, let scalar = UnicodeScalar(number) else { return nil }
    if [9, 10, 13].contains(number) { return " " }
    return number < 0x20 ? nil : String(scalar)
  }

  /// Decodes every reference in a text; others stay as they are.
  static func decodeAll(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "&") {
      result += rest[..<start]
      rest = rest[start...]
      let body = rest.dropFirst().prefix(32).prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "#") }
      let end = body.endIndex
      guard end < rest.endIndex, rest[end] == ";", let text = decode(String(rest[...end])) else {
        result += "&"
        rest = rest.dropFirst()
        continue
      }
      result += text
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }
}
