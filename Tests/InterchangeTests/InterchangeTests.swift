import Foundation
import Interchange
import Subwords
import Tensors
import Testing
import Transformer

/// Models in other programs' formats. Golden/make.py says how its models and scores came about.
@Suite struct InterchangeTests {
  /// Pieces behind the reserved ones.
  static let subwords: SubwordModel = {
    let merges = [BytePairCodes.Merge("a", "b"), .init("ab", "\"</w>"), .init("\\", "\u{2028}</w>")]
    guard let vocabulary = try? Vocabulary(ordinary: ["ab@@", "ab\"", "\\\u{2028}"]) else { preconditionFailure() }
    return SubwordModel(codes: BytePairCodes(merges: merges), vocabulary: vocabulary)
  }()

  static func golden(_ name: String) throws -> String {
    try #require(Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Golden")).path
  }

  /// A random model of ours on disk.
  static func write(
    _ normalization: TransformerConfiguration.Normalization, as type: SafetensorsWriter.ElementType, to path: String
  ) throws {
    var configuration = TransformerConfiguration(
      vocabularySize: subwords.vocabulary.count, dim: 8, feedForward: 6, heads: 2, encoderLayers: 2, decoderLayers: 1)
    configuration.normalization = normalization
    configuration.activation = normalization == .pre ? .swish : .relu
    let parameters = ParameterVector(configuration)
    var generator = SystemRandomNumberGenerator()
    for (_, values) in parameters.named {
      for i in 0..<values.count { values.pointer[i] = Float.random(in: -1...1, using: &generator) }
    }
    try subwords.write(to: path)
    let description = ModelDirectory.Description(
      sourceLanguage: "en", targetLanguage: "de", configuration: configuration, maximumLength: 37, placeholders: true,
      notes: ["from": "a \"test\""])
    try ModelDirectory.write(
      description, parameters: parameters, as: type,
      subwordFiles: [SubwordModel.codesFile, SubwordModel.vocabularyFile], to: path)
  }

  static func export(_ model: String, _ format: String, to path: String) throws {
    let directory = try ModelDirectory(path: model)
    if format == "marian" {
      try MarianExport(directory).write(to: path)
    } else {
      try HuggingFaceExport(directory).write(to: path)
    }
  }

  @Test(arguments: ["marian", "huggingface"], TransformerConfiguration.Normalization.allCases)
  func whatIsExportedComesBackByteForByte(
    _ format: String, _ normalization: TransformerConfiguration.Normalization
  ) throws {
    for type in SafetensorsWriter.ElementType.allCases {
      let model = try Directory()
      let exported = try Directory()
      let again = try Directory()
      try Self.write(normalization, as: type, to: model.path)
      try Self.export(model.path, format, to: exported.path)
      try ModelImport(exported.path).write(to: again.path)
      let names = try FileManager.default.contentsOfDirectory(atPath: model.path).sorted()
      #expect(try FileManager.default.contentsOfDirectory(atPath: again.path).sorted() == names)
      for name in names {
        #expect(
          FileManager.default.contentsEqual(atPath: "\(model.path)/\(name)", andPath: "\(again.path)/\(name)"),
          "\(name)")
      }
    }
  }

  struct Scores: Decodable {
    struct Model: Decodable {
      let logits: [[[Float]]]
      let logitsWithMarianEpsilon: [[[Float]]]
    }
    let tokens: [Int]
    let sources, targets: [[Int32]]
    let marian, pegasus: Model
  }

  /// Imports a golden model, whose subword files stand elsewhere.
  static func importGolden(_ name: String, to path: String) throws {
    let vocabulary = try Directory()
    try subwords.write(to: vocabulary.path)
    var options = ModelImport.Options()
    options.subwords = vocabulary.path
    options.sourceLanguage = "en"
    options.targetLanguage = "de"
    try ModelImport(golden(name), options: options).write(to: path)
  }

  @Test(arguments: ["marian", "pegasus"]) func logitsAreThoseOfTransformers(_ name: String) throws {
    let directory = try Directory()
    try Self.importGolden(name, to: directory.path)
    let model = try ModelDirectory(path: directory.path)
    #expect(model.description.configuration.positions == .published && model.description.maximumLength == 16)
    let scores = try JSONDecoder().decode(
      Scores.self, from: Data(contentsOf: URL(fileURLWithPath: Self.golden("scores.json"))))
    let expected = name == "marian" ? scores.marian : scores.pegasus
    let weights = try TransformerWeights(model, precision: .float32)
    let (encoder, decoder) = (TransformerEncoder(weights), TransformerDecoder(weights))
    for (sentence, (source, target)) in zip(scores.sources, scores.targets).enumerated() {
      decoder.start(encoder.encode([source]))
      for (position, previous) in ([-1] + target.dropLast()).enumerated() {
        let logits = decoder.scores(parents: [0], tokens: [previous])[0].logits
        for (index, token) in scores.tokens.enumerated() {
          let (like, unlike) = (
            expected.logitsWithMarianEpsilon[sentence][position][index], expected.logits[sentence][position][index]
          )
          let isClose = abs(logits[token] - like) < 1e-5 && abs(logits[token] - unlike) < 1e-4
          #expect(isClose, "sentence \(sentence), position \(position), token \(token)")
        }
      }
    }
  }

  /// What was imported and is exported has the tensors that `transformers` itself wrote, and no others but positions.
  @Test(arguments: ["marian", "pegasus"]) func tensorsAreThoseOfTransformers(_ name: String) throws {
    let directory = try Directory()
    let exported = try Directory()
    try Self.importGolden(name, to: directory.path)
    try Self.export(directory.path, "huggingface", to: exported.path)
    let theirs = try SafetensorsFile(path: "\(Self.golden(name))/model.safetensors")
    let ours = try SafetensorsFile(path: "\(exported.path)/model.safetensors")
    let positions = ["model.encoder.embed_positions.weight", "model.decoder.embed_positions.weight"]
    #expect(Set(ours.tensors.keys) == Set(theirs.tensors.keys).union(positions))
    for (tensor, entry) in theirs.tensors where !positions.contains(tensor) {
      #expect(ours.tensors[tensor]?.shape == entry.shape, "\(tensor)")
      let count = entry.shape.reduce(1, *)
      let (one, other) = (FloatStorage(count: count), FloatStorage(count: count))
      try ours.read(tensor, shape: entry.shape, to: one.pointer)
      try theirs.read(tensor, shape: entry.shape, to: other.pointer)
      // The output bias of padding is chosen here.
      let compared = tensor == "final_logits_bias" ? count - 1 : count
      #expect((0..<compared).allSatisfy { one.pointer[$0] == other.pointer[$0] }, "\(tensor)")
      withExtendedLifetime((one, other)) {}
    }
  }

  @Test func marianCannotHavePublishedPositions() throws {
    let directory = try Directory()
    let exported = try Directory()
    try Self.importGolden("marian", to: directory.path)
    #expect { try Self.export(directory.path, "marian", to: exported.path) } throws: {
      "\($0)".contains("--format huggingface")
    }
  }
}

/// A directory that goes away with the test.
struct Directory: ~Copyable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("translate-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
