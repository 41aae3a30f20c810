/// How a model's matrices are held, and products with them computed, in translation.
public enum WeightPrecision: String, Sendable, CaseIterable {
  /// Weights in 8 bits, with a scale for each output; inputs likewise, row by row. Sums are exact.
  case int8
  /// The reference.
  case float32
}
