import Basics
import Transformer
import YAML

/// A flat mapping from names to values in YAML; JSON is YAML too.
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
    guard let root = try Self.parse(bytes, path: path) else { return }
    guard case .mapping(let entries) = root.content else { throw .notAMapping(path: path, line: root.line) }
    for (key, value) in entries { try add(key, value) }
  }

  private static func parse(
    _ bytes: UnsafeRawBufferPointer, path: String
  ) throws(ConfigurationError) -> YAMLNode? {
    do { return try YAMLNode.parse(bytes) } catch { throw .syntax(path: path, line: error.line, reason: error.reason) }
  }

  private mutating func add(_ key: YAMLNode, _ value: YAMLNode) throws(ConfigurationError) {
    guard let name = key.text else { throw .nested(path: path, line: key.line, name: "?") }
    if let first = settings.first(where: { $0.name == name }) {
      throw .duplicate(path: path, line: key.line, name: name, first: first.line)
    }
    guard let texts = value.texts else { throw .nested(path: path, line: key.line, name: name) }
    settings.append(Setting(name: name, texts: texts, line: key.line))
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

  /// The same without the directories of this machine: what goes out into the world with a model.
  public var portable: TrainingOptions {
    func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
    var options = self
    options.trainSets = trainSets.map(name)
    options.validSets = validSets.map(name)
    for path in [\TrainingOptions.vocab, \.model, \.initialModel, \.hints] {
      options[keyPath: path] = name(self[keyPath: path])
    }
    return options
  }

  /// Numbers and plain words as they are, all else in double quotes with JSON's escapes.
  private static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || byte == 0x2E
        || byte == 0x2F || byte == 0x5F || byte == 0x2D
    }
    if isPlain, !text.isEmpty, text != "null", text != "-", !text.hasPrefix("--") { return text }
    return JSON.quoted(text) { $0.value == 0x7F }
  }
}
