import Subwords
import Transformer

/// How a model's text becomes tokens: what all workers share.
package protocol SubwordCoding: Sendable {
  /// What the decoder ends with.
  var endOfSentence: Int32 { get }
  /// Tokens that stand for nothing that a translation could hold.
  var forbidden: [Int32] { get }
  /// The source token of what has none.
  var unknown: Int32 { get }
  /// What every translation begins with.
  var targetPrefix: [Int32] { get }
  /// Whether there are tokens for protected spans.
  var hasPlaceholders: Bool { get }
  /// Whether a source token and the target token with its number are the same piece.
  var isShared: Bool { get }

  /// How many tokens stand at the ends of a sentence.
  var framingTokens: Int { get }

  /// The same for one of the model's directions.
  ///
  /// - Throws: ``TranslationError`` where the model has not the languages.
  func directed(_ direction: ModelDirectory.Direction) throws -> Self

  func makeCoder() throws -> any SubwordCoder
}

extension SubwordCoding {
  /// Whether a source token stands for what has no piece: a byte, or nothing known.
  func isFallback(_ token: Int32) -> Bool {
    hasPlaceholders ? Vocabulary.isByte(token) : token == unknown
  }
}

extension SubwordCoder {
  package func encodeTarget(_ text: String) -> [Int32] { encode([.text(text)]) }
}

/// Turns text into tokens and back. One for each worker.
package protocol SubwordCoder: AnyObject {
  /// The tokens of a source, with nothing added at its ends.
  func encode(_ parts: [SubwordPart]) -> [Int32]

  /// Those of a translation that is given.
  func encodeTarget(_ text: String) -> [Int32]

  /// The same with all that the encoder wants at the ends of a sentence.
  func framed(_ tokens: [Int32]) -> [Int32]

  /// How many tokens that puts in front.
  var leadingTokens: Int { get }

  /// What the tokens of a translation spell.
  func decode(_ tokens: [Int32]) -> [SubwordPart]

  /// How tokens are spelled.
  func sourcePiece(_ token: Int32) -> String
  func targetPiece(_ token: Int32) -> String
}
