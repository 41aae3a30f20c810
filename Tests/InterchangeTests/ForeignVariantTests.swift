import Foundation
import Interchange
import TestSupport
import Testing
import Transformer
import Translation

/// The same toy models in other shapes that downloads have: they must become the same.
@Suite struct ForeignVariantTests {
  private static func weights(_ model: String) throws -> Data {
    let folder = try TemporaryDirectory()
    try ModelImport(model, options: ForeignFormatTests.options).write(to: "\(folder.path)/out")
    return try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/out/weights.safetensors"))
  }

  private static func copy(_ name: String, to folder: TemporaryDirectory) throws -> String {
    let path = "\(folder.path)/model"
    try FileManager.default.copyItem(atPath: ForeignFormatTests.path(name), toPath: path)
    return path
  }

  private static func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

  private static func write(_ tree: Any, to path: String) throws {
    try JSONSerialization.data(withJSONObject: tree).write(to: URL(fileURLWithPath: path))
  }

  /// Tensors that stand one behind the other.
  private static func safetensors(_ tensors: [(name: String, entry: [String: Any], data: Data)]) throws -> Data {
    var (header, body) = ([String: Any](), Data())
    for (name, entry, data) in tensors {
      header[name] = [
        "dtype": entry["dtype"], "shape": entry["shape"], "data_offsets": [body.count, body.count + data.count],
      ]
      body += data
    }
    let text = try JSONSerialization.data(withJSONObject: header)
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) } + text + body
  }

  @Test func weightsInSeveralFiles() throws {
    let folder = try TemporaryDirectory()
    let model = try Self.copy("huggingface", to: folder)
    let whole = try Self.bytes("\(model)/model.safetensors")
    let length = Int(whole.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) })
    let header = try #require(
      try JSONSerialization.jsonObject(with: whole[8..<8 + length]) as? [String: [String: Any]])
    var places: [String: String] = [:]
    for part in 0...2 {
      let name = "model-0000\(part + 1)-of-00003.safetensors"
      let names = header.keys.sorted().enumerated().filter { $0.offset % 3 == part }.map(\.element)
      let tensors = try names.map { key in
        let range = try #require(header[key]?["data_offsets"] as? [Int])
        places[key] = name
        return (key, header[key] ?? [:], Data(whole[8 + length + range[0]..<8 + length + range[1]]))
      }
      try Self.safetensors(tensors).write(to: URL(fileURLWithPath: "\(model)/\(name)"))
    }
    try FileManager.default.removeItem(atPath: "\(model)/model.safetensors")
    let index = "\(model)/model.safetensors.index.json"
    try Self.write(["metadata": ["total_size": 1], "weight_map": places], to: index)
    #expect(try Self.weights(model) == Self.weights(ForeignFormatTests.path("huggingface")))
    try FileManager.default.removeItem(atPath: "\(model)/model-00002-of-00003.safetensors")
    #expect(throws: InterchangeError.self) { try ModelImport(model, options: ForeignFormatTests.options) }
    try Self.write(["weight_map": places.mapValues { _ in "../huggingface/model.safetensors" }], to: index)
    #expect(throws: InterchangeError.self) { try ModelImport(model, options: ForeignFormatTests.options) }
    try Data("[".utf8).write(to: URL(fileURLWithPath: index))
    #expect(throws: InterchangeError.self) { try ModelImport(model, options: ForeignFormatTests.options) }
  }

  /// As Firefox's repository keeps them.
  @Test func filesThatArePackedOneByOne() throws {
    let folder = try TemporaryDirectory()
    let model = try Self.copy("student", to: folder)
    for name in ["model.npz", "model.float32.bin"] { try FileManager.default.removeItem(atPath: "\(model)/\(name)") }
    let names = try FileManager.default.contentsOfDirectory(atPath: model)
    let gzip = Process()
    gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    gzip.arguments = ["gzip"] + names.map { "\(model)/\($0)" }
    try gzip.run()
    gzip.waitUntilExit()
    let output = "\(folder.path)/out"
    let imported = try ModelImport(model, options: .init())
    try imported.write(to: output)
    #expect(imported.description.sourceLanguage == "en" && imported.description.targetLanguage == "de")
    let plain = try Self.weights(ForeignFormatTests.path("student/model.ende.intgemm.alphas.bin"))
    #expect(try Self.bytes("\(output)/weights.safetensors") == plain)
    #expect(FileManager.default.fileExists(atPath: "\(output)/shortlist.bin"))
    // One that was cut is refused.
    let packed = "\(model)/vocab.ende.spm.gz"
    try Self.bytes(packed).dropLast(20).write(to: URL(fileURLWithPath: packed))
    #expect(throws: (any Error).self) { try ModelImport(model, options: .init()) }
  }
}

/// What tokenisers of NLLB may say, and where.
@Suite(.enabled(if: ForeignFixtures.folder != nil, ForeignFixtures.comment)) struct ManyLanguagesTests {
  private static func languages(_ change: (String, inout [String: Any]) throws -> Void) throws
    -> ModelDirectory.Languages?
  {
    let folder = try TemporaryDirectory()
    let model = "\(folder.path)/nllb"
    try FileManager.default.createDirectory(atPath: model, withIntermediateDirectories: true)
    for name in try FileManager.default.contentsOfDirectory(atPath: ForeignFixtures.path("hf-multilingual/nllb")) {
      let data = try Data(contentsOf: URL(fileURLWithPath: ForeignFixtures.path("hf-multilingual/nllb/\(name)")))
      try data.write(to: URL(fileURLWithPath: "\(model)/\(name)"))
    }
    let path = "\(model)/tokenizer_config.json"
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    var tree = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    try change(model, &tree)
    try JSONSerialization.data(withJSONObject: tree).write(to: URL(fileURLWithPath: path))
    return try ImportedModel(model, options: ForeignModelTests.options("eng_Latn", "deu_Latn")).rules?.languages
  }

  @Test func languagesAreFoundWhereverTheyAreSaid() throws {
    let usual = try #require(try Self.languages { _, _ in })
    #expect(usual.source.count > 100 && usual.sourceIsLast == nil)
    let ofList = try Self.languages { model, tree in
      tree["added_tokens_decoder"] = nil
      tree["additional_special_tokens"] = nil
      try FileManager.default.removeItem(atPath: "\(model)/special_tokens_map.json")
    }
    #expect(ofList?.target == usual.target)
    let inOrder = try Self.languages { model, tree in
      tree["added_tokens_decoder"] = nil
      try FileManager.default.removeItem(atPath: "\(model)/tokenizer.json")
    }
    #expect(inOrder?.target == usual.target)
  }

  @Test func theSourcesLanguageMayStandBehindIt() throws {
    let legacy = try Self.languages { _, tree in tree["legacy_behaviour"] = true }
    #expect(legacy?.sourceIsLast == true)
  }
}
