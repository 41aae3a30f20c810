import SentencePiece
import Subwords
import Transformer
import Translation

/// The pieces of a model that is exported, and the files that cut its text into them.
struct ExportVocabulary {
  /// By number, as many as the model knows; nil: no piece has the number.
  let source: [String?]
  let target: [String?]
  /// Nil: the model's text is cut by codes of ours.
  let rules: ModelDirectory.ForeignSubwords?
  private let directory: ModelDirectory

  /// - Throws: ``ModelError`` or ``SubwordError``, naming the file at fault.
  init(_ directory: ModelDirectory) throws {
    self.directory = directory
    rules = directory.description.subwords
    guard let rules else {
      source = try SubwordModel(of: directory).vocabulary.pieces.map { $0 }
      target = source
      return
    }
    let c = directory.description.configuration
    source = try Self.pieces(directory, rules.sourceVocabulary, rules.source, c.sourceTokens)
    target = try Self.pieces(directory, rules.targetVocabulary, rules.target, c.vocabularySize)
    try expectKnown(rules)
  }

  /// Whether every token that model.json names is one.
  private func expectKnown(_ rules: ModelDirectory.ForeignSubwords) throws(ModelError) {
    let languages = rules.languages
    let sources = [rules.unknown] + rules.sourceSuffix + (languages?.source.values.map { $0 } ?? [])
    let targets = [rules.endOfSentence] + rules.forbidden + (languages?.target.values.map { $0 } ?? [])
    for (tokens, count) in [(sources, source.count), (targets, target.count)] {
      guard let token = tokens.first(where: { !(0..<count).contains(Int($0)) }) else { continue }
      throw .malformed(
        path: "\(directory.path)/\(ModelDirectory.Description.fileName)",
        reason: "it names token \(token) of \(count); import the model again")
    }
  }

  private static func pieces(
    _ directory: ModelDirectory, _ list: String?, _ model: String, _ count: Int
  ) throws -> [String?] {
    let known: [String?]
    if let list {
      let lines = try PieceLines(contentsOf: "\(directory.path)/\(list)")
      known = (0..<lines.count).map { lines.text(of: $0) }
    } else {
      let model = try SentencePieceModel(contentsOf: "\(directory.path)/\(model)")
      known = (0..<Int32(model.count)).map { model.piece(of: $0) }
    }
    return (0..<count).map { $0 < known.count && known[$0]?.isEmpty == false ? known[$0] : nil }
  }

  /// Whether source and target have the same pieces under the same numbers.
  var isShared: Bool { source == target }
  var endOfSentence: Int32 { rules?.endOfSentence ?? Vocabulary.endOfSentence }
  var unknown: Int32 { rules?.unknown ?? Vocabulary.unknown }
  /// What no translation may hold.
  var forbidden: [Int32] { rules?.forbidden ?? [Vocabulary.unknown] }

  func number(of piece: String, in pieces: [String?]) -> Int? {
    pieces.firstIndex { $0.map { Array($0.utf8) } == Array(piece.utf8) }
  }

  /// For formats in which every number has a text of its own.
  static func filled(_ pieces: [String?]) -> [String] {
    pieces.enumerated().map { $1 ?? "<unused\($0)>" }
  }

  /// Copies a file of the model to `path`.
  func copy(_ name: String, to path: String) throws {
    let file = try MappedFile(path: "\(directory.path)/\(name)")
    var copy = try AtomicFile(path: path)
    try copy.write(file.bytes)
    try copy.commit()
    withExtendedLifetime(file) {}
  }

  /// Copies the subword codes of ours, or both SentencePiece models as `source.spm` and `target.spm`.
  func copySubwords(to path: String) throws {
    guard let rules else { return try copy(SubwordModel.codesFile, to: "\(path)/\(SubwordModel.codesFile)") }
    guard !rules.source.isEmpty else { return }
    try copy(rules.source, to: "\(path)/\(ForeignSubwordFiles.sourceModel)")
    try copy(rules.target, to: "\(path)/\(ForeignSubwordFiles.targetModel)")
  }

  /// Checks that sentences are framed as Marian and MarianMT frame them: by one end behind the source.
  func expectPlainFrame(_ format: String) throws(InterchangeError) {
    guard let rules else { return }
    let isPlain = rules.sourcePrefix.isEmpty && rules.targetPrefix.isEmpty && rules.sourceSuffix.count == 1
    guard isPlain, rules.languages?.source.isEmpty != false, rules.languages?.target.isEmpty != false else {
      throw .unsupported(
        file: directory.path, option: "the frame of sentences",
        value: "other than one end of sentence behind the source",
        supported: "that in \(format); --format ctranslate2 has the others")
    }
  }
}
