import Subwords
import Tensors
import Transformer
import Translation

import enum IO.Directory

/// Writes a model as Hugging Face's `transformers` keeps it: `config.json`, `generation_config.json`,
/// `model.safetensors`, vocabularies and what cuts text; beside them what imports need to know.
///
/// Post-norm models become a `MarianMTModel`, pre-norm ones a `PegasusForConditionalGeneration`, which is the same but for
/// the place of normalisation, those of many languages an `M2M100ForConditionalGeneration`. The first two start the
/// decoder with a token: where a model starts with zeros, the last one, whose embedding is zero. Positions are written
/// out, because both classes would space them differently.
public struct HuggingFaceExport {
  public static let configurationName = "config.json"
  public static let weightsName = "model.safetensors"
  static let vocabularyName = "vocab.json"
  static let targetVocabularyName = "target_vocab.json"
  /// Positions that are written: the longest text that the model can then be given.
  static let positions = 512

  private let parameters: ParameterReader
  private let vocabulary: ExportVocabulary
  private let form: HuggingFaceForm
  private let facts: ExchangeFacts

  /// What will be otherwise there.
  public var warnings: [String] { form.warnings }

  /// - Throws: ``ModelError``, ``SubwordError`` or ``InterchangeError``, naming the file at fault.
  public init(_ directory: ModelDirectory) throws {
    vocabulary = try ExportVocabulary(directory)
    form = try HuggingFaceForm(directory.description.configuration, vocabulary, path: directory.path)
    parameters = try ParameterReader(directory)
    facts = ExchangeFacts(directory.description)
    try expectNoBias(directory.path)
  }

  /// M2M100 has none at the output.
  private func expectNoBias(_ path: String) throws {
    guard form.kind == .manyLanguages, let bias = parameters["decoder_ff_logit_out_b"] else { return }
    guard try parameters.isZero(row: 0, of: bias) else {
      throw InterchangeError.unsupported(
        file: path, option: "the output bias", value: "other than zero",
        supported: "none for models of many languages in Hugging Face's format; try --format ctranslate2")
    }
  }

  /// Writes all files, making the directory where it is missing.
  ///
  /// - Throws: ``ModelError/unwritable(path:reason:)``.
  public func write(to path: String) throws {
    try Directory<ModelError>.make(path)
    try facts.write(to: path)
    try HuggingFaceTokenizer(vocabulary, form, facts).write(to: path)
    let tensors = self.tensors
    try SafetensorsWriter.write(
      tensors.map { ($0.name, $0.shape) }, metadata: ["format": "pt"], to: "\(path)/\(Self.weightsName)"
    ) { try tensors[$0].values() }
    try AtomicFile.write(
      Array(form.generation(facts, positions: Self.positions).utf8), to: "\(path)/generation_config.json")
    try AtomicFile.write(
      Array(form.configuration(positions: longest).utf8), to: "\(path)/\(Self.configurationName)")
  }

  /// M2M100 makes the positions itself, as many as it needs.
  private var longest: Int { form.kind == .manyLanguages ? max(facts.maximumLength, 2) : Self.positions }

  // MARK: Weights

  /// One is in memory at a time.
  private struct Tensor {
    let name: String
    let shape: [Int]
    let values: () throws -> FloatStorage
  }

  private var tensors: [Tensor] {
    let c = parameters.configuration
    var tensors = embeddings
    if form.kind != .manyLanguages {
      let bias = FloatStorage(count: form.targetRows)
      tensors.append(Tensor(name: HuggingFaceNames.outputBias, shape: [1, form.targetRows]) { try outputBias(bias) })
      let table = { () throws -> FloatStorage in
        FloatStorage(
          PositionalEncoding.table(
            first: c.firstPosition ?? 0, count: Self.positions, dim: c.dim, spacing: c.positionSpacing))
      }
      tensors += HuggingFaceNames.positions.map { Tensor(name: $0, shape: [Self.positions, c.dim], values: table) }
    }
    return tensors
      + HuggingFaceNames(c).names.compactMap { name in
        guard let parameter = parameters[name.ours] else { return nil }
        let shape = name.isMatrix ? [parameter.columns, parameter.rows] : [parameter.columns]
        return Tensor(name: name.theirs, shape: shape) { try parameters.transposed(parameter) }
      }
  }

  private var embeddings: [Tensor] {
    let names = parameters.configuration.embeddingNames
    let copies = HuggingFaceNames.embeddingCopies
    var wanted = [
      (names.source, names.source == names.target ? HuggingFaceNames.embeddings : copies[0], form.sourceRows)
    ]
    if names.source != names.target { wanted.append((names.target, copies[1], form.targetRows)) }
    if names.output != names.target { wanted.append((names.output, copies[2], form.targetRows)) }
    return wanted.compactMap { ours, theirs, rows in
      guard let parameter = parameters[ours] else { return nil }
      return Tensor(name: theirs, shape: [rows, parameter.columns]) {
        try parameters.read(parameter, zeros: (rows - parameter.rows) * parameter.columns)
      }
    }
  }

  /// That of tokens which the model does not have leaves nothing of their probability.
  private func outputBias(_ storage: FloatStorage) throws -> FloatStorage {
    guard let parameter = parameters["decoder_ff_logit_out_b"] else { return storage }
    try parameters.read(parameter, to: storage.pointer)
    for token in parameter.count..<max(parameter.count, form.targetRows) {
      storage.pointer[token] = MarianExport.forbiddenBias
    }
    return storage
  }
}
