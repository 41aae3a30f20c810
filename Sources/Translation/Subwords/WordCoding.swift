import Subwords
import Transformer

/// Of imported models whose text is cut by somebody else: pieces come, and go, with spaces between them.
struct WordCoding: SubwordCoding {
  private let source: PieceTable
  private let target: PieceTable
  let rules: ModelDirectory.ForeignSubwords
  let isShared: Bool

  var endOfSentence: Int32 { rules.endOfSentence }
  var forbidden: [Int32] { rules.forbidden }
  var unknown: Int32 { rules.unknown }
  var targetPrefix: [Int32] { rules.targetPrefix }
  var hasPlaceholders: Bool { false }

  var framingTokens: Int { rules.sourcePrefix.count + rules.sourceSuffix.count }

  func directed(_ direction: ModelDirectory.Direction) -> WordCoding { self }

  private struct PieceTable {
    let lines: PieceLines
    /// By the bytes of the spelling: what is canonically equivalent is not the same piece.
    let tokens: [[UInt8]: Int32]

    init(_ path: String, count: Int) throws(ModelError) {
      lines = try PieceLines(contentsOf: path)
      guard lines.count == count else {
        throw .malformed(path: path, reason: "it has \(lines.count) pieces, the configuration asks for \(count)")
      }
      var tokens: [[UInt8]: Int32] = [:]
      for line in 0..<lines.count { tokens[lines.withBytes(of: line, Array.init)] = Int32(line) }
      self.tokens = tokens
    }
  }

  init(
    _ rules: ModelDirectory.ForeignSubwords, _ configuration: TransformerConfiguration, in directory: String
  ) throws {
    self.rules = rules
    guard let sourceName = rules.sourceVocabulary, let targetName = rules.targetVocabulary else {
      throw ModelError.malformed(
        path: "\(directory)/\(ModelDirectory.Description.fileName)", reason: "it names no files with pieces")
    }
    source = try PieceTable("\(directory)/\(sourceName)", count: configuration.sourceTokens)
    target = try PieceTable("\(directory)/\(targetName)", count: configuration.vocabularySize)
    isShared = sourceName == targetName
  }

  func makeCoder() throws -> any SubwordCoder { Coder(self) }

  private final class Coder: SubwordCoder {
    private let coding: WordCoding

    init(_ coding: WordCoding) { self.coding = coding }

    func encode(_ parts: [SubwordPart]) -> [Int32] {
      parts.reduce(into: []) { tokens, part in
        guard case .text(let text) = part else { return }
        tokens += text.utf8.split(separator: 0x20).map { coding.source.tokens[Array($0)] ?? coding.rules.unknown }
      }
    }

    func encodeTarget(_ text: String) -> [Int32] {
      text.utf8.split(separator: 0x20).map { coding.target.tokens[Array($0)] ?? coding.rules.unknown }
    }

    func framed(_ tokens: [Int32]) -> [Int32] {
      let all = coding.rules.sourcePrefix + tokens + coding.rules.sourceSuffix
      return all.isEmpty ? [coding.rules.unknown] : all
    }

    var leadingTokens: Int { coding.rules.sourcePrefix.count }

    func decode(_ tokens: [Int32]) -> [SubwordPart] {
      let silent = Set(coding.rules.forbidden + coding.rules.targetPrefix + [coding.endOfSentence])
      let text = tokens.filter { !silent.contains($0) }.map(targetPiece).joined(separator: " ")
      return text.isEmpty ? [] : [.text(text)]
    }

    func sourcePiece(_ token: Int32) -> String { coding.source.lines.text(of: Int(token)) ?? "" }

    func targetPiece(_ token: Int32) -> String { coding.target.lines.text(of: Int(token)) ?? "" }
  }
}
