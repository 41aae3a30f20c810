/// Cuts HTML into tags, texts and the rest by the rules of its standard (html.spec.whatwg.org, 13.2.5), keeping their
/// places in the file, which libxml2 does not tell. Nothing is an error: what is broken is text or markup to its end.
struct HTMLTokenizer {
  private let bytes: [UInt8]
  /// Well-formed XML: no element has rules of its own.
  private let isXML: Bool
  private var index: Int
  private var tokens: [HTMLToken] = []
  /// An element whose content is no markup: only its own end tag ends it.
  private var rawElement: String?

  private init(_ bytes: [UInt8], _ start: Int, isXML: Bool) {
    self.bytes = bytes
    self.isXML = isXML
    index = start
  }

  static func tokens(of bytes: [UInt8], from start: Int, isXML: Bool = false) -> [HTMLToken] {
    var tokenizer = Self(bytes, start, isXML: isXML)
    while tokenizer.index < bytes.count { tokenizer.readToken() }
    return tokenizer.tokens
  }

  /// Tokens of a part of a file.
  static func tokens(of bytes: [UInt8], in range: Range<Int>) -> [HTMLToken] {
    if range == bytes.indices { return tokens(of: bytes, from: 0) }
    return tokens(of: Array(bytes[range]), from: 0).map { token in
      var token = token
      func moved(_ part: Range<Int>) -> Range<Int> {
        (part.lowerBound + range.lowerBound)..<(part.upperBound + range.lowerBound)
      }
      token.range = moved(token.range)
      for index in token.attributes.indices { token.attributes[index].value = moved(token.attributes[index].value) }
      return token
    }
  }

  private static let rawElements: Set<String> = [
    "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext",
  ]

  private mutating func readToken() {
    let textEnd = rawElement.map(rawEnd) ?? markupStart(from: index)
    rawElement = nil
    if textEnd > index { append(.text, to: textEnd) }
    guard index < bytes.count else { return }
    let next = index + 1 < bytes.count ? bytes[index + 1] : 0
    switch next {
    case UInt8(ascii: "!"): append(.other, to: declarationEnd())
    case UInt8(ascii: "?"): append(.other, to: after(">", from: index))
    case UInt8(ascii: "/") where index + 2 < bytes.count && !bytes[index + 2].isASCIILetter:
      append(.other, to: after(">", from: index))
    default: readTag(isEnd: next == UInt8(ascii: "/"))
    }
  }

  private mutating func append(_ kind: HTMLToken.Kind, to end: Int) {
    tokens.append(HTMLToken(kind: kind, range: index..<end))
    index = end
  }

  /// The next `<` that begins markup.
  private func markupStart(from start: Int) -> Int {
    var index = start
    while true {
      index = bytes.skip(index..<bytes.count) { $0 != UInt8(ascii: "<") }
      guard index + 1 < bytes.count else { return bytes.count }
      if bytes[index + 1].isASCIILetter || "!?/".utf8.contains(bytes[index + 1]) { return index }
      index += 1
    }
  }

  private func rawEnd(_ name: String) -> Int {
    var index = index
    while let found = bytes.firstRange(of: "</", from: index) {
      let end = bytes.skip(found.upperBound..<bytes.count) { $0.isASCIILetter }
      if String(decoding: bytes[found.upperBound..<end], as: UTF8.self).lowercased() == name { return found.lowerBound }
      index = found.upperBound
    }
    return bytes.count
  }

  private func after(_ text: StaticString, from start: Int) -> Int {
    bytes.firstRange(of: text, from: start)?.upperBound ?? bytes.count
  }

  private func declarationEnd() -> Int {
    if bytes.starts(with: "<!--", at: index) {
      if bytes.starts(with: "<!-->", at: index) { return index + 5 }
      return after("-->", from: index + 4)
    }
    if isXML, bytes.starts(with: "<!DOCTYPE", at: index) { return typeEnd() }
    return bytes.starts(with: "<![CDATA[", at: index) ? after("]]>", from: index) : after(">", from: index)
  }

  /// The end of a document type, which may declare entities between brackets.
  private func typeEnd() -> Int {
    var index = index + 2
    var isInside = false
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "["): isInside = true
      case UInt8(ascii: "]"): isInside = false
      case UInt8(ascii: ">") where !isInside: return index + 1
      case .quote, UInt8(ascii: "'"):
        let quote = bytes[index]
        index = bytes.skip((index + 1)..<bytes.count) { $0 != quote }
      case UInt8(ascii: "<") where bytes.starts(with: "<!--", at: index): index = after("-->", from: index) - 1
      default: break
      }
      index += 1
    }
    return bytes.count
  }

  private mutating func readTag(isEnd: Bool) {
    let nameStart = index + (isEnd ? 2 : 1)
    let nameEnd = bytes.skip(nameStart..<bytes.count) { !$0.isSpace && !"/>".utf8.contains($0) }
    let name = String(decoding: bytes[nameStart..<nameEnd], as: UTF8.self).lowercased()
    var attributes: [HTMLToken.Attribute] = []
    var position = nameEnd
    while position < bytes.count, bytes[position] != UInt8(ascii: ">") {
      if bytes[position].isSpace || bytes[position] == UInt8(ascii: "/") {
        position += 1
      } else {
        position = readAttribute(at: position, into: &attributes)
      }
    }
    let isSelfClosing = position > nameEnd && position < bytes.count && bytes[position - 1] == UInt8(ascii: "/")
    let end = min(position + 1, bytes.count)
    let isWhole = position < bytes.count
    tokens.append(
      HTMLToken(
        kind: !isWhole ? .other : isEnd ? .end : .start(isSelfClosing: isSelfClosing), range: index..<end, name: name,
        attributes: attributes))
    index = end
    if isWhole, !isXML, !isEnd, !isSelfClosing, Self.rawElements.contains(name) { rawElement = name }
  }

  private func readAttribute(at start: Int, into attributes: inout [HTMLToken.Attribute]) -> Int {
    let nameEnd = bytes.skip((start + 1)..<max(bytes.count, start + 1)) { !$0.isSpace && !"/>=".utf8.contains($0) }
    let name = String(decoding: bytes[start..<nameEnd], as: UTF8.self).lowercased()
    var index = bytes.skip(nameEnd..<bytes.count) { $0.isSpace }
    guard bytes.starts(with: "=", at: index) else { return nameEnd }
    index = bytes.skip((index + 1)..<bytes.count) { $0.isSpace }
    guard index < bytes.count else { return index }
    if bytes[index] == .quote || bytes[index] == UInt8(ascii: "'") {
      let quote = bytes[index]
      let end = bytes.skip((index + 1)..<bytes.count) { $0 != quote }
      attributes.append(.init(name: name, value: (index + 1)..<end, quote: quote))
      return min(end + 1, bytes.count)
    }
    let end = bytes.skip(index..<bytes.count) { !$0.isSpace && $0 != UInt8(ascii: ">") }
    attributes.append(.init(name: name, value: index..<end, quote: nil))
    return end
  }
}
