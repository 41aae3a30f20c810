import FoundationEssentials
import Subwords
import Transformer

/// What stands beside the weights in every export, so that an import gives back the whole model.
enum ExportCompanions {
  /// Makes the directory where it is missing, and writes `codes.bpe` and `translate.json`.
  static func write(_ subwords: SubwordModel, _ facts: ExchangeFacts, to path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw ModelError.unwritable(path: path, reason: "the directory cannot be made")
    }
    try subwords.codes.write(to: "\(path)/\(SubwordModel.codesFile)")
    try facts.write(to: path)
  }
}

extension AtomicFile {
  /// Writes a whole file.
  static func write(_ bytes: [UInt8], to path: String) throws(ModelError) {
    var file = try AtomicFile(path: path)
    try file.write(bytes)
    try file.commit()
  }
}
