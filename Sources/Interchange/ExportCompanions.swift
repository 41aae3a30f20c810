import IO
import Subwords
import Transformer

/// What stands beside the weights in every export, so that an import gives back the whole model.
enum ExportCompanions {
  /// Makes the directory where it is missing, and writes `codes.bpe` and `translate.json`.
  static func write(_ subwords: SubwordModel, _ facts: ExchangeFacts, to path: String) throws {
    try Directory<ModelError>.make(path)
    try subwords.codes.write(to: "\(path)/\(SubwordModel.codesFile)")
    try facts.write(to: path)
  }
}
