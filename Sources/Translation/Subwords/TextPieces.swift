import Subwords
import Transformer

/// How a model's text becomes tokens, for whoever learns from text: any model's, ours or imported.
public struct TextPieces: Sendable {
  /// How many tokens there are.
  public let count: Int
  private let coding: any SubwordCoding

  /// - Throws: ``ModelError``, also where source and target do not share their tokens; what the subword files throw.
  public init(of directory: ModelDirectory) throws {
    coding = try ModelTranslator.subwords(directory)
    count = directory.description.configuration.vocabularySize
    guard coding.isShared else {
      throw ModelError.malformed(
        path: directory.path,
        reason: "its source and target have vocabularies of their own; shortlists are made for models with one")
    }
  }

  public init(_ subwords: SubwordModel) {
    (coding, count) = (BytePairCoding(model: subwords), subwords.vocabulary.count)
  }

  /// Not to be shared between threads.
  package func makeCoder() throws -> any SubwordCoder { try coding.makeCoder() }

  /// How all tokens are spelled.
  public func spellings() throws -> [String] {
    let coder = try coding.makeCoder()
    return (0..<Int32(count)).map(coder.sourcePiece)
  }
}
