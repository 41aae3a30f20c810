import Subwords
import Transformer

/// How a model's text becomes tokens, for whoever learns from text: any model's, ours or imported.
public struct TextPieces: Sendable {
  /// How many tokens there are on the target side, and on the source's, which may be others.
  public let count: Int
  public let sources: Int
  private let coding: any SubwordCoding

  /// - Throws: ``ModelError``; what the subword files throw.
  public init(of directory: ModelDirectory) throws {
    coding = try ModelTranslator.subwords(directory)
    let configuration = directory.description.configuration
    (count, sources) = (configuration.vocabularySize, configuration.sourceTokens)
  }

  public init(_ subwords: SubwordModel) {
    coding = BytePairCoding(model: subwords)
    (count, sources) = (subwords.vocabulary.count, subwords.vocabulary.count)
  }

  /// Not to be shared between threads.
  package func makeCoder() throws -> any SubwordCoder { try coding.makeCoder() }

  /// How all tokens are spelled.
  public func spellings() throws -> (source: [String], target: [String]) {
    let coder = try coding.makeCoder()
    return ((0..<Int32(sources)).map(coder.sourcePiece), (0..<Int32(count)).map(coder.targetPiece))
  }
}
