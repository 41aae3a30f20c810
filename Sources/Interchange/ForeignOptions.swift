import Transformer
import YAML

/// The options of a model made elsewhere: a mapping in YAML or JSON.
struct ForeignOptions {
  /// The file, for messages.
  let file: String
  private var nodes: [String: YAMLNode] = [:]

  init(_ bytes: UnsafeRawBufferPointer, file: String) throws(InterchangeError) {
    self.file = file
    guard case .mapping(let pairs) = try Self.tree(bytes, file: file)?.content else {
      throw .malformed(file: file, line: nil, reason: "it holds no options")
    }
    for (key, value) in pairs { nodes[key.text ?? ""] = value }
  }

  static func tree(_ bytes: UnsafeRawBufferPointer, file: String) throws(InterchangeError) -> YAMLNode? {
    do {
      return try YAMLNode.parse(bytes)
    } catch {
      throw .malformed(file: file, line: error.line, reason: error.reason)
    }
  }

  /// The value of an option as one text; nil where it is absent or null.
  subscript(option: String) -> String? {
    guard let node = nodes[option], !node.isNull else { return nil }
    switch node.content {
    case .text(let text, _): return text
    case .list: return "[\(node.texts?.joined(separator: ", ") ?? "...")]"
    case .mapping: return "{...}"
    }
  }

  /// The texts of a list, or of one.
  func texts(_ option: String) -> [String]? { nodes[option]?.texts }

  /// A whole number.
  func number(_ option: String, default standard: Int? = nil) throws(InterchangeError) -> Int {
    guard let text = self[option] else {
      guard let standard else { throw .optionMissing(file: file, option: option) }
      return standard
    }
    guard let number = Int(text) else { throw unsupported(option, text, "whole numbers") }
    return number
  }

  /// The numbers of a list.
  func numbers(_ option: String) throws(InterchangeError) -> [Int] {
    guard let node = nodes[option] else { throw .optionMissing(file: file, option: option) }
    guard let numbers = node.texts?.compactMap({ Int($0) }), numbers.count == node.texts?.count else {
      throw unsupported(option, self[option] ?? "null", "a list of whole numbers")
    }
    return numbers
  }

  /// Checks that an option has one of the values that are supported, and returns it.
  ///
  /// - Parameter standard: what the program that wrote the file takes where the option is absent.
  @discardableResult
  func expect(
    _ option: String, _ supported: [String], default standard: String? = nil
  ) throws(InterchangeError) -> String {
    guard let value = self[option] ?? standard else { throw .optionMissing(file: file, option: option) }
    guard supported.contains(value) else { throw unsupported(option, value, supported.joined(separator: ", ")) }
    return value
  }

  func unsupported(_ option: String, _ value: String, _ supported: String) -> InterchangeError {
    .unsupported(
      file: file, option: option, value: value.isEmpty ? "empty" : value,
      supported: supported.isEmpty ? "nothing" : supported)
  }
}
