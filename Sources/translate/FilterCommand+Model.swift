import ArgumentParser
import Transformer
import Translation

extension WeightPrecision: ExpressibleByArgument {}

extension FilterCommand {
  /// The translator with the model in `modelDirectory`, in one of its directions.
  static func makeTranslator(
    modelDirectory: String, adapter: String? = nil, precision: WeightPrecision, from source: String? = nil,
    to target: String? = nil
  ) throws -> any SegmentTranslator {
    try ModelTranslator(directory: modelDirectory, adapter: adapter, precision: precision)
      .translating(from: source, to: target)
  }
}
