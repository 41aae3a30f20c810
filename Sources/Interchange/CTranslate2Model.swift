import FoundationEssentials
import Tensors
import Transformer

/// A directory of CTranslate2's: `model.bin` with weights and most options, `config.json`, vocabularies.
struct CTranslate2Model: ForeignModel {
  static let weightsName = "model.bin"

  let configuration: TransformerConfiguration
  let directory: String
  var facts = ForeignFacts()
  private let file: CTranslate2File
  private let vocabulary: CTranslate2Vocabulary
  /// What every translation begins with.
  private let targetPrefix: String?
  /// By our name.
  private let places: [String: TensorPlace]

  var weights: any TensorFile { file }
  /// CTranslate2 cuts longer ones.
  var maximumLength: Int { 1024 }

  /// - Parameters:
  ///   - tokenizer: the SentencePiece model of both sides, where it stands elsewhere.
  ///   - targetPrefix: a piece that every translation begins with.
  init(directory: String, tokenizer: String? = nil, targetPrefix: String? = nil) throws {
    self.directory = directory
    self.targetPrefix = targetPrefix
    file = try CTranslate2File(path: "\(directory)/\(Self.weightsName)")
    let options = try Self.options(directory, file)
    var configuration = try CTranslate2Architecture(file: file, options: options).configuration()
    vocabulary = try CTranslate2Vocabulary(
      directory, sizes: (configuration.sourceTokens, configuration.vocabularySize), file, options, tokenizer: tokenizer)
    configuration.startToken = try vocabulary.startToken
    self.configuration = configuration
    places =
      CTranslate2Names(
        configuration, sourceEmbeddings: file.sourceEmbeddings, hasBias: file.contains(CTranslate2Names.outputBias)
      ).places
    facts.beamSize = 2
  }

  /// Before version 6 everything stands in `model.bin`.
  private static func options(_ directory: String, _ file: CTranslate2File) throws -> ForeignOptions? {
    let path = "\(directory)/config.json"
    guard file.version >= 6, FileManager.default.fileExists(atPath: path) else { return nil }
    let mapped = try MappedFile(path: path)
    defer { withExtendedLifetime(mapped) {} }
    return try ForeignOptions(mapped.bytes, file: path)
  }

  func place(of parameter: ParameterLayout.Parameter) -> TensorPlace? { places[parameter.name] }

  var subwords: ForeignVocabulary {
    get throws {
      var files = try vocabulary.files()
      if let targetPrefix, !targetPrefix.isEmpty {
        files.rules.targetPrefix = [try vocabulary.target.expect(targetPrefix)]
      }
      return .sentencePiece(files)
    }
  }
}

/// What kind of Transformer the variables make.
struct CTranslate2Architecture {
  let file: CTranslate2File
  let options: ForeignOptions?

  private func unsupported(_ what: String, _ value: String, _ supported: String) -> InterchangeError {
    .unsupported(file: file.path, option: what, value: value, supported: supported)
  }

  private func attribute(_ name: String, side: String = "encoder") -> Float? {
    file.scalar("\(side)/\(name)") ?? file.scalar(name)
  }

  func configuration() throws -> TransformerConfiguration {
    try checkKind()
    let target = try shape("decoder/embeddings/weight")
    let source = try shape(file.sourceEmbeddings)
    let inner = try shape("encoder/layer_0/ffn/linear_0/weight")
    let isPre = attribute("pre_norm") != 0
    var c = TransformerConfiguration(
      vocabularySize: target[0], dim: target[1], feedForward: inner[0], heads: heads,
      encoderLayers: layers("encoder"), decoderLayers: layers("decoder"), normalization: isPre ? .pre : .post,
      activation: try activation())
    c.topNorm = hasNorm("encoder/layer_norm") == isPre ? nil : hasNorm("encoder/layer_norm")
    c.embeddingNorm = hasNorm("encoder/layernorm_embedding") ? true : nil
    c.normEpsilon = options?["layer_norm_epsilon"].flatMap { Float($0) } ?? 1e-5
    try setTying(&c, source: source)
    try setPositions(&c)
    try setEmbeddings(&c)
    if let problem = c.problem { throw InterchangeError.malformed(file: file.path, line: nil, reason: problem) }
    return c
  }

  /// Other kinds of model share the names of specification and variables.
  private func checkKind() throws {
    let isTransformer = ["", "TransformerSpec", "TransformerBase", "TransformerBig"].contains(file.specification)
    guard isTransformer else {
      throw unsupported("the kind of model", file.specification, "TransformerSpec")
    }
    let strange = [
      "relative_attention_bias", "relative_position_keys", "rotary", "linear_0_noact", "queries_scale",
    ]
    if let name = file.contains(where: { name in strange.contains { name.firstRange(of: $0) != nil } }) {
      throw unsupported(
        "the variable \(name)", "part of the model", "Transformers with absolute positions; not T5 and the like")
    }
    if attribute("alibi", side: "decoder") == 1 {
      throw unsupported("positions", "by distance (ALiBi)", "sinusoidal ones")
    }
    if file.shape(of: "encoder/layer_0/self_attention/layer_norm/beta") == nil {
      throw unsupported("layer normalisation", "without a bias", "one with scale and bias")
    }
  }

  private func shape(_ name: String) throws -> [Int] {
    guard let shape = file.shape(of: name), shape.count == 2 else {
      throw ModelError.tensorMissing(path: file.path, name: name)
    }
    return shape
  }

  private var heads: Int {
    if let heads = attribute("num_heads") { return Int(heads) }
    return file.specification == "TransformerBig" ? 16 : 8
  }

  private func layers(_ side: String) -> Int {
    (0..<1000).first { file.shape(of: "\(side)/layer_\($0)/ffn/linear_0/weight") == nil } ?? 0
  }

  private func activation() throws -> TransformerConfiguration.Activation {
    let number = attribute("activation") ?? 0
    guard
      let activation = [
        0: TransformerConfiguration.Activation.relu, 1: .geluTanh, 2: .swish, 3: .gelu, 4: .geluSigmoid,
      ][Int(number)]
    else { throw unsupported("activation", "number \(Int(number))", "ReLU (0), GELU (1, 3, 4), Swish (2)") }
    return activation
  }

  private func hasNorm(_ name: String) -> Bool { file.shape(of: "\(name)/gamma") != nil }

  private func setTying(_ c: inout TransformerConfiguration, source: [Int]) throws {
    let sharesInput = file.areSame(file.sourceEmbeddings, "decoder/embeddings/weight")
    let sharesOutput = file.areSame("decoder/projection/weight", "decoder/embeddings/weight")
    switch (sharesInput, sharesOutput) {
    case (true, true): c.tying = nil
    case (true, false): c.tying = .inputs
    case (false, true): c.tying = .output
    case (false, false): c.tying = TransformerConfiguration.Tying.none
    }
    if !sharesInput { c.sourceVocabularySize = source[0] }
  }

  private func setPositions(_ c: inout TransformerConfiguration) throws {
    let name = "encoder/position_encodings/encodings"
    guard let shape = file.shape(of: name) else {
      c.firstPosition = 1
      return
    }
    guard shape.count == 2, shape[1] == c.dim, shape.elementCount ?? .max <= 1 << 26 else {
      throw ModelError.tensorShape(path: file.path, name: name, expected: [shape[0], c.dim], found: shape)
    }
    let table = try file.read(name, shape: shape)
    let elements = table.matrix(rows: shape[0], columns: shape[1]).elements
    guard let found = PositionalEncoding.spacing(of: elements, dim: c.dim) else {
      throw unsupported(name, "a table of its own", "sinusoidal positions")
    }
    c.positions = found.spacing == .marian ? nil : found.spacing
    c.firstPosition = found.first == 0 ? nil : found.first
  }

  /// A flag, or a factor.
  private func setEmbeddings(_ c: inout TransformerConfiguration) throws {
    let name = [
      "encoder/scale_embeddings", "encoder/embeddings/multiply_by_sqrt_depth", "embeddings/multiply_by_sqrt_depth",
    ]
    .first { file.scalar($0) != nil }
    if let name, let value = file.scalar(name) {
      c.embeddingFactor = file.isWhole(name) ? (value == 0 ? 1 : nil) : value
    }
    if let factor = c.embeddingFactor, factor == Float(c.dim).squareRoot() { c.embeddingFactor = nil }
  }
}

extension CTranslate2File {
  fileprivate var sourceEmbeddings: String {
    let names = [CTranslate2Names.sourceEmbeddings, CTranslate2Names.olderSourceEmbeddings]
    return names.first { shape(of: $0) != nil } ?? names[0]
  }
}
