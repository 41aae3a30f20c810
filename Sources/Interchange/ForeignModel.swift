import FoundationEssentials
import Transformer

/// A model made elsewhere, its options understood and found to be ours.
protocol ForeignModel {
  var configuration: TransformerConfiguration { get }
  /// The longest sentence it is known to take, in tokens.
  var maximumLength: Int { get }
  /// Its directory.
  var directory: String { get }
  /// The file with its pieces.
  var vocabulary: String { get }
  /// Whether its vocabulary has a piece more at the end, for padding.
  var hasPadding: Bool { get }

  /// Its weights under our names.
  func parameters() throws -> ParameterVector
}

/// Opens what a path holds: Marian's `.npz`, a directory with `model.npz`, or one of Hugging Face's.
///
/// - Throws: ``InterchangeError`` or ``ModelError``, naming file, option and what is supported.
func openForeignModel(_ path: String) throws -> any ForeignModel {
  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }
  if exists(HuggingFaceExport.configurationName) { return try HuggingFaceModel(directory: path) }
  if exists(MarianExport.modelName) { return try MarianModel(path: "\(path)/\(MarianExport.modelName)") }
  var isDirectory = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory else {
    throw InterchangeError.noModel(path: path)
  }
  return try MarianModel(path: path)
}
