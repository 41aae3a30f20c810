import Subwords
import Tensors
import Transformer
import Translation

import enum IO.Directory

/// Writes a model as Marian keeps it: `model.npz`, which holds the options as YAML among the weights, vocabularies and, for
/// models that came from elsewhere, `decoder.yml`; beside them what cuts text, and what imports need to know.
///
/// CTranslate2's `ct2-marian-converter` reads it too. Marian computes positional encodings itself; CTranslate2 takes
/// them from a matrix `Wpos` where there is one, and its own are spaced a little differently, so they are written.
public struct MarianExport {
  public static let modelName = "model.npz"
  public static let vocabularyName = "vocab.yml"
  static let optionsName = "special:model.yml"
  /// Positions in `Wpos`: as many as CTranslate2 makes by itself.
  static let positions = 2048
  /// The output bias of a token that is never to be written: nothing is left of its probability, and half precision can
  /// hold it.
  static let forbiddenBias: Float = -10_000

  private let parameters: ParameterReader
  private let vocabulary: ExportVocabulary
  private let facts: ExchangeFacts
  private var configuration: TransformerConfiguration { parameters.configuration }
  /// What will be otherwise there.
  public let warnings: [String]

  /// - Throws: ``ModelError``, ``SubwordError`` or ``InterchangeError``, naming the file at fault.
  public init(_ directory: ModelDirectory) throws {
    let form = MarianForm(directory.description.configuration, path: directory.path)
    try form.check()
    parameters = try ParameterReader(directory)
    vocabulary = try ExportVocabulary(directory)
    try vocabulary.expectPlainFrame("Marian's format")
    try form.checkStart(parameters)
    facts = ExchangeFacts(directory.description)
    warnings = form.warnings
  }

  /// Writes all files, making the directory where it is missing.
  ///
  /// - Throws: ``ModelError/unwritable(path:reason:)``.
  public func write(to path: String) throws {
    try Directory<ModelError>.make(path)
    try facts.write(to: path)
    try vocabulary.copySubwords(to: path)
    try writeVocabularies(to: path)
    var archive = try NumpyArchive(path: "\(path)/\(Self.modelName)")
    for parameter in parameters.parameters { try add(parameter, to: &archive) }
    let c = configuration
    let positions = FloatStorage(
      PositionalEncoding.table(count: Self.positions, dim: c.dim, spacing: c.positionSpacing))
    try archive.add("Wpos", positions.matrix(rows: Self.positions, columns: c.dim))
    // Marian expects a zero at the end.
    let options = MarianForm.options(c, maximumLength: facts.maximumLength)
    try archive.add(Self.optionsName, bytes: Array(options.utf8) + [0])
    try archive.commit()
    withExtendedLifetime(positions) {}
  }

  private func add(_ parameter: ParameterLayout.Parameter, to archive: inout NumpyArchive) throws {
    let values = try parameters.read(parameter)
    if parameter.name == "decoder_ff_logit_out_b", let start = configuration.startToken {
      // Marian begins with zeros, and has no such token.
      values.pointer[Int(start)] = Self.forbiddenBias
    }
    let name = Self.name(of: parameter.name)
    try archive.add(name, values.matrix(rows: parameter.rows, columns: parameter.columns))
    withExtendedLifetime(values) {}
  }

  /// Marian's name of a parameter.
  static func name(of ours: String) -> String {
    ours.hasPrefix("encoder_emb_ln") || ours.hasPrefix("decoder_emb_ln") ? "\(ours)_pre" : ours
  }

  // MARK: Vocabularies

  /// A list of pieces, or, where SentencePiece's numbers are the model's, its models.
  private func writeVocabularies(to path: String) throws {
    let names = vocabularyNames
    for (name, pieces, model) in [
      (names.source, vocabulary.source, vocabulary.rules?.source),
      (names.target, vocabulary.target, vocabulary.rules?.target),
    ] {
      if name.hasSuffix(".spm"), let model {
        try vocabulary.copy(model, to: "\(path)/\(name)")
      } else {
        try AtomicFile.write(Array(PieceList.yaml(pieces).utf8), to: "\(path)/\(name)")
      }
    }
    guard vocabulary.rules != nil else { return }
    var decoder = """
      relative-paths: true
      models: [\(Self.modelName)]
      vocabs: [\(names.source), \(names.target)]
      normalize: \(facts.lengthNormalization ?? 1)

      """
    if let beamSize = facts.beamSize { decoder += "beam-size: \(beamSize)\n" }
    try AtomicFile.write(Array(decoder.utf8), to: "\(path)/decoder.yml")
  }

  private var vocabularyNames: (source: String, target: String) {
    guard let rules = vocabulary.rules, rules.sourceVocabulary == nil else {
      return vocabulary.isShared
        ? (Self.vocabularyName, Self.vocabularyName)
        : ("source.\(Self.vocabularyName)", "target.\(Self.vocabularyName)")
    }
    return rules.source == rules.target ? ("vocab.spm", "vocab.spm") : ("srcvocab.spm", "trgvocab.spm")
  }
}
