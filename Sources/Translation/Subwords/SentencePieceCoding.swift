import SentencePiece
import Subwords
import Text
import Transformer

/// The subwords of imported models.
struct SentencePieceCoding: SubwordCoding {
  let source: NumberedPieces
  let target: NumberedPieces
  let rules: ModelDirectory.ForeignSubwords
  /// What stands in front of a source and of a translation, languages included.
  private(set) var sourcePrefix: [Int32]
  private(set) var sourceSuffix: [Int32]
  private(set) var targetPrefix: [Int32]
  let isShared: Bool

  var endOfSentence: Int32 { rules.endOfSentence }
  var forbidden: [Int32] { rules.forbidden }
  var unknown: Int32 { rules.unknown }
  var hasPlaceholders: Bool { false }

  /// - Throws: `SentencePieceError` or ``ModelError``, naming the file at fault.
  init(
    _ rules: ModelDirectory.ForeignSubwords, _ configuration: TransformerConfiguration, in directory: String
  ) throws {
    self.rules = rules
    let sourceModel = try SentencePieceModel(contentsOf: "\(directory)/\(rules.source)")
    let targetModel =
      rules.target == rules.source ? sourceModel : try SentencePieceModel(contentsOf: "\(directory)/\(rules.target)")
    source = try NumberedPieces(
      sourceModel, vocabulary: rules.sourceVocabulary.map { "\(directory)/\($0)" },
      count: configuration.sourceTokens, unknown: rules.unknown)
    target = try NumberedPieces(
      targetModel, vocabulary: rules.targetVocabulary.map { "\(directory)/\($0)" },
      count: configuration.vocabularySize, unknown: rules.unknown)
    isShared =
      rules.sourceVocabulary == rules.targetVocabulary
      && (rules.sourceVocabulary != nil || rules.source == rules.target)
    (sourcePrefix, sourceSuffix, targetPrefix) = (rules.sourcePrefix, rules.sourceSuffix, rules.targetPrefix)
    try check(configuration, directory)
  }

  private func check(_ c: TransformerConfiguration, _ directory: String) throws(ModelError) {
    func isWithin(_ tokens: [Int32], _ count: Int) -> Bool { tokens.allSatisfy { 0..<count ~= Int($0) } }
    let sizes = (c.sourceTokens, c.vocabularySize)
    let languages = rules.languages ?? ModelDirectory.Languages()
    let sourceTokens = rules.sourcePrefix + languages.source.values + languages.targetInSource.values
    let targetTokens = rules.targetPrefix + languages.target.values
    let isRight =
      isWithin(sourceTokens + rules.sourceSuffix + [rules.unknown], sizes.0)
      && isWithin(targetTokens + [endOfSentence] + forbidden, sizes.1)
      && (rules.sourceVocabulary != nil || source.model.count <= sizes.0)
    guard isRight else {
      throw .malformed(
        path: "\(directory)/\(ModelDirectory.Description.fileName)", reason: "it has tokens beyond its vocabulary")
    }
  }

  var framingTokens: Int { sourcePrefix.count + sourceSuffix.count }

  func directed(_ direction: ModelDirectory.Direction) throws -> SentencePieceCoding {
    guard let languages = rules.languages else { return self }
    func token(_ tokens: [String: Int32], _ code: String) throws -> [Int32] {
      if tokens.isEmpty { return [] }
      guard let match = LanguageCode.match(code, in: tokens.keys), let token = tokens[match] else {
        throw TranslationError.languageUnknown(code: code, known: tokens.keys.sorted())
      }
      return [token]
    }
    var directed = self
    let source = try token(languages.source, direction.source)
    let isLast = languages.sourceIsLast == true
    directed.sourcePrefix =
      try (isLast ? [] : source) + token(languages.targetInSource, direction.target) + rules.sourcePrefix
    directed.sourceSuffix = rules.sourceSuffix + (isLast ? source : [])
    directed.targetPrefix = try rules.targetPrefix + token(languages.target, direction.target)
    return directed
  }

  func makeCoder() throws -> any SubwordCoder { SentencePieceCoder(self) }
}

private final class SentencePieceCoder: SubwordCoder {
  private let coding: SentencePieceCoding
  private let encoder: SentencePieceEncoder
  private lazy var targetEncoder = SentencePieceEncoder(coding.target.model)
  private let silent: Set<Int32>

  init(_ coding: SentencePieceCoding) {
    self.coding = coding
    encoder = SentencePieceEncoder(coding.source.model)
    let languages = coding.rules.languages
    silent = Set(coding.forbidden + coding.targetPrefix + [coding.endOfSentence]).union(
      languages?.target.values.map(\.self) ?? []
    )
    .union(languages?.targetInSource.values.map(\.self) ?? [])
  }

  func encode(_ parts: [SubwordPart]) -> [Int32] {
    let text = parts.reduce(into: "") { if case .text(let text) = $1 { $0 += text } }
    return encoder.pieces(text).map { coding.source.token($0, encoder) }
  }

  func encodeTarget(_ text: String) -> [Int32] {
    targetEncoder.pieces(text).map { coding.target.token($0, targetEncoder) }
  }

  /// An encoder cannot do without any token.
  func framed(_ tokens: [Int32]) -> [Int32] {
    let all = coding.sourcePrefix + tokens + coding.sourceSuffix
    return all.isEmpty ? [coding.rules.unknown] : all
  }

  var leadingTokens: Int { coding.sourcePrefix.count }

  func decode(_ tokens: [Int32]) -> [SubwordPart] {
    var decoder = SentencePieceDecoder(coding.target.model)
    for token in tokens where !silent.contains(token) {
      if let id = coding.target.id(of: token) {
        decoder.append(id)
      } else {
        decoder.append(piece: coding.target.piece(token))
      }
    }
    let text = decoder.finish().trimmed
    return text.isEmpty ? [] : [.text(text)]
  }

  func sourcePiece(_ token: Int32) -> String { coding.source.piece(token) }

  func targetPiece(_ token: Int32) -> String { coding.target.piece(token) }
}

extension String {
  /// Without spaces at its ends, which some models' pieces bring along.
  fileprivate var trimmed: String {
    let scalars = unicodeScalars.drop { $0 == " " }
    return String(scalars[..<(scalars.lastIndex { $0 != " " }.map { scalars.index(after: $0) } ?? scalars.startIndex)])
  }
}
