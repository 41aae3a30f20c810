import Subwords
import Transformer

/// The subwords of models that are made here.
package struct BytePairCoding: SubwordCoding {
  let model: SubwordModel
  /// In front of every source.
  var prefix: [Int32] = []

  package init(model: SubwordModel, prefix: [Int32] = []) { (self.model, self.prefix) = (model, prefix) }

  package var endOfSentence: Int32 { Vocabulary.endOfSentence }
  package var forbidden: [Int32] { [Vocabulary.unknown] }
  package var unknown: Int32 { Vocabulary.unknown }
  package var targetPrefix: [Int32] { [] }
  package var hasPlaceholders: Bool { true }
  package var isShared: Bool { true }

  package var framingTokens: Int { prefix.count + 1 }

  package func directed(_ direction: ModelDirectory.Direction) -> BytePairCoding {
    BytePairCoding(model: model, prefix: direction.prefix)
  }

  package func makeCoder() throws -> any SubwordCoder { BytePairCoder(try SubwordEncoder(model: model), prefix) }
}

private final class BytePairCoder: SubwordCoder {
  private let encoder: SubwordEncoder
  private let prefix: [Int32]

  init(_ encoder: SubwordEncoder, _ prefix: [Int32]) { (self.encoder, self.prefix) = (encoder, prefix) }

  func encode(_ parts: [SubwordPart]) -> [Int32] { encoder.encode(parts) }

  func framed(_ tokens: [Int32]) -> [Int32] { prefix + tokens + [Vocabulary.endOfSentence] }

  var leadingTokens: Int { prefix.count }

  func decode(_ tokens: [Int32]) -> [SubwordPart] { encoder.decodeParts(tokens) }

  func sourcePiece(_ token: Int32) -> String { encoder.model.vocabulary.piece(of: token) ?? "" }

  func targetPiece(_ token: Int32) -> String { sourcePiece(token) }
}
