import FoundationEssentials
import Transformer

/// A package of Argos Translate, unpacked: `metadata.json`, a directory `model` of CTranslate2's, and SentencePiece's model.
enum ArgosPackage {
  private struct Metadata: Decodable {
    var source: String?
    var target: String?
    var targetPrefix: String?
    var version: String?

    enum CodingKeys: String, CodingKey {
      case source = "from_code"
      case target = "to_code"
      case targetPrefix = "target_prefix"
      case version = "package_version"
    }
  }

  static func isOne(_ directory: String) -> Bool {
    ["metadata.json", "model/\(CTranslate2Model.weightsName)"].allSatisfy {
      FileManager.default.fileExists(atPath: "\(directory)/\($0)")
    }
  }

  static func model(directory: String) throws -> any ForeignModel {
    let path = "\(directory)/metadata.json"
    let mapped = try MappedFile(path: path)
    let data = withExtendedLifetime(mapped) { Data(mapped.bytes) }
    guard let metadata = try? JSONDecoder().decode(Metadata.self, from: data) else {
      throw InterchangeError.malformed(file: path, line: nil, reason: "it does not describe a package")
    }
    let tokenizer = "\(directory)/sentencepiece.model"
    guard FileManager.default.fileExists(atPath: tokenizer) else {
      throw InterchangeError.unsupported(
        file: directory, option: "the package's text",
        value: "cut by Moses' tokeniser and subword-nmt's codes (bpe.model)",
        supported: "packages with sentencepiece.model")
    }
    var model = try CTranslate2Model(
      directory: "\(directory)/model", tokenizer: tokenizer, targetPrefix: metadata.targetPrefix)
    (model.facts.sourceLanguage, model.facts.targetLanguage) = (metadata.source, metadata.target)
    // What Argos Translate searches with.
    (model.facts.beamSize, model.facts.lengthNormalization) = (4, 0.2)
    model.facts.notes["package version"] = metadata.version
    return model
  }
}
