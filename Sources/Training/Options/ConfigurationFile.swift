import CYAML
import Transformer

/// A flat mapping from names to values in YAML; JSON is YAML too.
///
/// Read with libyaml: Swift packages for YAML link Foundation, which the program does without.
public struct ConfigurationFile: Sendable {
  /// One line of the mapping.
  public struct Setting: Sendable, Equatable {
    public let name: String
    /// One text for a scalar, any number for a list.
    public let texts: [String]
    /// Counted from 1.
    public let line: Int
  }

  public let path: String
  public private(set) var settings: [Setting] = []

  /// - Throws: ``ConfigurationError`` or ``ModelError/unreadable(path:reason:)``.
  public init(path: String) throws {
    let file = try MappedFile(path: path)
    try self.init(file.bytes, path: path)
    withExtendedLifetime(file) {}
  }

  /// - Parameter path: the name that messages give the text.
  public init(text: String, path: String) throws(ConfigurationError) {
    let bytes = Array(text.utf8)
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(ConfigurationError) in try Self(buffer, path: path) }
    }
    self = try result.get()
  }

  private init(_ bytes: UnsafeRawBufferPointer, path: String) throws(ConfigurationError) {
    self.path = path
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else { throw .syntax(path: path, line: 1, reason: "out of memory") }
    defer { yaml_parser_delete(&parser) }
    // An empty buffer may have no address, which the parser does not accept.
    let empty: StaticString = "\n"
    yaml_parser_set_input_string(
      &parser, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? empty.utf8Start, bytes.count)
    var document = yaml_document_t()
    guard yaml_parser_load(&parser, &document) == 1 else {
      let reason = parser.problem.map { String(cString: $0) } ?? "not YAML"
      throw .syntax(path: path, line: Int(parser.problem_mark.line) + 1, reason: reason)
    }
    defer { yaml_document_delete(&document) }
    guard let root = yaml_document_get_root_node(&document) else { return }
    try read(root, in: &document)
  }

  private mutating func read(
    _ root: UnsafeMutablePointer<yaml_node_t>, in document: inout yaml_document_t
  ) throws(ConfigurationError) {
    guard root.pointee.type == YAML_MAPPING_NODE else {
      throw .notAMapping(path: path, line: Int(root.pointee.start_mark.line) + 1)
    }
    let pairs = root.pointee.data.mapping.pairs
    var pair = pairs.start
    while let current = pair, current != pairs.top {
      try add(current.pointee, in: &document)
      pair = current + 1
    }
  }

  private mutating func add(_ pair: yaml_node_pair_t, in document: inout yaml_document_t) throws(ConfigurationError) {
    guard let key = yaml_document_get_node(&document, pair.key),
      let value = yaml_document_get_node(&document, pair.value)
    else { return }
    let line = Int(key.pointee.start_mark.line) + 1
    guard let name = Self.scalar(key) else { throw .nested(path: path, line: line, name: "?") }
    if let first = settings.first(where: { $0.name == name }) {
      throw .duplicate(path: path, line: line, name: name, first: first.line)
    }
    guard let texts = Self.texts(value, in: &document) else { throw .nested(path: path, line: line, name: name) }
    settings.append(Setting(name: name, texts: texts, line: line))
  }

  /// The texts of a scalar or of a list of scalars, nil for anything else.
  private static func texts(
    _ node: UnsafeMutablePointer<yaml_node_t>, in document: inout yaml_document_t
  ) -> [String]? {
    if let text = scalar(node) {
      let isPlain = node.pointee.data.scalar.style == YAML_PLAIN_SCALAR_STYLE
      return isPlain && ["", "~", "null"].contains(text) ? [] : [text]
    }
    guard node.pointee.type == YAML_SEQUENCE_NODE else { return nil }
    var texts: [String] = []
    let items = node.pointee.data.sequence.items
    var item = items.start
    while let current = item, current != items.top {
      guard let element = yaml_document_get_node(&document, current.pointee), let text = scalar(element) else {
        return nil
      }
      texts.append(text)
      item = current + 1
    }
    return texts
  }

  private static func scalar(_ node: UnsafeMutablePointer<yaml_node_t>) -> String? {
    guard node.pointee.type == YAML_SCALAR_NODE, let value = node.pointee.data.scalar.value else { return nil }
    return String(decoding: UnsafeBufferPointer(start: value, count: node.pointee.data.scalar.length), as: UTF8.self)
  }
}

/// What can be wrong with a configuration file.
public enum ConfigurationError: Error, Equatable, Sendable {
  case syntax(path: String, line: Int, reason: String)
  case notAMapping(path: String, line: Int)
  case nested(path: String, line: Int, name: String)
  case duplicate(path: String, line: Int, name: String, first: Int)
  case unknownKey(path: String, line: Int, name: String, nearest: String?)
  case badValue(path: String, line: Int, name: String, found: String, expected: String)
}

extension ConfigurationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .syntax(let path, let line, let reason): "\(path):\(line): not valid YAML: \(reason)"
    case .notAMapping(let path, let line): "\(path):\(line): lines must have the form 'name: value'"
    case .nested(let path, let line, let name):
      "\(path):\(line): the value of '\(name)' must be a text or a list of texts"
    case .duplicate(let path, let line, let name, let first):
      "\(path):\(line): '\(name)' stands on line \(first) already"
    case .unknownKey(let path, let line, let name, let nearest):
      "\(path):\(line): there is no '\(name)'"
        + (nearest.map { "; did you mean '\($0)'?" } ?? "; 'translate help train run' lists what there is")
    case .badValue(let path, let line, let name, let found, let expected):
      "\(path):\(line): '\(name)' needs \(expected), not '\(found)'"
    }
  }
}

extension TrainingOptions {
  /// Takes over what `file` sets.
  ///
  /// - Throws: ``ConfigurationError`` for names that do not exist and values that do not fit.
  public mutating func apply(_ file: ConfigurationFile) throws(ConfigurationError) {
    for setting in file.settings {
      guard let key = TrainingKey.named(setting.name) else {
        throw .unknownKey(
          path: file.path, line: setting.line, name: setting.name, nearest: TrainingKey.nearest(to: setting.name))
      }
      guard key.set(setting.texts, in: &self) else {
        throw .badValue(
          path: file.path, line: setting.line, name: setting.name, found: setting.texts.joined(separator: " "),
          expected: key.expectation)
      }
    }
  }

  /// All settings as a configuration file.
  public var yaml: String {
    TrainingKey.all.reduce(into: "") { text, key in
      let values = key.texts(in: self).map(Self.quoted)
      text += "\(key.name): " + (key.isList ? "[\(values.joined(separator: ", "))]" : values.joined()) + "\n"
    }
  }

  /// Numbers and plain words as they are, all else in double quotes with JSON's escapes.
  private static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || byte == 0x2E
        || byte == 0x2F || byte == 0x5F || byte == 0x2D
    }
    if isPlain, !text.isEmpty, text != "null", text != "-", !text.hasPrefix("--") { return text }
    return text.unicodeScalars.reduce(into: "\"") { result, scalar in
      switch scalar {
      case "\"", "\\": result += "\\" + String(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    } + "\""
  }
}
