import Subwords
import Transformer

extension SubwordModel {
  /// The subwords of a model.
  ///
  /// - Throws: ``ModelError`` where the files are not among those that have been checked; ``SubwordError``.
  public init(of model: ModelDirectory) throws {
    try model.require([Self.codesFile, Self.vocabularyFile])
    try self.init(directory: model.path)
  }
}
