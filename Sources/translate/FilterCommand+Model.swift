import Translation

extension FilterCommand {
  /// The translator with the model in `modelDirectory`.
  static func makeTranslator(modelDirectory: String) throws -> any SegmentTranslator {
    throw TranslationError.modelNotFound(name: modelDirectory, places: [modelDirectory])
  }
}
