import Basics
import Transformer
import YAML

/// A vocabulary as other programs keep it: a mapping from piece to number, in YAML (Marian's `vocab.yml`) or JSON (Hugging
/// Face's `vocab.json`).
enum PieceList {
  /// One `"piece": id` a line, in the order of `pieces`; numbers without a piece have none.
  ///
  /// Quoted always, so that no piece can be taken for a number or for YAML's own signs.
  static func yaml(_ pieces: [String?]) -> String {
    pieces.enumerated().compactMap { number, piece in piece.map { "\(quoted($0)): \(number)\n" } }.joined()
  }

  static func json(_ pieces: [String?]) -> String {
    let lines = pieces.enumerated().compactMap { number, piece in piece.map { "  \(quoted($0)): \(number)" } }
    return "{\n" + lines.joined(separator: ",\n") + "\n}\n"
  }

  /// A text between quotation marks, as both YAML and JSON read it. What YAML does not take as it is has an escape.
  static func quoted(_ text: String) -> String {
    JSON.quoted(text) { scalar in
      switch scalar.value {
      case 0x7F...0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
      default: false
      }
    }
  }

  /// The pieces numbered from 0 to `count - 1`, in order.
  ///
  /// - Parameter beyond: whether there may be a piece more, for padding, which is left out.
  static func read(_ path: String, count: Int, beyond: Bool) throws -> [String] {
    let pairs = try pairs(path)
    var pieces = [String?](repeating: nil, count: count)
    for (key, value) in pairs {
      guard let piece = key.text, let text = value.text, let id = Int(text), id >= 0 else {
        throw InterchangeError.malformed(file: path, line: key.line, reason: "a piece and its number are expected")
      }
      guard id < (beyond ? count + 1 : count) else {
        throw InterchangeError.pieceCount(file: path, found: max(id + 1, pairs.count), expected: count)
      }
      if id < count { pieces[id] = piece }
    }
    if let id = pieces.firstIndex(of: nil) { throw InterchangeError.pieceMissing(file: path, id: id) }
    return pieces.compactMap(\.self)
  }

  /// All pieces with their numbers, as they come.
  static func numbered(_ path: String) throws -> [(text: String, number: Int)] {
    try pairs(path).map { key, value in
      guard let piece = key.text, let number = value.text.flatMap({ Int($0) }), number >= 0 else {
        throw InterchangeError.malformed(file: path, line: key.line, reason: "a piece and its number are expected")
      }
      return (piece, number)
    }
  }

  private static func pairs(_ path: String) throws -> [(key: YAMLNode, value: YAMLNode)] {
    let file = try MappedFile(path: path)
    defer { withExtendedLifetime(file) {} }
    guard case .mapping(let pairs) = try ForeignOptions.tree(file.bytes, file: path)?.content else {
      throw InterchangeError.malformed(file: path, line: nil, reason: "it is no mapping from pieces to numbers")
    }
    return pairs
  }
}
