import Basics

/// Says how a score was computed, so that two scores with the same signature may be compared:
/// `nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:translate-0.2.0`.
public struct Signature: Sendable, Equatable {
  public struct Field: Sendable, Equatable {
    public let key: String
    /// The key in short signatures.
    public let short: String
    public let value: String

    public init(_ key: String, _ short: String, _ value: String) {
      self.key = key
      self.short = short
      self.value = value
    }
  }

  /// This program's name and version, the last field of every signature.
  public static let version = "translate-\(programVersion)"

  public private(set) var fields: [Field]

  /// - Parameters:
  ///   - referenceCount: references per line, `nil` where it varies.
  ///   - resampling: the statistical test that was run, if any.
  public init(referenceCount: Int?, resampling: Resampling? = nil, metric: [Field]) {
    fields = [Field("nrefs", "#", referenceCount.map(String.init) ?? "var")]
    if let resampling { fields += resampling.fields }
    fields += metric
    fields.append(Field("version", "v", Signature.version))
  }

  /// Which statistical test a score comes with.
  public enum Resampling: Sendable, Equatable {
    case bootstrap(samples: Int, seed: String)
    case approximateRandomisation(trials: Int, seed: String)

    var fields: [Field] {
      switch self {
      case .bootstrap(let samples, let seed): [Field("bs", "bs", String(samples)), Field("seed", "rs", seed)]
      case .approximateRandomisation(let trials, let seed):
        [Field("ar", "ar", String(trials)), Field("seed", "rs", seed)]
      }
    }
  }

  /// The long form, or the short one.
  public func formatted(short: Bool = false) -> String {
    fields.map { "\(short ? $0.short : $0.key):\($0.value)" }.joined(separator: "|")
  }
}
