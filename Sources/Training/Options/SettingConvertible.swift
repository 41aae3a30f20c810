import Evaluation
import Tensors
import Transformer

/// A value that can be written on the command line and in a configuration file.
public protocol SettingConvertible: Equatable, Sendable {
  /// - Parameter texts: one text for a scalar, any number for a list.
  init?(texts: [String])
  var texts: [String] { get }
  static var isList: Bool { get }
  /// What a message asks for, such as "a whole number".
  static var expectation: String { get }
}

/// A ``SettingConvertible`` that is one text.
public protocol ScalarSetting: SettingConvertible {
  init?(text: String)
  var text: String { get }
}

extension ScalarSetting {
  public init?(texts: [String]) {
    guard texts.count == 1 else { return nil }
    self.init(text: texts[0])
  }

  public var texts: [String] { [text] }
  public static var isList: Bool { false }
}

extension ScalarSetting where Self: LosslessStringConvertible {
  public init?(text: String) { self.init(text) }
  public var text: String { description }
}

extension Int: ScalarSetting { public static var expectation: String { "a whole number" } }
extension UInt64: ScalarSetting { public static var expectation: String { "a whole number, not negative" } }
extension Double: ScalarSetting { public static var expectation: String { "a number" } }
extension Float: ScalarSetting { public static var expectation: String { "a number" } }
extension Bool: ScalarSetting { public static var expectation: String { "true or false" } }
extension String: ScalarSetting { public static var expectation: String { "a text" } }

extension ScalarSetting where Self: RawRepresentable & CaseIterable, RawValue == String {
  public init?(text: String) { self.init(rawValue: text) }
  public var text: String { rawValue }
  public static var expectation: String { allCases.map(\.rawValue).joined(separator: " or ") }
}

extension TransformerConfiguration.Normalization: ScalarSetting {}

/// Those that only imported models have cannot be asked for.
extension TransformerConfiguration.Activation: ScalarSetting {
  public init?(text: String) {
    guard let activation = Self(rawValue: text), Self.trainable.contains(activation) else { return nil }
    self = activation
  }

  public static var expectation: String { trainable.map(\.rawValue).joined(separator: " or ") }
}
extension ProductPrecision: ScalarSetting {}
extension OptimiserRule: ScalarSetting {}
extension Tokeniser: ScalarSetting {}

extension Array: SettingConvertible where Element: ScalarSetting {
  public init?(texts: [String]) {
    self = []
    for text in texts {
      guard let element = Element(text: text) else { return nil }
      append(element)
    }
  }

  public var texts: [String] { map(\.text) }
  public static var isList: Bool { true }
  public static var expectation: String { "a list, each \(Element.expectation)" }
}

/// How often something happens: every so many updates (`1000` or `1000u`) or passes over the data (`1e`).
public struct Frequency: ScalarSetting, ExpressibleByIntegerLiteral {
  public enum Unit: String, Sendable {
    case updates = "u"
    case epochs = "e"
  }

  public var count: Int
  public var unit: Unit

  public init(_ count: Int, _ unit: Unit = .updates) {
    self.count = count
    self.unit = unit
  }

  public init(integerLiteral value: Int) { self.init(value) }

  public init?(text: String) {
    let unit = text.last.flatMap { Unit(rawValue: String($0)) }
    guard let count = Int(unit == nil ? text[...] : text.dropLast()), count > 0 else { return nil }
    self.init(count, unit ?? .updates)
  }

  public var text: String { unit == .updates ? "\(count)" : "\(count)\(unit.rawValue)" }
  public static var expectation: String { "a number of updates such as 1000, or of epochs such as 1e" }

  /// Whether it is time, after `update`, which, if `endsEpoch`, was the last of the `epochs`-th pass.
  func isDue(update: Int, epochs: Int, endsEpoch: Bool) -> Bool {
    switch unit {
    case .updates: update % count == 0
    case .epochs: endsEpoch && epochs % count == 0
    }
  }
}

/// What a model is judged by while it is trained.
public enum ValidationMetric: String, ScalarSetting, CaseIterable, Codable {
  /// Label-smoothed cross-entropy a token.
  case crossEntropy = "cross-entropy"
  /// exp of the plain cross-entropy a token.
  case perplexity
  case bleu
  case chrf

  var lowerIsBetter: Bool { self == .crossEntropy || self == .perplexity }
  var needsTranslation: Bool { self == .bleu || self == .chrf }
}
