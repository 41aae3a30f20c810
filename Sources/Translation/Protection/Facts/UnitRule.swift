import Synchronization
import Text

/// Tells which letters behind a number are the symbol of a unit, such as `kg` in `5 kg`, that the target language writes
/// the same.
///
/// May be shared between threads.
struct UnitRule: Sendable {
  private let target: TargetUnits

  /// - Parameter target: an ICU locale.
  init(target: String) {
    self.target = TargetUnits(target)
  }

  /// The unit of a source's number.
  func range(_ scalars: [Unicode.Scalar], behind number: Range<Int>) -> Range<Int>? {
    Self.range(scalars, behind: number) { Self.symbols.contains($0) && target.keeps($0) }
  }

  /// The unit behind a number, with at most a space or hyphen between them, where it is one of those asked for.
  static func range(
    _ scalars: [Unicode.Scalar], behind number: Range<Int>, among isWanted: (String) -> Bool
  ) -> Range<Int>? {
    var start = number.upperBound
    if start < scalars.count, scalars[start] == "-" || scalars[start].properties.isWhitespace { start += 1 }
    let end = scalars[start...].prefix { $0.isAlphanumeric || $0 == "/" }.endIndex
    guard end - start <= longest, end > start, isWanted(String(scalars[start..<end])) else { return nil }
    return start..<end
  }

  private static let longest = 6

  /// Symbols that stand for nothing else behind a number.
  static let symbols: Set<String> = [
    "GB", "GHz", "GW", "Gbit/s", "GiB", "Hz", "KB", "KiB", "MB", "MHz", "MPa", "MW", "Mbit/s", "MiB", "PB", "Pa", "TB",
    "TiB", "V", "W", "Wh", "cm", "dB", "dpi", "g", "hPa", "kB", "kHz", "kJ", "kN", "kPa", "kV", "kW", "kWh", "kg", "km",
    "km/h", "m", "m/s", "mA", "mAh", "mV", "mW", "mg", "ml", "mm", "ms", "ns", "px", "µg", "µm", "µs",
  ]
}

/// What the target language does with symbols; found out when the first one comes.
private final class TargetUnits: Sendable {
  private let locale: String
  private let isLatin = Mutex<Bool?>(nil)

  init(_ locale: String) {
    self.locale = locale
  }

  /// Whether a symbol stays as it is. Languages of other scripts have their own, and French counts octets.
  func keeps(_ symbol: String) -> Bool {
    let isLatin = isLatin.withLock { known in
      let isLatin = known ?? LanguageAlphabet(locale: locale).map { $0.contains("m") } ?? false
      known = isLatin
      return isLatin
    }
    return isLatin && !(locale.hasPrefix("fr") && symbol.hasSuffix("B") && symbol != "dB")
  }
}
