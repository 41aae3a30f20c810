import ArgumentParser
import Transformer
import Translation

extension WeightPrecision: ExpressibleByArgument {}

extension FilterCommand {
  /// The translator with the model in `modelDirectory`.
  static func makeTranslator(modelDirectory: String, precision: WeightPrecision) throws -> any SegmentTranslator {
    try Translator(directory: modelDirectory, precision: precision)
  }
}
