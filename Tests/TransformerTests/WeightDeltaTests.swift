import FoundationEssentials
import Tensors
import Testing
import Transformer

/// Adapters: what is kept of a change, and what is refused.
@Suite struct WeightDeltaTests {
  private let configuration = TransformerConfiguration(
    vocabularySize: 40, dim: 16, feedForward: 24, heads: 2, encoderLayers: 2, decoderLayers: 1, normalization: .pre)

  private func delta(base: String = "0123") -> WeightDelta {
    let delta = WeightDelta(configuration, base: base, rank: 2)
    // Numbers that half precision has.
    for i in 0..<delta.storage.count { delta.storage.pointer[i] = Float(i % 17 - 8) / 64 }
    return delta
  }

  private func path() -> String { "\(FileManager.default.temporaryDirectory.path)/delta-\(UUID().uuidString)" }

  @Test func aFileHoldsAllOfIt() throws {
    let (written, path) = (delta(), path())
    defer { try? FileManager.default.removeItem(atPath: path) }
    written.notes["corrections"] = "12"
    try written.write(to: path)
    let read = try WeightDelta(path: path, configuration, base: "0123")
    #expect(read.notes == written.notes && read.rank == 2 && read.checksum?.count == 16)
    #expect(
      read.storage.matrix(rows: 1, columns: read.storage.count).elements
        == written.storage.matrix(rows: 1, columns: written.storage.count).elements)
  }

  /// Against the definition of a product, element by element.
  @Test func itAddsTheProductOfItsFactors() throws {
    let (delta, parameters) = (delta(), ParameterVector(configuration))
    parameters.storage.pointer.update(repeating: 1, count: parameters.storage.count)
    delta.apply(to: parameters)
    let part = try #require(delta.parts.first { $0.parameter.name == "decoder_l1_ffn_W1" })
    let (left, right) = try #require(delta.factors(part))
    let weights = parameters[part.parameter]
    for row in 0..<weights.rows {
      for column in 0..<weights.columns {
        let sum = (0..<2).reduce(Float(1)) { $0 + left.row(row)[$1] * right.row($1)[column] }
        #expect(abs(weights.row(row)[column] - sum) < 1e-5)
      }
    }
    let bias = try #require(delta.parts.first { $0.parameter.name == "decoder_ff_logit_out_b" })
    #expect(parameters[bias.parameter].elements[3] == 1 + delta.storage.pointer[bias.offset + 3])
    #expect(parameters["Wemb"].elements.allSatisfy { $0 == 1 })
    withExtendedLifetime((delta, parameters)) {}
  }

  @Test func oneOfOtherWeightsIsRefused() throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try delta(base: "aaaa").write(to: path)
    #expect(throws: ModelError.adapterOfOther(path: path)) {
      try WeightDelta(path: path, configuration, base: "bbbb")
    }
    var other = configuration
    other.feedForward = 32
    #expect(throws: ModelError.self) { try WeightDelta(path: path, other, base: "aaaa") }
  }

  /// Whatever a file holds, it is an error or an adapter of finite numbers.
  @Test func hostileBytesAreErrors() throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try delta().write(to: path)
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    func attempt(_ bytes: [UInt8]) throws {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      // What it throws is a ModelError.
      guard let delta = try? WeightDelta(path: path, configuration, base: "0123") else { return }
      #expect((0..<delta.storage.count).allSatisfy { delta.storage.pointer[$0].isFinite })
    }
    for length in stride(from: 0, to: bytes.count, by: 97) {
      try Data(bytes[..<length]).write(to: URL(fileURLWithPath: path))
      #expect(throws: ModelError.self) { try WeightDelta(path: path, configuration, base: "0123") }
    }
    for place in stride(from: 0, to: bytes.count, by: 31) {
      var damaged = bytes
      damaged[place] ^= 0xFF
      try attempt(damaged)
    }
  }

  /// Translation with an adapter is that of a model whose weights have been changed by it.
  @Test func loadedOverItsModelItIsTheMergedModel() throws {
    let directory = path()
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let parameters = ParameterVector(configuration)
    var generator = SystemRandomNumberGenerator()
    parameters.initialize(using: &generator)
    let description = ModelDirectory.Description(
      sourceLanguage: "a", targetLanguage: "b", configuration: configuration, maximumLength: 20)
    try ModelDirectory.write(description, parameters: parameters, as: .float32, subwordFiles: [], to: directory)
    let model = try ModelDirectory(path: directory)
    let file = "\(directory)/adapter"
    try delta(base: model.weightsChecksum).write(to: file)
    let adapter = try WeightDelta(path: file, for: model)
    let applied = try TransformerWeights(model, adapter: adapter)
    adapter.apply(to: parameters)
    let merged = try TransformerWeights(parameters)
    let plain = try TransformerWeights(model)
    #expect(states(applied) == states(merged))
    #expect(states(applied) != states(plain))
  }

  private func states(_ weights: TransformerWeights) -> [Float] {
    let encoder = TransformerEncoder(weights)
    return withExtendedLifetime(encoder) { encoder.encode([[5, 9, 11, 0]]).states.elements }
  }
}
