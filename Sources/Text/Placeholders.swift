/// Finds what a translation must copy: format directives, variables and tags.
public enum Placeholders {
  /// A placeholder and where it stands, in bytes of the text.
  public struct Match: Equatable, Sendable {
    public let range: Range<Int>
    /// The form in which both sides are compared: without the argument's number, tags in small letters.
    public let key: String
  }

  /// `%s`, `%1$d`, `%(name)s`, `%1`, `%L1`, `%n`, `{name}`, `{0}`, `${x}`, `<b>`, `</b>`, `&amp;`; in order.
  ///
  /// Words in angle brackets count where HTML knows them: `<file>` in a synopsis is translated.
  public static func matches(in text: String) -> [Match] {
    var text = text
    return text.withUTF8 { bytes in
      var found: [Match] = []
      var position = 0
      while position < bytes.count {
        if let match = match(bytes, at: position) {
          found.append(match)
          position = match.range.upperBound
        } else {
          position += 1
        }
      }
      return found
    }
  }

  /// The keys of all placeholders, sorted.
  package static func keys(of text: String) -> [String] {
    text.utf8.contains { $0 == 0x25 || $0 == 0x7B || $0 == 0x3C || $0 == 0x26 }
      ? matches(in: text).map(\.key).sorted() : []
  }

  /// The placeholder that begins at `start`.
  package static func match(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Match? {
    switch bytes[start] {
    case UInt8(ascii: "%"): directive(bytes, start)
    case UInt8(ascii: "{"): braces(bytes, start, from: start)
    case UInt8(ascii: "$"):
      start + 1 < bytes.count && bytes[start + 1] == UInt8(ascii: "{") ? braces(bytes, start + 1, from: start) : nil
    case UInt8(ascii: "<"): tag(bytes, start)
    case UInt8(ascii: "&"): entity(bytes, start)
    default: nil
    }
  }

  private static func directive(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Match? {
    var scan = ByteScan(bytes, at: start + 1)
    if scan.current == UInt8(ascii: "(") {
      guard scan.skip(to: UInt8(ascii: ")")), let conversion = scan.current, isConversion(conversion) else {
        return nil
      }
      return Match(range: start..<scan.position + 1, key: scan.text(from: start, count: 1))
    }
    if scan.current == UInt8(ascii: "%") { return Match(range: start..<start + 2, key: "%%") }
    let number = scan.skipDigits()
    let isNumbered = number > 0 && scan.current == UInt8(ascii: "$")
    if isNumbered { scan.position += 1 } else { scan.position = start + 1 }
    let formStart = scan.position
    scan.skip { [0x2B, 0x2D, 0x23, 0x30, 0x27].contains($0) }  // flags + - # 0 '
    scan.skip { isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "*") }
    scan.skip { [0x68, 0x6C, 0x7A, 0x6A, 0x74, 0x71].contains($0) }  // lengths h l z j t q
    if let conversion = scan.current, isConversion(conversion), !scan.letterFollows() {
      return Match(range: start..<scan.position + 1, key: "%" + scan.text(from: formStart, count: 1))
    }
    return isNumbered ? nil : qtDirective(bytes, start)
  }

  /// `%1` to `%99`, `%L1`, and `%n`, but not the end of "100%".
  private static func qtDirective(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Match? {
    var scan = ByteScan(bytes, at: start + 1)
    if scan.current == UInt8(ascii: "n"), !scan.letterFollows() { return Match(range: start..<start + 2, key: "%n") }
    if scan.current == UInt8(ascii: "L") { scan.position += 1 }
    guard (1...2).contains(scan.skipDigits()) else { return nil }
    return Match(range: start..<scan.position, key: scan.text(from: start, count: 0))
  }

  private static func braces(_ bytes: UnsafeBufferPointer<UInt8>, _ brace: Int, from start: Int) -> Match? {
    var scan = ByteScan(bytes, at: brace + 1)
    scan.skip { isDigit($0) || isLetter($0) || [0x5F, 0x2D, 0x2E, 0x3A, 0x24].contains($0) }  // _ - . : $
    guard scan.current == UInt8(ascii: "}"), scan.position - brace <= 41 else { return nil }
    return Match(range: start..<scan.position + 1, key: scan.text(from: start, count: 1))
  }

  private static func tag(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Match? {
    var scan = ByteScan(bytes, at: start + 1)
    if scan.current == UInt8(ascii: "/") { scan.position += 1 }
    let nameStart = scan.position
    scan.skip { isLetter($0) || isDigit($0) }
    let name = scan.text(from: nameStart, count: 0).lowercased()
    guard htmlTags.contains(name), scan.skip(to: UInt8(ascii: ">")) else { return nil }
    let closing = nameStart > start + 1 ? "/" : ""
    return Match(range: start..<scan.position, key: "<\(closing)\(name)>")
  }

  private static func entity(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Match? {
    var scan = ByteScan(bytes, at: start + 1)
    scan.skip { isLetter($0) || isDigit($0) || $0 == 0x23 }
    guard scan.current == UInt8(ascii: ";"), (2...10).contains(scan.position - start) else { return nil }
    return Match(range: start..<scan.position + 1, key: scan.text(from: start, count: 1))
  }

  private static func isConversion(_ byte: UInt8) -> Bool { "diouxXeEfFgGcsCSpm@".utf8.contains(byte) }

  private static let htmlTags: Set<String> = [
    "a", "abbr", "b", "big", "body", "br", "center", "code", "div", "em", "font", "h1", "h2", "h3", "h4", "head", "hr",
    "html", "i", "img", "li", "nobr", "ol", "p", "pre", "qt", "s", "small", "span", "strong", "sub", "sup", "table",
    "td",
    "th", "tr", "tt", "u", "ul",
  ]
}
