import Translation

extension FilterCommand {
  /// The translator with the model in `modelDirectory`.
  static func makeTranslator(modelDirectory: String) throws -> any SegmentTranslator {
    try Translator(directory: modelDirectory)
  }
}
