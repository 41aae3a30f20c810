import Foundation
import Interchange
import Subwords
import Tensors
import Testing
import Transformer

/// Models that cannot be imported, and damaged ones.
@Suite struct InterchangeErrorTests {
  struct Change: CustomTestStringConvertible, Sendable {
    let format: String
    let old: String
    let new: String
    /// What the message has to hold.
    let parts: [String]
    var testDescription: String { "\(format): \(new)" }

    init(_ format: String, _ old: String, _ new: String, _ parts: String...) {
      (self.format, self.old, self.new, self.parts) = (format, old, new, parts)
    }
  }

  static let changes = [
    Change("marian", "type: transformer", "type: s2s", "type is s2s", "transformer"),
    Change("marian", "autoreg: self-attention", "autoreg: average-attention", "autoreg", "average-attention"),
    Change("marian", "ffn-activation: swish", "ffn-activation: tanh", "tanh", "relu, swish, gelu"),
    Change("marian", "tied-embeddings-all: true", "tied-embeddings-all: false", "encoder_Wemb"),
    Change("marian", "dim-vocabs: [293, 293]", "dim-vocabs: [293, 294]", "dim-vocabs", "293, 294"),
    Change("marian", "postprocess: \"da\"", "postprocess: \"dha\"", "'ha'"),
    Change("marian", "tied-layers: []", "tied-layers: [1, 1, 1]", "tied-layers is [1, 1, 1]"),
    Change("marian", "heads: 2", "heads: 3", "not a multiple of heads"),
    Change("marian", "heads: 2", "heads: two", "heads is two"),
    Change("marian", "dim-emb: 8", "dim-embeddings: 8", "lacks the option dim-emb"),
    Change("marian", "enc-depth: 2", "enc-depth: 3", "encoder_l3_self_Wq"),
    Change("marian", "dim-ffn: 6", "dim-ffn: 7", "has shape [8, 6]", "[8, 7]"),
    Change("marian", "dim-ffn: 6", "dim-ffn: 100000", "too few"),
    Change("marian", "skip: false", "skip: [", "model.yml:"),
    Change("huggingface", "\"pegasus\"", "\"bart\"", "model_type is bart", "marian, pegasus"),
    Change("huggingface", "\"swish\"", "\"gelu\"", "activation_function is gelu", "silu"),
    Change("huggingface", "\"decoder_ffn_dim\": 6", "\"decoder_ffn_dim\": 5", "decoder_ffn_dim is 5"),
    Change("huggingface", "\"scale_embedding\": true", "\"scale_embedding\": false", "scale_embedding is false"),
    Change("huggingface", "\"decoder_start_token_id\": 293", "\"decoder_start_token_id\": 0", "_id is 0", "293"),
    Change("huggingface", "\"d_model\": 8", "\"d_model\": \"wide\"", "d_model is wide"),
    Change("huggingface", "\"encoder_layers\": 2", "\"encoder_layers\": 3", "lacks the tensor model.encoder.layers.2"),
    Change("huggingface", "\"encoder_layers\": 2", "\"encoder_layers\": 300", "not within"),
    Change("huggingface", "\"vocab_size\": 294", "\"vocab_size\": 4000000", "is 293", "3999999"),
    Change("huggingface", "{", "[", "config.json"),
  ]

  /// Writes an exported model with its options changed.
  private static func write(_ change: Change, to path: String) throws {
    let model = try Directory()
    try InterchangeTests.write(.pre, as: .float32, to: model.path)
    try InterchangeTests.export(model.path, change.format, to: path)
    if change.format == "huggingface" { return try edit("\(path)/config.json", change) }
    let file = "\(path)/model.npz"
    let arrays = try NumpyArchiveFile(path: file)
    let options = String(decoding: try arrays.bytes("special:model.yml", limit: 10_000), as: UTF8.self)
    #expect(options.contains(change.old))
    let configuration = try ModelDirectory(path: model.path).description.configuration
    var archive = try NumpyArchive(path: file)
    let parameters = ParameterVector(configuration)
    for (name, values) in parameters.named { try archive.add(name, values) }
    try archive.add("special:model.yml", bytes: Array(options.replacing(change.old, with: change.new).utf8))
    try archive.commit()
    withExtendedLifetime(parameters) {}
  }

  private static func edit(_ file: String, _ change: Change) throws {
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.contains(change.old))
    try text.replacing(change.old, with: change.new).write(toFile: file, atomically: false, encoding: .utf8)
  }

  private func failure(_ path: String, _ options: ModelImport.Options = .init()) throws -> String {
    let output = try Directory()
    do {
      try ModelImport(path, options: options).write(to: output.path)
      return "none"
    } catch { return "\(error)" }
  }

  @Test(arguments: changes) func whatCannotBeExpressedIsNamed(_ change: Change) throws {
    let directory = try Directory()
    try Self.write(change, to: directory.path)
    let message = try failure(directory.path)
    for part in change.parts { #expect(message.contains(part), "\(message)") }
    #expect(message.contains(directory.path), "\(message)")
  }

  @Test func missingFilesHaveARemedy() throws {
    let model = try Directory()
    let exported = try Directory()
    try InterchangeTests.write(.post, as: .float32, to: model.path)
    try InterchangeTests.export(model.path, "huggingface", to: exported.path)
    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(exported.path)/\(name)") }
    try remove("translate.json")
    #expect(try failure(exported.path).contains("--source-language"))
    var options = ModelImport.Options()
    (options.sourceLanguage, options.targetLanguage) = ("en", "de")
    #expect(try failure(exported.path, options) == "none")
    try remove("codes.bpe")
    #expect(try failure(exported.path, options).contains("--vocab"))
    _ = FileManager.default.createFile(atPath: "\(exported.path)/source.spm", contents: nil)
    #expect(
      try failure(exported.path, options).contains("vocab.json") || failure(exported.path, options).contains(".spm"))
    options.subwords = model.path
    #expect(try failure(exported.path, options) == "none")
    let other = try Directory()
    let pieces = try Vocabulary(ordinary: ["ab@@", "ab\"", "other"])
    try SubwordModel(codes: InterchangeTests.subwords.codes, vocabulary: pieces).write(to: other.path)
    options.subwords = other.path
    #expect(try failure(exported.path, options).contains("piece 292 is 'other'"))
    try remove("model.safetensors")
    #expect(try failure(exported.path, options).contains("save_pretrained"))
    #expect(try failure("\(exported.path)/nowhere").contains("config.json"))
  }

  @Test func startsAndTiesAreChecked() throws {
    let model = try Directory()
    let exported = try Directory()
    try InterchangeTests.write(.post, as: .float32, to: model.path)
    try InterchangeTests.export(model.path, "huggingface", to: exported.path)
    let path = "\(exported.path)/model.safetensors"
    let file = try SafetensorsFile(path: path)
    let tensors = try file.tensors.map { name, entry in
      let values = FloatStorage(count: entry.shape.reduce(1, *))
      try file.read(name, shape: entry.shape, to: values.pointer)
      return (name: name, shape: entry.shape, values: values)
    }
    func write(_ name: String, as copy: String? = nil, changing index: Int) throws {
      let raw = tensors.flatMap { tensor in
        var result = [(tensor.name, tensor.shape, tensor.values)]
        guard tensor.name == name else { return result }
        let changed = FloatStorage(tensor.values.matrix(rows: 1, columns: tensor.values.count).elements)
        changed.pointer[index] += 1
        if let copy { result.append((copy, tensor.shape, changed)) } else { result[0].2 = changed }
        return result
      }
      try SafetensorsWriter.write(
        raw.map {
          .init(name: $0.0, type: .float32, shape: $0.1, bytes: .init(start: $0.2.pointer, count: $0.2.count * 4))
        }, metadata: [:], to: path)
      withExtendedLifetime(raw) {}
    }
    try write("model.shared.weight", changing: 293 * 8 + 3)
    #expect(try failure(exported.path).contains("the decoder starts with token 293"))
    try write("model.shared.weight", as: "lm_head.weight", changing: 5)
    #expect(try failure(exported.path).contains("lm_head.weight differ"))
    try write("model.encoder.embed_positions.weight", changing: 100)
    #expect(try failure(exported.path).contains("sinusoidal"))
    try write("model.encoder.layers.0.fc1.weight", changing: 0)
    #expect(try failure(exported.path) == "none")
  }

  /// Truncations and changes of one byte give an error or a model, never a crash.
  @Test(arguments: ["marian", "huggingface"]) func damageDoesNotCrash(_ format: String) throws {
    let model = try Directory()
    let exported = try Directory()
    try InterchangeTests.write(.pre, as: .float32, to: model.path)
    try InterchangeTests.export(model.path, format, to: exported.path)
    let names = format == "marian" ? ["model.npz", "vocab.yml"] : ["model.safetensors", "config.json", "vocab.json"]
    var generator = SystemRandomNumberGenerator()
    for name in names {
      let url = URL(fileURLWithPath: "\(exported.path)/\(name)")
      let good = try Data(contentsOf: url)
      for trial in 0..<45 {
        var bytes = good
        // Headers, of which zip has its most important ones at the end, are small beside the weights.
        let near = min(bytes.count, 3000)
        switch trial % 3 {
        case 0: bytes = bytes.prefix(Int.random(in: 0..<bytes.count - 1, using: &generator))
        case 1: bytes[Int.random(in: 0..<near, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        default: bytes[bytes.count - Int.random(in: 1...near, using: &generator)] ^= 1 << UInt8(trial % 8)
        }
        try bytes.write(to: url)
        let message = try failure(exported.path)
        #expect(trial % 3 != 0 || message != "none", "\(name), \(bytes.count) bytes")
      }
      try good.write(to: url)
    }
  }
}
