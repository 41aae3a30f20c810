import CYAML

/// A YAML document as a tree, read with libyaml.
indirect enum YAMLNode: Equatable {
  case text(String)
  case list([YAMLNode])
  /// In the order of the file.
  case mapping([(key: String, value: YAMLNode)])

  static func == (left: YAMLNode, right: YAMLNode) -> Bool {
    switch (left, right) {
    case (.text(let a), .text(let b)): a == b
    case (.list(let a), .list(let b)): a == b
    case (.mapping(let a), .mapping(let b)):
      a.count == b.count && zip(a, b).allSatisfy { $0.key == $1.key && $0.value == $1.value }
    default: false
    }
  }

  /// - Throws: ``CorpusError/recipe(path:reason:)`` with the line.
  init(_ bytes: [UInt8], path: String) throws(CorpusError) {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else { throw .recipe(path: path, reason: "out of memory") }
    defer { yaml_parser_delete(&parser) }
    var document = yaml_document_t()
    let text = bytes + [0x0A]
    let isLoaded = text.withUnsafeBufferPointer { buffer in
      yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
      return yaml_parser_load(&parser, &document) == 1
    }
    guard isLoaded else {
      let reason = parser.problem.map { String(cString: $0) } ?? "not YAML"
      throw .recipe(path: path, reason: "line \(Int(parser.problem_mark.line) + 1): \(reason)")
    }
    defer { yaml_document_delete(&document) }
    let root = yaml_document_get_root_node(&document)
    guard let root, let node = Self.read(root, &document, depth: 0) else {
      throw .recipe(path: path, reason: "it is empty, or nested too deeply")
    }
    self = node
  }

  /// Aliases can make a tree refer to itself, hence the limit.
  private static func read(
    _ node: UnsafeMutablePointer<yaml_node_t>, _ document: inout yaml_document_t, depth: Int
  ) -> YAMLNode? {
    guard depth < 20 else { return nil }
    switch node.pointee.type {
    case YAML_SCALAR_NODE:
      let scalar = node.pointee.data.scalar
      return .text(String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self))
    case YAML_SEQUENCE_NODE:
      let items = node.pointee.data.sequence.items
      return .list(elements(items.start, items.top).compactMap { child($0, &document, depth) })
    case YAML_MAPPING_NODE:
      let pairs = node.pointee.data.mapping.pairs
      return .mapping(
        elements(pairs.start, pairs.top).compactMap { pair in
          guard case .text(let key)? = child(pair.key, &document, depth) else { return nil }
          return child(pair.value, &document, depth).map { (key, $0) }
        })
    default: return nil
    }
  }

  private static func child(_ index: Int32, _ document: inout yaml_document_t, _ depth: Int) -> YAMLNode? {
    yaml_document_get_node(&document, index).flatMap { read($0, &document, depth: depth + 1) }
  }

  private static func elements<Element>(
    _ start: UnsafeMutablePointer<Element>?, _ top: UnsafeMutablePointer<Element>?
  ) -> [Element] {
    guard let start, let top else { return [] }
    return Array(UnsafeBufferPointer(start: start, count: top - start))
  }
}
