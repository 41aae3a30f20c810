import FoundationEssentials
import Subwords
import Tensors
import Transformer

/// A directory of Hugging Face's `transformers` with a `MarianMTModel` or a `PegasusForConditionalGeneration`.
struct HuggingFaceModel: ForeignModel {
  let configuration: TransformerConfiguration
  let maximumLength: Int
  let directory: String
  private let file: SafetensorsFile

  var vocabulary: String { "\(directory)/\(HuggingFaceExport.vocabularyName)" }
  var hasPadding: Bool { true }

  init(directory: String) throws {
    self.directory = directory
    let path = "\(directory)/\(HuggingFaceExport.configurationName)"
    let mapped = try MappedFile(path: path)
    let options = try ForeignOptions(mapped.bytes, file: path)
    withExtendedLifetime(mapped) {}
    var configuration = try options.huggingFaceConfiguration()
    maximumLength = try options.number("max_position_embeddings")
    file = try Self.weights(directory)
    configuration.positions = try Self.positions(file, dim: configuration.dim)
    self.configuration = configuration
  }

  private static func weights(_ directory: String) throws -> SafetensorsFile {
    let path = "\(directory)/\(HuggingFaceExport.weightsName)"
    guard FileManager.default.fileExists(atPath: path) else {
      throw InterchangeError.missing(
        file: path,
        remedy: "write it with save_pretrained(\"...\", max_shard_size=\"100GB\") of transformers 4.35 or newer; "
          + "weights in several files and pytorch_model.bin cannot be read here")
    }
    return try SafetensorsFile(path: path)
  }

  /// Their classes make the positions themselves unless the file has them.
  private static func positions(_ file: SafetensorsFile, dim: Int) throws -> PositionalEncoding.Spacing? {
    var spacings: Set<PositionalEncoding.Spacing> = []
    for name in HuggingFaceNames.positions {
      guard let shape = file.tensors[name]?.shape else {
        spacings.insert(.published)
        continue
      }
      try file.expect(name, shape: [shape.first ?? 0, dim])
      let table = FloatStorage(uninitialized: shape[0] * dim)
      try file.read(name, shape: shape, to: table.pointer)
      let rows = table.matrix(rows: shape[0], columns: dim)
      guard let spacing = PositionalEncoding.spacing(of: rows.elements, dim: dim) else {
        throw InterchangeError.unsupported(
          file: file.path, option: name, value: "a table of its own", supported: "sinusoidal positions")
      }
      spacings.insert(spacing)
      withExtendedLifetime(table) {}
    }
    guard spacings.count == 1 else {
      throw InterchangeError.unsupported(
        file: file.path, option: "the spacing of positions", value: "not the same in encoder and decoder",
        supported: "one for both")
    }
    return spacings == [.marian] ? nil : .published
  }

  func parameters() throws -> ParameterVector {
    let layout = ParameterLayout(configuration)
    let names = HuggingFaceNames(configuration).names
    try check(layout, names)
    let parameters = ParameterVector(configuration)
    try readEmbeddings(into: parameters["Wemb"])
    try readBias(into: parameters["decoder_ff_logit_out_b"])
    for name in names {
      let values = parameters[name.ours]
      let theirs = FloatStorage(uninitialized: values.count)
      try file.read(name.theirs, shape: Self.shape(name, layout), to: theirs.pointer)
      theirs.matrix(rows: values.columns, columns: values.rows).transposed(into: values)
      withExtendedLifetime(theirs) {}
    }
    return parameters
  }

  private static func shape(_ name: HuggingFaceNames.Name, _ layout: ParameterLayout) -> [Int] {
    let parameter = layout[name.ours]
    return name.isMatrix ? [parameter.columns, parameter.rows] : [parameter.columns]
  }

  /// Everything is there before memory is asked for.
  private func check(_ layout: ParameterLayout, _ names: [HuggingFaceNames.Name]) throws {
    for name in names { try file.expect(name.theirs, shape: Self.shape(name, layout)) }
    try file.expect(try embeddingNames[0], shape: embeddingShape)
  }

  private var embeddingShape: [Int] { [configuration.vocabularySize + 1, configuration.dim] }

  /// Under how many names the embeddings are in the file; `transformers` writes one of them.
  private var embeddingNames: [String] {
    get throws {
      let all = [HuggingFaceNames.embeddings] + HuggingFaceNames.embeddingCopies
      let names = all.filter { file.tensors[$0] != nil }
      guard !names.isEmpty else {
        throw ModelError.tensorMissing(path: file.path, name: HuggingFaceNames.embeddings)
      }
      return names
    }
  }

  private func readEmbeddings(into values: Matrix) throws {
    let names = try embeddingNames
    let padding = values.count
    let first = FloatStorage(uninitialized: padding + values.columns)
    try file.read(names[0], shape: embeddingShape, to: first.pointer)
    for name in names.dropFirst() {
      let other = FloatStorage(uninitialized: first.count)
      try file.read(name, shape: embeddingShape, to: other.pointer)
      guard (0..<first.count).allSatisfy({ first.pointer[$0] == other.pointer[$0] }) else {
        throw InterchangeError.untied(file: file.path, one: names[0], other: name)
      }
    }
    guard (padding..<first.count).allSatisfy({ first.pointer[$0] == 0 }) else {
      throw InterchangeError.startIsNotZero(
        file: file.path, tensor: names[0], token: configuration.vocabularySize)
    }
    values.copy(from: first.matrix(rows: values.rows, columns: values.columns))
    withExtendedLifetime(first) {}
  }

  /// The last number is padding's. A file may lack the bias: it is zero then.
  private func readBias(into values: Matrix) throws {
    guard file.tensors[HuggingFaceNames.outputBias] != nil else { return }
    let bias = FloatStorage(count: values.count + 1)
    try file.read(HuggingFaceNames.outputBias, shape: [1, values.count + 1], to: bias.pointer)
    values.copy(from: bias.matrix(rows: 1, columns: values.count))
    withExtendedLifetime(bias) {}
  }
}

extension ForeignOptions {
  /// What `config.json` says, if it can be said here. The last piece is padding, and no piece of ours.
  func huggingFaceConfiguration() throws(InterchangeError) -> TransformerConfiguration {
    let type = try expect("model_type", ["marian", "pegasus"])
    try checkTokens()
    try checkForm(isMarian: type == "marian")
    let (heads, feedForward) = (try number("encoder_attention_heads"), try number("encoder_ffn_dim"))
    try expect("decoder_attention_heads", ["\(heads)"])
    try expect("decoder_ffn_dim", ["\(feedForward)"])
    let activation = try expect("activation_function", ["relu", "swish", "silu"])
    let configuration = TransformerConfiguration(
      vocabularySize: try number("vocab_size") - 1, dim: try number("d_model"), feedForward: feedForward, heads: heads,
      encoderLayers: try number("encoder_layers"), decoderLayers: try number("decoder_layers"),
      normalization: type == "marian" ? .post : .pre, activation: activation == "relu" ? .relu : .swish)
    if let problem = configuration.problem { throw .malformed(file: file, line: nil, reason: problem) }
    return configuration
  }

  private func checkTokens() throws(InterchangeError) {
    let size = try number("vocab_size")
    try expect("decoder_vocab_size", ["\(size)"], default: "\(size)")
    try expect("eos_token_id", ["\(Vocabulary.endOfSentence)"])
    try expect("decoder_start_token_id", ["\(size - 1)"])
    try expect("pad_token_id", ["\(size - 1)"])
  }

  /// Some options are of older versions, and without effect on the weights unless another class was meant.
  private func checkForm(isMarian: Bool) throws(InterchangeError) {
    try expect("scale_embedding", ["true"], default: "false")
    try expect("tie_word_embeddings", ["true"], default: "true")
    try expect("share_encoder_decoder_embeddings", ["true"], default: "true")
    try expect("normalize_embedding", ["false"], default: "false")
    let isPre = "\(!isMarian)"
    try expect("normalize_before", [isPre], default: isPre)
    try expect("add_final_layer_norm", [isPre], default: isPre)
  }
}
