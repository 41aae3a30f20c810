import CLibXML2

/// A parsed XML or HTML file. libxml2 repairs what it can; nothing is fetched and no external entity is loaded.
final class MarkupDocument {
  private let document: xmlDocPtr

  convenience init(path: String, isHTML: Bool) throws(CorpusError) {
    let bytes = try ByteSource.contents(of: path, limit: 1 << 28)
    try self.init(bytes: bytes, path: path, isHTML: isHTML)
  }

  init(bytes: [UInt8], path: String, isHTML: Bool) throws(CorpusError) {
    let quiet = Int32(XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue | XML_PARSE_NONET.rawValue)
    let recover = Int32(isHTML ? Int32(HTML_PARSE_RECOVER.rawValue) : Int32(XML_PARSE_RECOVER.rawValue))
    let options = quiet | recover
    let encoding = isHTML ? Self.htmlEncoding(bytes) : nil
    let parsed = bytes.withUnsafeBytes { buffer -> xmlDocPtr? in
      let start = buffer.bindMemory(to: CChar.self).baseAddress
      let count = Int32(clamping: buffer.count)
      return isHTML
        ? htmlReadMemory(start, count, nil, encoding, options) : xmlReadMemory(start, count, nil, encoding, options)
    }
    guard let parsed, xmlDocGetRootElement(parsed) != nil else {
      if let parsed { xmlFreeDoc(parsed) }
      throw .malformed(path: path, format: isHTML ? "html" : "xml", reason: "it has no root element")
    }
    document = parsed
  }

  deinit { xmlFreeDoc(document) }

  /// HTML without a declaration is UTF-8 if it can be.
  private static func htmlEncoding(_ bytes: [UInt8]) -> String? {
    let start = String(decoding: bytes.prefix(2048), as: UTF8.self).lowercased()
    return start.contains("charset=") || start.contains("encoding=") ? nil : "UTF-8"
  }

  var root: MarkupNode? { MarkupNode(xmlDocGetRootElement(document)) }

  /// Calls `body` with the root element.
  func withRoot<Result>(_ body: (MarkupNode) -> Result) -> Result? {
    withExtendedLifetime(self) { root.map(body) }
  }
}

/// An element, a text or an entity reference of a ``MarkupDocument``, which must outlive it.
struct MarkupNode {
  private let node: xmlNodePtr

  init?(_ node: xmlNodePtr?) {
    guard let node else { return nil }
    self.node = node
  }

  enum Kind { case element, text, entity, other }

  var kind: Kind {
    switch node.pointee.type {
    case XML_ELEMENT_NODE: .element
    case XML_TEXT_NODE, XML_CDATA_SECTION_NODE: .text
    case XML_ENTITY_REF_NODE: .entity
    default: .other
    }
  }

  /// Without prefix.
  var name: String { node.pointee.name.map { String(cString: $0) } ?? "" }
  var content: String { node.pointee.content.map { String(cString: $0) } ?? "" }

  var children: some Sequence<MarkupNode> {
    sequence(first: node.pointee.type == XML_ELEMENT_NODE ? MarkupNode(node.pointee.children) : nil) {
      MarkupNode($0?.node.pointee.next)
    }.lazy.prefix { $0 != nil }.compactMap { $0 }
  }

  func attribute(_ name: String) -> String? {
    guard kind == .element, let found = xmlHasProp(node, name) else { return nil }
    return sequence(first: MarkupNode(found.pointee.children)) { MarkupNode($0?.node.pointee.next) }
      .lazy.prefix { $0 != nil }.compactMap { $0?.content }.joined()
  }

  /// The text of everything inside; entity references are resolved by `entities`, unknown ones stand as they are.
  func text(entities: [String: String] = [:], skipping: Set<String> = []) -> String {
    switch kind {
    case .text: content
    case .entity: entities[name] ?? "&\(name);"
    case .element:
      skipping.contains(name) ? "" : children.map { $0.text(entities: entities, skipping: skipping) }.joined()
    case .other: ""
    }
  }

  func first(_ name: String) -> MarkupNode? { children.first { $0.kind == .element && $0.name == name } }

  func elements(_ name: String) -> [MarkupNode] { children.filter { $0.kind == .element && $0.name == name } }
}
