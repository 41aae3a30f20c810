import SentencePiece
import Transformer

/// A SentencePiece model whose pieces a translation model numbers in its own way: by the lines of a file.
struct NumberedPieces: Sendable {
  let model: SentencePieceModel
  /// By SentencePiece's id; nil: ids are the tokens.
  private let tokens: [Int32]?
  /// By token, SentencePiece's id, or -1.
  private let ids: [Int32]?
  private let lines: PieceLines?
  /// Pieces that the file has and SentencePiece has not, with their tokens. What SentencePiece does not know may be one.
  private let others: PieceTrie

  /// - Parameters:
  ///   - vocabulary: a file with a piece a line; nil: tokens are SentencePiece's ids.
  ///   - count: how many tokens there have to be.
  ///   - unknown: the token of what the file does not have.
  init(_ model: SentencePieceModel, vocabulary path: String?, count: Int, unknown: Int32) throws {
    self.model = model
    guard let path else {
      (tokens, ids, lines, others) = (nil, nil, nil, PieceTrie())
      return
    }
    let lines = try PieceLines(contentsOf: path)
    guard lines.count == count else {
      throw ModelError.malformed(
        path: path, reason: "it has \(lines.count) pieces, the configuration asks for \(count)")
    }
    var tokens = [Int32](repeating: unknown, count: model.count)
    var ids = [Int32](repeating: -1, count: count)
    var others = PieceTrie()
    for token in 0..<count {
      guard let id = lines.withBytes(of: token, model.id) else {
        lines.withBytes(of: token) { if !$0.isEmpty { _ = others.insert($0, value: Int32(token)) } }
        continue
      }
      ids[token] = id
      tokens[Int(id)] = Int32(token)
    }
    (self.tokens, self.ids, self.lines, self.others) = (tokens, ids, lines, others)
  }

  /// The token of a piece of SentencePiece's.
  private func token(_ id: Int32) -> Int32 { tokens?[Int(id)] ?? id }

  /// The token of a piece that an encoder has just found. A run of unknown characters may be a piece of the file.
  func token(_ piece: SentencePieceEncoder.Piece, _ encoder: SentencePieceEncoder) -> Int32 {
    if piece.id == model.unknown, lines != nil {
      let other = encoder.withSpelling(of: piece, others.find)
      if other >= 0 { return other }
    }
    return token(piece.id)
  }

  /// SentencePiece's id of a token; nil where it has none.
  func id(of token: Int32) -> Int32? {
    guard let ids else { return token }
    guard ids.indices.contains(Int(token)), ids[Int(token)] >= 0 else { return nil }
    return ids[Int(token)]
  }

  func piece(_ token: Int32) -> String { lines?.text(of: Int(token)) ?? model.piece(of: token) ?? "" }
}

/// A file with a piece on every line.
package final class PieceLines: Sendable {
  private let file: MappedFile
  private let starts: [Int]

  package var count: Int { starts.count - 1 }

  package init(contentsOf path: String) throws(ModelError) {
    file = try MappedFile(path: path)
    var starts = [0]
    for (place, byte) in file.bytes.enumerated() where byte == 0x0A { starts.append(place + 1) }
    if starts.last != file.bytes.count { starts.append(file.bytes.count + 1) }
    self.starts = starts
  }

  func withBytes<Result>(of line: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    let range = starts[line]..<starts[line + 1] - 1
    return withExtendedLifetime(file) {
      body(UnsafeRawBufferPointer(rebasing: file.bytes[range]).assumingMemoryBound(to: UInt8.self))
    }
  }

  package func text(of line: Int) -> String? {
    0..<count ~= line ? withBytes(of: line) { String(decoding: $0, as: UTF8.self) } : nil
  }
}
