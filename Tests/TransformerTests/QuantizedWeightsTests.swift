import FoundationEssentials
import Glibc
import Tensors
import Testing
import Transformer

/// int8 weights: from parameters, from a file, and in batches of any composition.
@Suite struct QuantizedWeightsTests {
  static let vocabulary = 37

  /// Log-probabilities after two forced tokens of every sentence.
  static func scores(_ weights: TransformerWeights, _ batch: [[Int32]]) -> [[Float]] {
    let (encoder, decoder) = (TransformerEncoder(weights), TransformerDecoder(weights))
    decoder.start(encoder.encode(batch))
    let everyone = batch.indices.map { Int32($0) }
    _ = decoder.logProbabilities(parents: everyone, tokens: batch.map { _ in -1 })
    let result = decoder.logProbabilities(parents: everyone, tokens: batch.map { $0[0] })
    return batch.indices.map { Array(result[$0 * vocabulary..<($0 + 1) * vocabulary]) }
  }

  static let sources: [[Int32]] = [[5, 9, 3, 0], [7, 0], (1...30).map { Int32($0) } + [0]]

  @Test(arguments: DecoderTests.choices) func int8IsCloseToTheReference(
    _ choice: (TransformerConfiguration.Normalization, TransformerConfiguration.Activation)
  ) throws {
    let parameters = DecoderTests.model(choice.0, choice.1)
    let reference = ReferenceTransformer(parameters)
    let found = Self.scores(try TransformerWeights(parameters, precision: .int8), Self.sources)
    for (source, row) in zip(Self.sources, found) {
      let expected = reference.nextLogProbabilities(source: source, target: [source[0]])
      // An error of 1/254 of the largest factor in each of many layers; nearer than that is not to be had.
      for (value, reference) in zip(row, expected) { #expect(abs(Double(value) - reference) < 0.25) }
      let total = row.reduce(0.0) { $0 + exp(Double($1)) }
      #expect(abs(total - 1) < 1e-4)
    }
  }

  @Test func aSentenceDoesNotDependOnItsBatchBitForBit() throws {
    let weights = try TransformerWeights(DecoderTests.model(.post, .relu), precision: .int8)
    let together = Self.scores(weights, Self.sources + Self.sources.reversed())
    for (index, source) in Self.sources.enumerated() {
      let alone = Self.scores(weights, [source])[0]
      #expect(alone == together[index] && alone == together[5 - index])
    }
  }

  static func write(to path: String) throws -> ParameterVector {
    let parameters = DecoderTests.model(.pre, .relu)
    try "a\n".write(toFile: "\(path)/extra.txt", atomically: false, encoding: .utf8)
    let description = ModelDirectory.Description(
      sourceLanguage: "en", targetLanguage: "de", configuration: parameters.configuration, maximumLength: 64)
    try ModelDirectory.write(
      description, parameters: parameters, as: .float32, subwordFiles: ["extra.txt"], to: path)
    return parameters
  }

  @Test func aQuantizedModelGivesTheSameScores() throws {
    let original = try TemporaryDirectory()
    let quantized = try TemporaryDirectory()
    let parameters = try Self.write(to: original.path)
    try ModelDirectory(path: original.path).writeQuantized(to: quantized.path)
    let directory = try ModelDirectory(path: quantized.path)
    #expect(Set(directory.description.files.keys) == ["extra.txt", "weights.safetensors"])
    let fromFile = Self.scores(try TransformerWeights(directory, precision: .int8), Self.sources)
    let fromParameters = Self.scores(try TransformerWeights(parameters, precision: .int8), Self.sources)
    #expect(fromFile == fromParameters)
    let again = try TemporaryDirectory()
    try directory.writeQuantized(to: again.path)
    for name in ["weights.safetensors", "model.json", "extra.txt"] {
      #expect(
        FileManager.default.contentsEqual(atPath: "\(quantized.path)/\(name)", andPath: "\(again.path)/\(name)"))
    }
  }

  /// Of every output the largest weight is 127 steps at most, so no weight is farther off than half of such a step; what
  /// keeps neighbours' sums small may add one step.
  @Test(arguments: DecoderTests.choices) func unpackedParametersAreNear(
    _ choice: (TransformerConfiguration.Normalization, TransformerConfiguration.Activation)
  ) throws {
    let directory = try TemporaryDirectory()
    let parameters = DecoderTests.model(choice.0, choice.1)
    let path = "\(directory.path)/int8.safetensors"
    try QuantizedWeights.write(parameters, to: path)
    let unpacked = try ParameterVector(parameters.configuration, from: SafetensorsFile(path: path))
    for (parameter, found) in zip(parameters.named, unpacked.named) {
      let largest = parameter.values.elements.map(abs).max() ?? 0
      for (value, near) in zip(parameter.values.elements, found.values.elements) {
        #expect(abs(value - near) <= (parameter.values.rows == 1 ? 1e-6 : 1.5 / 127) * largest, "\(parameter.name)")
      }
    }
    let (whole, own) = (
      Self.scores(try TransformerWeights(unpacked), Self.sources),
      Self.scores(try TransformerWeights(parameters), Self.sources)
    )
    for (row, expected) in zip(whole, own) { for (a, b) in zip(row, expected) { #expect(abs(a - b) < 0.25) } }
  }

  /// Cut off or changed anywhere, the file gives an error or weights, never a crash.
  @Test func hostileFilesDoNotCrash() throws {
    let directory = try TemporaryDirectory()
    let parameters = try Self.write(to: directory.path)
    let path = "\(directory.path)/int8.safetensors"
    try QuantizedWeights.write(parameters, to: path)
    let good = try Data(contentsOf: URL(fileURLWithPath: path))
    var generator = TestGenerator(9)
    for trial in 0..<200 {
      var bytes = good
      if trial % 2 == 0 {
        bytes = Data(bytes.prefix(Int.random(in: 0..<bytes.count, using: &generator)))
      } else {
        bytes[Int.random(in: 0..<6000, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      try bytes.write(to: URL(fileURLWithPath: path))
      guard let file = try? SafetensorsFile(path: path),
        let weights = try? TransformerWeights(parameters.configuration, quantized: file)
      else { continue }
      _ = try? ParameterVector(parameters.configuration, from: file)
      _ = Self.scores(weights, [[5, 9, 0]])
    }
  }

  /// What an earlier version has packed would be read wrongly.
  @Test func anotherQuantizationIsRefused() throws {
    let parameters = DecoderTests.model(.post, .relu)
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try QuantizedWeights.write(parameters, to: path)
    #expect(try QuantizedWeights.isQuantized(SafetensorsFile(path: path)))
    var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    let format = Array("translate-int8-2".utf8)
    let start = try #require(bytes.indices.first { bytes[$0...].starts(with: format) })
    bytes[start + format.count - 1] = UInt8(ascii: "1")
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let file = try SafetensorsFile(path: path)
    #expect(throws: ModelError.quantizedOtherwise(path: path, format: "translate-int8-1")) {
      try ParameterVector(parameters.configuration, from: file)
    }
  }
}
