import FoundationEssentials
import Tensors
import Transformer

/// A directory of Hugging Face's `transformers` with a `MarianMTModel`, an `M2M100ForConditionalGeneration` (also NLLB), or,
/// of our own exports, a `PegasusForConditionalGeneration`.
struct HuggingFaceModel: ForeignModel {
  let configuration: TransformerConfiguration
  let maximumLength: Int
  let directory: String
  let weights: any TensorFile
  let facts: ForeignFacts
  private let names: [String: HuggingFaceNames.Name]
  private let isOurs: Bool
  private let options: ForeignOptions

  /// - Parameter isOurs: whether text is cut by codes of ours. Then the last piece is padding, and left out.
  init(directory: String, isOurs: Bool) throws {
    (self.directory, self.isOurs) = (directory, isOurs)
    let path = "\(directory)/\(HuggingFaceExport.configurationName)"
    let mapped = try MappedFile(path: path)
    options = try ForeignOptions(mapped.bytes, file: path)
    withExtendedLifetime(mapped) {}
    var configuration = try isOurs ? options.ourHuggingFaceConfiguration() : options.huggingFaceConfiguration()
    maximumLength = try options.number("max_position_embeddings")
    weights = try Self.weights(directory)
    try Self.readPositions(weights, &configuration)
    self.configuration = configuration
    facts = try Self.facts(directory, options)
    names = Dictionary(uniqueKeysWithValues: HuggingFaceNames(configuration).names.map { ($0.ours, $0) })
    if isOurs {
      try expectAll()
      try checkStart()
    }
  }

  var subwords: ForeignVocabulary {
    get throws {
      if isOurs { return .ours(file: "\(directory)/\(HuggingFaceExport.vocabularyName)", hasPadding: true) }
      let reader = HuggingFaceVocabulary(directory: directory, options: options, configuration: configuration)
      return .sentencePiece(try options["model_type"] == "m2m_100" ? reader.manyLanguages() : reader.marian())
    }
  }

  private static func weights(_ directory: String) throws -> any TensorFile {
    let kinds: [(name: String, open: (String) throws -> any TensorFile)] = [
      (HuggingFaceExport.weightsName, { try SafetensorsFile(path: $0) }),
      ("pytorch_model.bin", { try TorchArchive(path: $0) }),
    ]
    for (name, open) in kinds {
      let path = "\(directory)/\(name)"
      if FileManager.default.fileExists(atPath: path) { return try open(path) }
      let index = "\(path).index.json"
      if FileManager.default.fileExists(atPath: index) { return try WeightShards(path: index, open) }
    }
    throw InterchangeError.missing(
      file: "\(directory)/\(HuggingFaceExport.weightsName)",
      remedy: "copy the whole directory again, with it or pytorch_model.bin, or write it with save_pretrained(\"...\")")
  }

  /// Their classes make the positions themselves unless the file has them.
  private static func readPositions(_ file: any TensorFile, _ configuration: inout TransformerConfiguration) throws {
    let dim = configuration.dim
    var found: [(spacing: PositionalEncoding.Spacing, first: Int)] = []
    for name in HuggingFaceNames.positions {
      guard let shape = file.shape(of: name) else { continue }
      guard shape.count == 2, shape[1] == dim, let count = shape.elementCount, count <= 1 << 26 else {
        throw ModelError.tensorShape(path: file.path, name: name, expected: [shape.first ?? 0, dim], found: shape)
      }
      let table = try file.read(name, shape: shape)
      let rows = table.matrix(rows: shape[0], columns: dim)
      guard let spacing = PositionalEncoding.spacing(of: rows.elements, dim: dim) else {
        throw InterchangeError.unsupported(
          file: file.path, option: name, value: "a table of its own", supported: "sinusoidal positions")
      }
      found.append(spacing)
      withExtendedLifetime(table) {}
    }
    guard let first = found.first else { return }
    guard found.count == HuggingFaceNames.positions.count, found.allSatisfy({ $0 == first }) else {
      throw InterchangeError.unsupported(
        file: file.path, option: "the spacing of positions", value: "not the same in encoder and decoder",
        supported: "one for both")
    }
    configuration.positions = first.spacing == .marian ? nil : first.spacing
    configuration.firstPosition = first.first == 0 ? nil : first.first
  }

  private static func facts(_ directory: String, _ options: ForeignOptions) throws -> ForeignFacts {
    var facts = ForeignFacts()
    func file(_ name: String) throws -> ForeignOptions? {
      let path = "\(directory)/\(name)"
      guard FileManager.default.fileExists(atPath: path) else { return nil }
      let mapped = try MappedFile(path: path)
      defer { withExtendedLifetime(mapped) {} }
      return try ForeignOptions(mapped.bytes, file: path)
    }
    let generation = try file("generation_config.json")
    let beams = generation?["num_beams"] ?? options["num_beams"]
    facts.beamSize = beams.flatMap { Int($0) }.flatMap { 1...64 ~= $0 ? $0 : nil }
    let penalty = generation?["length_penalty"] ?? options["length_penalty"]
    facts.lengthNormalization = penalty.flatMap { Float($0) }
    let tokenizer = try file("tokenizer_config.json")
    facts.sourceLanguage = tokenizer?["source_lang"] ?? tokenizer?["src_lang"]
    facts.targetLanguage = tokenizer?["target_lang"] ?? tokenizer?["tgt_lang"]
    facts.notes["name"] = options["_name_or_path"]
    return facts
  }

  // MARK: Weights

  func place(of parameter: ParameterLayout.Parameter) -> TensorPlace? {
    let columns = configuration.dim
    switch parameter.name {
    case "Wemb", "encoder_Wemb", "decoder_Wemb", "decoder_ff_logit_out_Wt":
      let name = embeddingNames(of: parameter.name).first { weights.contains($0) }
      return TensorPlace(
        name: name ?? HuggingFaceNames.embeddings, shape: [parameter.rows + (isOurs ? 1 : 0), columns])
    case "decoder_ff_logit_out_b":
      // A file may lack the bias: it is zero then.
      guard weights.contains(HuggingFaceNames.outputBias) else { return nil }
      return TensorPlace(name: HuggingFaceNames.outputBias, shape: [1, parameter.columns + (isOurs ? 1 : 0)])
    default:
      guard let name = names[parameter.name] else { return nil }
      let shape = name.isMatrix ? [parameter.columns, parameter.rows] : [parameter.columns]
      return TensorPlace(name: name.theirs, shape: shape, isTransposed: name.isMatrix)
    }
  }

  /// What the embeddings may be called; `transformers` writes one of the names of those that are tied.
  private func embeddingNames(of parameter: String) -> [String] {
    let (encoder, decoder, output) = (
      HuggingFaceNames.embeddingCopies[0], HuggingFaceNames.embeddingCopies[1], HuggingFaceNames.embeddingCopies[2]
    )
    switch parameter {
    case "encoder_Wemb": return [encoder]
    case "decoder_Wemb": return [decoder, output]
    case "decoder_ff_logit_out_Wt": return [output]
    default:
      return [HuggingFaceNames.embeddings, encoder, decoder] + (configuration.effectiveTying == .all ? [output] : [])
    }
  }

  /// Models of ours begin with a zero vector and have all embeddings tied; so must those that are read as ours.
  private func checkStart() throws {
    let shape = [configuration.vocabularySize + 1, configuration.dim]
    let names = embeddingNames(of: "Wemb").filter { weights.contains($0) }
    let first = try weights.read(names[0], shape: shape)
    for name in names.dropFirst() {
      let other = try weights.read(name, shape: shape)
      guard (0..<first.count).allSatisfy({ first.pointer[$0] == other.pointer[$0] }) else {
        throw InterchangeError.untied(file: weights.path, one: names[0], other: name)
      }
    }
    guard (first.count - configuration.dim..<first.count).allSatisfy({ first.pointer[$0] == 0 }) else {
      throw InterchangeError.startIsNotZero(
        file: weights.path, tensor: names[0], token: configuration.vocabularySize)
    }
    withExtendedLifetime(first) {}
  }
}
