import IO
import Subwords
import Transformer

/// What stands beside the weights in every export, so that an import gives back the whole model.
enum ExportCompanions {
  /// Marian's format and Hugging Face's are written of models made here only: imported ones have their subwords from
  /// elsewhere, and came from there.
  static func expectOurs(_ directory: ModelDirectory) throws(InterchangeError) {
    guard directory.description.subwords == nil else {
      throw .unsupported(
        file: directory.path, option: "the model", value: "an imported one",
        supported: "in this format models made here; imported ones with --format ctranslate2")
    }
  }

  /// Makes the directory where it is missing, and writes `codes.bpe` and `translate.json`.
  static func write(_ subwords: SubwordModel, _ facts: ExchangeFacts, to path: String) throws {
    try Directory<ModelError>.make(path)
    try subwords.codes.write(to: "\(path)/\(SubwordModel.codesFile)")
    try facts.write(to: path)
  }
}
