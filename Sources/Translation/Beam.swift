import Decoding
import Transformer

/// How wide a beam is.
public enum Beam: Sendable, Hashable {
  /// As many hypotheses as the model's doubts deserve, by what was measured for the model.
  case auto
  /// At most so many, without those that are less likely than the best by more than a threshold.
  case pruned(ModelDirectory.AdaptiveBeam)

  /// Always so many.
  public static func fixed(_ size: Int) -> Beam { .pruned(.init(beamSize: size, pruningThreshold: nil)) }

  public func apply(to options: inout TranslationOptions) {
    options.adaptsBeam = self == .auto
    guard case .pruned(let beam) = self else { return }
    options.search.beamSize = beam.beamSize
    options.search.pruningThreshold = beam.pruningThreshold ?? .infinity
  }
}

extension Beam: LosslessStringConvertible {
  /// Reads a number or `auto`, and `5/0.8` for a beam of 5 pruned at 0.8.
  public init?(_ text: String) {
    if text == "auto" {
      self = .auto
      return
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let size = Int(parts[0]), size >= 1, parts.count <= 2 else { return nil }
    let threshold = parts.count == 2 ? Float(parts[1]) : nil
    guard parts.count == 1 || threshold ?? -1 >= 0 else { return nil }
    self = .pruned(.init(beamSize: size, pruningThreshold: threshold))
  }

  public var description: String {
    guard case .pruned(let beam) = self else { return "auto" }
    return "\(beam.beamSize)" + (beam.pruningThreshold.map { "/\($0)" } ?? "")
  }
}
