import Documents

/// What the tags of an XML text mean for its translation.
package struct XMLReading: Sendable, Hashable {
  /// Elements whose content stays as it is.
  package var ignored: Set<String> = []
  /// Elements that end a sentence.
  package var splitting: Set<String> = []
  /// Elements that never do, whatever stands around them.
  package var nonSplitting: Set<String> = []
  /// Whether elements that stand between others, as paragraphs do, end sentences without being named.
  package var findsOutline = true

  package init() {}
}

/// A piece of XML, well-formed or not, whose tags stay and whose texts are translated.
///
/// An element ends a sentence where it is one of those named, or where it stands between white space or tags only, as
/// a paragraph does; within running text it belongs to its sentence.
package struct XMLFragment: TranslatableDocument {
  private enum Token: Equatable {
    case text(Substring)
    /// A tag, a comment, or a whole element that stays as it is.
    case markup(Substring, name: Substring, isClosing: Bool)
  }

  private enum Piece: Sendable {
    case fixed(String)
    case segment(Int)
  }

  private static let longestRun = 400

  package private(set) var segments: [DocumentSegment] = []
  private var pieces: [Piece] = []

  package init(_ text: String, _ reading: XMLReading) {
    let tokens = Self.tokens(of: text, reading)
    let ends = Self.sentenceEnds(tokens, reading)
    var pending: [Token] = []
    for (index, token) in tokens.enumerated() {
      if ends.contains(index) {
        flush(&pending)
        pieces.append(.fixed(Self.string(token)))
      } else {
        pending.append(token)
        // Finding partners takes the square of that many steps.
        if pending.count == Self.longestRun { flush(&pending) }
      }
    }
    flush(&pending)
  }

  /// The tags at which a sentence ends: those of elements that are named, and of those that stand between tags only.
  private static func sentenceEnds(_ tokens: [Token], _ reading: XMLReading) -> Set<Int> {
    var ends: Set<Int> = []
    var open: [Substring: [Int]] = [:]
    func isRunningText(_ index: Int) -> Bool {
      guard tokens.indices.contains(index), case .text(let text) = tokens[index] else { return false }
      return text.contains { !$0.isWhitespace }
    }
    for (index, token) in tokens.enumerated() {
      guard case .markup(_, let name, let isClosing) = token, !name.isEmpty else { continue }
      if reading.splitting.contains(String(name)) { ends.insert(index) }
      guard isClosing else {
        open[name, default: []].append(index)
        continue
      }
      guard reading.findsOutline, !reading.nonSplitting.contains(String(name)), let start = open[name]?.popLast(),
        !isRunningText(start - 1), !isRunningText(index + 1)
      else { continue }
      ends.formUnion([start, index])
    }
    return ends
  }

  /// Makes a segment of running tokens; what stands at its ends and says nothing stays outside.
  private mutating func flush(_ tokens: inout [Token]) {
    defer { tokens = [] }
    var rest = tokens[...]
    var (front, back): (String, String) = ("", "")
    while let first = rest.first, !Self.hasLetters(first), !Self.opensInside(rest) {
      front += Self.string(first)
      rest.removeFirst()
    }
    while let last = rest.last, !Self.hasLetters(last), !Self.closesInside(rest) {
      back = Self.string(last) + back
      rest.removeLast()
    }
    if !front.isEmpty { pieces.append(.fixed(front)) }
    if let segment = Self.segment(rest) {
      pieces.append(.segment(segments.count))
      segments.append(segment)
    } else {
      pieces.append(.fixed(rest.map(Self.string).joined()))
    }
    if !back.isEmpty { pieces.append(.fixed(back)) }
  }

  private static func hasLetters(_ token: Token) -> Bool {
    guard case .text(let text) = token else { return false }
    return text.contains(where: \.isLetter)
  }

  /// Whether the tag at the front is closed before the end, with text behind that: then it is part of the sentence.
  private static func opensInside(_ tokens: ArraySlice<Token>) -> Bool {
    guard case .markup(_, let name, false)? = tokens.first, let end = partner(of: name, in: tokens.dropFirst()) else {
      return false
    }
    return tokens[(end + 1)...].contains(where: hasLetters)
  }

  private static func closesInside(_ tokens: ArraySlice<Token>) -> Bool {
    guard case .markup(_, let name, true)? = tokens.last else { return false }
    return tokens.dropLast().contains { token in
      if case .markup(_, name, false) = token { true } else { false }
    }
  }

  private static func partner(of name: Substring, in tokens: ArraySlice<Token>) -> Int? {
    var depth = 1
    for index in tokens.indices {
      guard case .markup(_, name, let isClosing) = tokens[index] else { continue }
      depth += isClosing ? -1 : 1
      if depth == 0 { return index }
    }
    return nil
  }

  private static func segment(_ tokens: ArraySlice<Token>) -> DocumentSegment? {
    guard tokens.contains(where: hasLetters) else { return nil }
    var pairs: [SpanPair] = []
    let parts = tokens.map { token -> SegmentPart in
      if case .text(let text) = token { return .text(XMLText.unescaped(text)) }
      return .span(string(token))
    }
    for (index, token) in zip(tokens.indices, tokens) {
      guard case .markup(let opening, let name, false) = token,
        let end = partner(of: name, in: tokens[(index + 1)...]), case .markup(let closing, _, _) = tokens[end]
      else { continue }
      pairs.append(SpanPair(opening: String(opening), closing: String(closing)))
    }
    return DocumentSegment(parts: parts, line: 1, pairs: pairs)
  }

  private static func string(_ token: Token) -> String {
    switch token {
    case .text(let text): String(text)
    case .markup(let markup, _, _): String(markup)
    }
  }

  // MARK: Reading

  private static func tokens(of text: String, _ reading: XMLReading) -> [Token] {
    var tokens: [Token] = []
    var unclosed: Set<Substring> = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "<") {
      guard let close = tagEnd(rest[open...]) else { break }
      if open > rest.startIndex { tokens.append(.text(rest[..<open])) }
      let tag = rest[open...close]
      let name = tag.dropFirst().drop { $0 == "/" }.prefix { !$0.isWhitespace && $0 != ">" && $0 != "/" }
      rest = rest[rest.index(after: close)...]
      let isVoid = tag.hasSuffix("/>") || tag.hasPrefix("<!") || tag.hasPrefix("<?")
      let staysWhole = reading.ignored.contains(String(name)) || tag.contains("translate=\"no\"")
      let isWhole = staysWhole && !isVoid && !tag.hasPrefix("</") && !unclosed.contains(name)
      let end = isWhole ? rest.range(ofTag: "</\(name)") : nil
      if isWhole, end == nil { unclosed.insert(name) }
      if let end {
        let whole = text[tag.startIndex..<end]
        tokens.append(.markup(whole, name: "", isClosing: false))
        rest = rest[end...]
      } else {
        tokens.append(.markup(tag, name: isVoid ? "" : name, isClosing: tag.hasPrefix("</")))
      }
    }
    if !rest.isEmpty { tokens.append(.text(rest)) }
    return tokens
  }

  /// Where a tag ends that begins at the start; nil where it is none.
  private static func tagEnd(_ text: Substring) -> Substring.Index? {
    guard let second = text.dropFirst().first, second.isLetter || "/!?_".contains(second) else { return nil }
    if text.hasPrefix("<!--") { return text.range(ofEnd: "-->") }
    var quote: Character?
    for index in text.indices {
      let character = text[index]
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == ">" {
        return index
      }
    }
    return nil
  }

  // MARK: Writing

  package func rendered(_ translations: [[SegmentPart]?]) throws(DocumentError) -> [UInt8] {
    var text = ""
    for piece in pieces {
      switch piece {
      case .fixed(let fixed): text += fixed
      case .segment(let index):
        let parts = translations[index].flatMap { segments[index].accepts($0) ? $0 : nil } ?? segments[index].parts
        for part in parts {
          switch part {
          case .text(let string): text += XMLText.escaped(string)
          case .span(let span): text += span
          }
        }
      }
    }
    return Array(text.utf8)
  }
}

/// Text between tags.
enum XMLText {
  static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.append(character)
      }
    }
  }

  /// The five entities of XML and numbers. Others stay, and come out with their ampersand escaped as they must be.
  static func unescaped(_ text: Substring) -> String {
    guard text.contains("&") else { return String(text) }
    var result = ""
    var rest = text
    while let start = rest.firstIndex(of: "&") {
      result += rest[..<start]
      rest = rest[start...]
      let name = rest.dropFirst().prefix(10).prefix { $0 != ";" }
      let after = rest.index(start, offsetBy: name.count + 1)
      if after < rest.endIndex, rest[after] == ";", let character = entity(name) {
        result += character
        rest = rest[rest.index(after: after)...]
      } else {
        result += "&"
        rest = rest.dropFirst()
      }
    }
    return result + rest
  }

  private static func entity(_ name: Substring) -> String? {
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default: break
    }
    guard name.hasPrefix("#") else { return nil }
    let digits = name.dropFirst()
    let value = digits.lowercased().hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return value.flatMap(Unicode.Scalar.init).map { String($0) }
  }
}

extension Substring {
  /// Behind the `>` of the closing tag that begins with `tag`.
  fileprivate func range(ofTag tag: String) -> Index? {
    var rest = self
    while let open = rest.firstIndex(of: "<") {
      rest = rest[open...]
      if rest.hasPrefix(tag), let close = rest.firstIndex(of: ">") { return rest.index(after: close) }
      rest = rest.dropFirst()
    }
    return nil
  }

  /// The last character of the first `text`.
  fileprivate func range(ofEnd text: String) -> Index? {
    var rest = self
    while let start = rest.firstIndex(of: text[text.startIndex]) {
      rest = rest[start...]
      if rest.hasPrefix(text) { return rest.index(start, offsetBy: text.count - 1) }
      rest = rest.dropFirst()
    }
    return nil
  }
}
