import CUnicode

/// Writes numbers as a locale does, always in ASCII digits.
///
/// Reusable, but not to be shared between threads: one for each worker.
public final class NumberFormat {
  private let format: OpaquePointer
  private let locale: String

  /// What stands between groups of digits, such as `,`.
  public let groupingSeparator: String
  /// What stands in front of decimals, such as `.`.
  public let decimalSeparator: String
  /// Whether a space stands between a number and its percent sign.
  public let spacesPercent: Bool

  /// - Parameter locale: an ICU locale, such as `de`.
  public init(locale: String) throws(TextError) {
    var status: Int32 = 0
    guard let format = cu_number_format_open(locale, &status), status <= 0 else {
      throw .numbersUnavailable(locale: locale, reason: icuErrorName(status))
    }
    self.format = format
    self.locale = locale
    groupingSeparator = Self.text(capacity: 16) { cu_number_format_grouping(format, $0) }
    decimalSeparator = Self.text(capacity: 16) { cu_number_format_decimal(format, $0) }
    spacesPercent = cu_number_format_spaces_percent(format)
  }

  deinit { cu_number_format_close(format) }

  /// A number in the locale's writing, with exactly its digits: `1299` and `99` become `1.299,99` in German.
  ///
  /// - Returns: nil where ICU cannot write it.
  public func written(integer: String, fraction: String, isGrouped: Bool) -> String? {
    let decimal = fraction.isEmpty ? integer : "\(integer).\(fraction)"
    let text = Self.text(capacity: 1024) {
      _ = cu_number_format_write(format, decimal, Int32(fraction.utf8.count), isGrouped, $0, 1024)
    }
    return text.isEmpty ? nil : text
  }

  /// A whole number as an ordinal: `2` becomes `2.` in German.
  public func ordinal(_ number: String) -> String? {
    let text = Self.text(capacity: 256) { _ = cu_ordinal_write(locale, number, $0, 256) }
    return text.isEmpty ? nil : text
  }

  private static func text(capacity: Int, _ write: (UnsafeMutablePointer<CChar>) -> Void) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
      buffer.initialize(repeating: 0)
      guard let start = buffer.baseAddress else { return "" }
      write(start)
      return String(cString: start)
    }
  }
}
