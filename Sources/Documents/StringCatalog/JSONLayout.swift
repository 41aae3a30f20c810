/// How a JSON file is laid out, so that what is added looks like the rest.
struct JSONLayout: Sendable {
  /// Something to write.
  indirect enum Value: Sendable {
    case string(String)
    /// As it is written already.
    case written(String)
    case object([(key: String, value: Value)])
  }

  private let escapes: JSONEscapes
  /// What one level is indented by; nil: all on one line.
  private let indentation: String?
  private let colon: String
  private let lineEnding: String

  init(_ source: SourceText, _ root: JSONNode) {
    escapes = JSONEscapes(source.bytes)
    lineEnding = source.lineEnding
    guard let first = root.members.first else {
      (indentation, colon) = ("  ", ": ")
      return
    }
    let lead = source.string(root.range.lowerBound + 1..<first.keyRange.lowerBound)
    indentation = lead.contains(where: \.isNewline) ? String(lead.reversed().prefix { $0 == " " || $0 == "\t" }) : nil
    colon = source.string(first.keyRange.upperBound..<first.value.range.lowerBound)
  }

  private func lineBreak(_ level: Int) -> String {
    indentation.map { lineEnding + String(repeating: $0, count: level) } ?? ""
  }

  /// - Parameter level: how many objects are around it.
  func string(_ value: Value, level: Int) -> String {
    switch value {
    case .string(let text): return escapes.string(text)
    case .written(let text): return text
    case .object(let members):
      let lines = members.map { lineBreak(level + 1) + member($0.key, $0.value, level: level + 1) }
      return "{" + lines.joined(separator: ",") + lineBreak(level) + "}"
    }
  }

  private func member(_ key: String, _ value: Value, level: Int) -> String {
    escapes.string(key) + colon + string(value, level: level)
  }

  /// Puts a member into an object: in the place of the one with its key, or before the first whose key comes later.
  func edit(_ object: JSONNode, _ key: String, _ value: Value, level: Int) -> ByteEdit {
    if let old = object[key] { return ByteEdit(old.range, string(value, level: level + 1).utf8) }
    let written = member(key, value, level: level + 1)
    if let next = object.members.first(where: { $0.key > key }) {
      let place = next.keyRange.lowerBound
      return ByteEdit(place..<place, (written + "," + lineBreak(level + 1)).utf8)
    }
    guard let last = object.members.last else {
      return ByteEdit(object.range, ("{" + lineBreak(level + 1) + written + lineBreak(level) + "}").utf8)
    }
    let place = last.value.range.upperBound
    return ByteEdit(place..<place, ("," + lineBreak(level + 1) + written).utf8)
  }
}
