import CYAML

/// A YAML document as a tree, read with libyaml. JSON is YAML too.
package struct YAMLNode: Sendable {
  package indirect enum Content: Sendable {
    /// `isPlain`: written without quotes, so that `null` and `~` stand for nothing.
    case text(String, isPlain: Bool)
    case list([YAMLNode])
    /// In the order of the file, repeated keys included.
    case mapping([(key: YAMLNode, value: YAMLNode)])
  }

  package let content: Content
  /// Where it begins, counted from 1.
  package let line: Int

  /// The tree of `bytes`; nil if there is nothing but white space and comments.
  ///
  /// - Throws: ``YAMLError`` for what is not YAML, for trees deeper than 20 levels, and where aliases make a tree far
  ///   larger than its text.
  package static func parse(_ bytes: UnsafeRawBufferPointer) throws(YAMLError) -> YAMLNode? {
    try checkDepth(bytes)
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else { throw YAMLError(line: 1, reason: "out of memory") }
    defer { yaml_parser_delete(&parser) }
    setInput(of: &parser, bytes)
    var document = yaml_document_t()
    guard yaml_parser_load(&parser, &document) == 1 else {
      let reason = parser.problem.map { String(cString: $0) } ?? "not YAML"
      throw YAMLError(line: Int(parser.problem_mark.line) + 1, reason: reason)
    }
    defer { yaml_document_delete(&document) }
    guard let root = yaml_document_get_root_node(&document) else { return nil }
    var room = 4 * (document.nodes.top - document.nodes.start) + 1000
    return try YAMLNode(root, in: &document, depth: 0, room: &room)
  }

  private static func setInput(of parser: inout yaml_parser_t, _ bytes: UnsafeRawBufferPointer) {
    // An empty buffer may have no address, which the parser does not accept.
    let empty: StaticString = "\n"
    yaml_parser_set_input_string(
      &parser, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? empty.utf8Start, bytes.count)
  }

  /// libyaml takes minutes for a hundred thousand brackets: so deep no tree may be, and that is seen after a few.
  /// Whatever else is wrong is found by loading.
  private static func checkDepth(_ bytes: UnsafeRawBufferPointer) throws(YAMLError) {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else { throw YAMLError(line: 1, reason: "out of memory") }
    defer { yaml_parser_delete(&parser) }
    setInput(of: &parser, bytes)
    var (event, depth) = (yaml_event_t(), 0)
    while yaml_parser_parse(&parser, &event) == 1 {
      let (type, line) = (event.type, Int(event.start_mark.line) + 1)
      yaml_event_delete(&event)
      switch type {
      case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT: depth += 1
      case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: depth -= 1
      case YAML_STREAM_END_EVENT: return
      default: break
      }
      guard depth <= deepest else { throw YAMLError(line: line, reason: "nested too deeply") }
    }
  }

  /// The tree of a text.
  package static func parse(_ text: String) throws(YAMLError) -> YAMLNode? {
    let bytes = Array(text.utf8)
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(YAMLError) in try parse(buffer) }
    }
    return try result.get()
  }

  /// Aliases can make a tree contain itself, hence the limit.
  private static let deepest = 20

  /// - Parameter room: how many nodes the tree may still get.
  private init(
    _ node: UnsafeMutablePointer<yaml_node_t>, in document: inout yaml_document_t, depth: Int, room: inout Int
  ) throws(YAMLError) {
    line = Int(node.pointee.start_mark.line) + 1
    guard depth < Self.deepest else { throw YAMLError(line: line, reason: "nested too deeply") }
    room -= 1
    guard room >= 0 else { throw YAMLError(line: line, reason: "aliases make it too large") }
    switch node.pointee.type {
    case YAML_SEQUENCE_NODE:
      let items = node.pointee.data.sequence.items
      content = .list(
        try elements(items.start, items.top).map { item throws(YAMLError) in
          try Self.node(item, in: &document, depth: depth + 1, room: &room)
        })
    case YAML_MAPPING_NODE:
      let pairs = node.pointee.data.mapping.pairs
      content = .mapping(
        try elements(pairs.start, pairs.top).map { pair throws(YAMLError) in
          (
            try Self.node(pair.key, in: &document, depth: depth + 1, room: &room),
            try Self.node(pair.value, in: &document, depth: depth + 1, room: &room)
          )
        })
    default:
      let scalar = node.pointee.data.scalar
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      content = .text(String(decoding: bytes, as: UTF8.self), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
    }
  }

  private static func node(
    _ index: Int32, in document: inout yaml_document_t, depth: Int, room: inout Int
  ) throws(YAMLError) -> YAMLNode {
    guard let node = yaml_document_get_node(&document, index) else { throw YAMLError(line: 1, reason: "not intact") }
    return try YAMLNode(node, in: &document, depth: depth, room: &room)
  }
}

extension YAMLNode {
  /// The text of a scalar.
  package var text: String? {
    if case .text(let text, _) = content { text } else { nil }
  }

  /// Whether nothing is there: `null`, `~` or no text at all, without quotes.
  package var isNull: Bool {
    if case .text(let text, isPlain: true) = content { ["", "~", "null"].contains(text) } else { false }
  }

  /// The texts of a scalar or of a list of scalars; none for null, nil for anything else.
  package var texts: [String]? {
    switch content {
    case .text(let text, _): isNull ? [] : [text]
    case .list(let items):
      items.allSatisfy { $0.text != nil } ? items.compactMap(\.text) : nil
    case .mapping: nil
    }
  }
}

/// Why a text is not YAML.
package struct YAMLError: Error, Equatable {
  /// Counted from 1.
  package let line: Int
  package let reason: String
}

private func elements<Element>(
  _ start: UnsafeMutablePointer<Element>?, _ top: UnsafeMutablePointer<Element>?
) -> UnsafeBufferPointer<Element> {
  guard let start, let top else { return UnsafeBufferPointer(start: nil, count: 0) }
  return UnsafeBufferPointer(start: start, count: top - start)
}
