import Tensors
import Transformer

/// A model in Marian's format: an `.npz` file that holds the options as YAML among the weights, and `vocab.yml` beside it.
struct MarianModel: ForeignModel {
  let configuration: TransformerConfiguration
  let maximumLength: Int
  let directory: String
  private let arrays: NumpyArchiveFile

  var vocabulary: String { "\(directory)/\(MarianExport.vocabularyName)" }
  var hasPadding: Bool { false }

  /// Far more than any options take.
  private static let longestOptions = 1 << 20

  init(path: String) throws {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    arrays = try NumpyArchiveFile(path: path)
    guard arrays.contains(MarianExport.optionsName) else {
      throw InterchangeError.missing(
        file: "\(path), array \(MarianExport.optionsName)",
        remedy: "it holds a Marian model's options; this file is none, or was written by a Marian of before 2017")
    }
    let bytes = try arrays.bytes(MarianExport.optionsName, limit: Self.longestOptions).prefix { $0 != 0 }
    let options = try Array(bytes).withUnsafeBytes {
      try ForeignOptions($0, file: "\(path), \(MarianExport.optionsName)")
    }
    configuration = try options.marianConfiguration()
    maximumLength = try options.number("max-length", default: 1000)
  }

  func parameters() throws -> ParameterVector {
    try arrays.expect(ParameterLayout(configuration).parameters)
    let parameters = ParameterVector(configuration)
    for (name, values) in parameters.named { try arrays.read(name, to: values) }
    return parameters
  }
}

extension ForeignOptions {
  /// What Marian's options say, if it can be said here.
  ///
  /// Options that only training or decoding uses are not looked at.
  func marianConfiguration() throws(InterchangeError) -> TransformerConfiguration {
    try expect("type", ["transformer"])
    try checkEmbeddings()
    try checkParts()
    let normalization = try marianNormalization()
    let activation = try expect("transformer-ffn-activation", ["relu", "swish"], default: "swish")
    let configuration = TransformerConfiguration(
      vocabularySize: try sharedVocabulary(), dim: try number("dim-emb"),
      feedForward: try number("transformer-dim-ffn"), heads: try number("transformer-heads"),
      encoderLayers: try number("enc-depth"), decoderLayers: try number("dec-depth"), normalization: normalization,
      activation: activation == "relu" ? .relu : .swish)
    if let problem = configuration.problem { throw .malformed(file: file, line: nil, reason: problem) }
    return configuration
  }

  private func sharedVocabulary() throws(InterchangeError) -> Int {
    let sizes = try numbers("dim-vocabs")
    guard sizes.count == 2, sizes[0] == sizes[1] else {
      throw unsupported("dim-vocabs", self["dim-vocabs"] ?? "", "one vocabulary for source and target")
    }
    return sizes[0]
  }

  private func checkEmbeddings() throws(InterchangeError) {
    if self["tied-embeddings-all"] != "true" {
      for option in ["tied-embeddings", "tied-embeddings-src"] where self[option] != "true" {
        throw unsupported("tied-embeddings-all", self["tied-embeddings-all"] ?? "absent", "true")
      }
    }
    try expect("transformer-train-position-embeddings", ["false"], default: "false")
    try expect("lemma-dim-emb", ["0"], default: "0")
  }

  private func checkParts() throws(InterchangeError) {
    try expect("transformer-decoder-autoreg", ["self-attention"], default: "self-attention")
    try expect("transformer-ffn-depth", ["2"], default: "2")
    try expect("transformer-decoder-ffn-depth", ["0", "2"], default: "0")
    try expect("transformer-decoder-dim-ffn", ["0", self["transformer-dim-ffn"] ?? "0"], default: "0")
    try expect("transformer-tied-layers", ["[]"], default: "[]")
    let absent = [
      "transformer-no-projection", "transformer-no-bias", "transformer-no-affine", "transformer-rnn-projection",
      "transformer-pool", "output-omit-bias", "skip",
    ]
    for option in absent { try expect(option, ["false"], default: "false") }
  }

  /// Where layer normalisation stands. Dropout (`d`) is of no matter here.
  private func marianNormalization() throws(InterchangeError) -> TransformerConfiguration.Normalization {
    func steps(_ option: String, _ standard: String) -> String { (self[option] ?? standard).filter { $0 != "d" } }
    for option in ["transformer-preprocess-emb", "transformer-postprocess-emb"] where !steps(option, "d").isEmpty {
      throw unsupported(option, self[option] ?? "", "d")
    }
    let (before, after) = (steps("transformer-preprocess", ""), steps("transformer-postprocess", "dan"))
    let top = steps("transformer-postprocess-top", "")
    switch (before, after, top) {
    case ("", "an", ""): return .post
    case ("n", "a", "n"): return .pre
    default:
      throw unsupported(
        "transformer-preprocess / -postprocess / -postprocess-top", "'\(before)' / '\(after)' / '\(top)'",
        "'' / 'dan' / '' and 'n' / 'da' / 'n'")
    }
  }
}
