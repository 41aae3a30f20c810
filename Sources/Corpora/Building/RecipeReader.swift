import YAML

/// Takes values out of a recipe's mapping and says what is wrong with them.
struct RecipeReader {
  let node: YAMLNode
  /// What the mapping is, for messages.
  let name: String
  let path: String

  func error(_ reason: String) -> CorpusError {
    .recipe(path: path, reason: "line \(node.line), \(name): \(reason)")
  }

  /// - Throws: where there is a key that is not one of `known`, or a key twice.
  func check(_ known: [String]) throws(CorpusError) {
    guard case .mapping(let entries) = node.content else { throw error("lines must have the form 'name: value'") }
    var seen: Set<String> = []
    for key in entries.map({ $0.key.text ?? "" }) {
      guard known.contains(key) else { throw error("there is no '\(key)'; there are \(known.joined(separator: ", "))") }
      guard seen.insert(key).inserted else { throw error("'\(key)' is given twice") }
    }
  }

  private func value(_ key: String) -> YAMLNode? {
    guard case .mapping(let entries) = node.content else { return nil }
    return entries.first { $0.key.text == key }?.value
  }

  func optionalText(_ key: String) throws(CorpusError) -> String? {
    guard let value = value(key) else { return nil }
    guard let text = value.text else { throw error("'\(key)' must be one text") }
    return text
  }

  func text(_ key: String, default fallback: String? = nil) throws(CorpusError) -> String {
    guard let text = try optionalText(key) ?? fallback else { throw error("'\(key)' is missing") }
    return text
  }

  /// A list of texts, or one text with the items between white space.
  func words(_ key: String) throws(CorpusError) -> [String] {
    guard let value = value(key) else { return [] }
    if let text = value.text { return text.split(whereSeparator: \.isWhitespace).map(String.init) }
    guard let texts = value.texts else { throw error("'\(key)' must be a list of texts") }
    return texts
  }

  func number(_ key: String, default fallback: Int, _ range: ClosedRange<Int>) throws(CorpusError) -> Int {
    guard let text = try optionalText(key) else { return fallback }
    guard let number = Int(text), range.contains(number) else {
      throw error("'\(key)' must be a whole number from \(range.lowerBound) to \(range.upperBound), not '\(text)'")
    }
    return number
  }

  func share(_ key: String, default fallback: Double) throws(CorpusError) -> Double {
    guard let text = try optionalText(key) else { return fallback }
    guard let share = Double(text), (0...1).contains(share) else {
      throw error("'\(key)' must be a number from 0 to 1, not '\(text)'")
    }
    return share
  }

  func child(_ key: String) throws(CorpusError) -> RecipeReader? {
    value(key).map { RecipeReader(node: $0, name: "\(key) of \(name)", path: path) }
  }

  func children(_ key: String) throws(CorpusError) -> [RecipeReader] {
    switch value(key)?.content {
    case nil: []
    case .list(let items)?:
      items.enumerated().map { RecipeReader(node: $1, name: "entry \($0 + 1) of \(key)", path: path) }
    default: throw error("'\(key)' must be a list")
    }
  }
}
