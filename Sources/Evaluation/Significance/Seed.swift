/// Where resampling starts. As with sacreBLEU it is 12345 unless the environment says otherwise, so that confidence
/// intervals are the same on every run.
public struct Seed: Sendable, Equatable {
  /// As signatures show it.
  public let text: String
  public let value: UInt64

  public static let standard = Seed(12345)

  public init(_ value: UInt64) {
    self.value = value
    text = String(value)
  }

  /// - Parameter setting: the value of SACREBLEU_SEED: a whole number, or `none` for a seed nobody knows.
  /// - Throws: `EvaluationError.invalidSeed`.
  public init(setting: String) throws(EvaluationError) {
    text = setting.lowercased()
    if text == "none" {
      value = UInt64.random(in: .min ... .max)
    } else if let number = UInt64(setting) {
      value = number
    } else {
      throw .invalidSeed(setting)
    }
  }
}
