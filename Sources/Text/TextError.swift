import CUnicode

/// What can go wrong when ICU is asked for rules or data.
public enum TextError: Error, Equatable {
  /// ICU has no rules of this kind for the locale, or could not load them.
  case boundariesUnavailable(kind: String, locale: String, reason: String)
  /// ICU could not open case mappings for the locale.
  case casingUnavailable(locale: String, reason: String)
  /// ICU could not open number formats for the locale.
  case numbersUnavailable(locale: String, reason: String)
}

extension TextError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .boundariesUnavailable(let kind, let locale, let reason):
      "ICU \(icuVersion()) cannot find \(kind) boundaries for locale '\(locale)': \(reason). "
        + "Is the ICU data package complete (libicu72 on Debian 12)?"
    case .casingUnavailable(let locale, let reason):
      "ICU \(icuVersion()) cannot map case for locale '\(locale)': \(reason)."
    case .numbersUnavailable(let locale, let reason):
      "ICU \(icuVersion()) cannot write numbers for locale '\(locale)': \(reason)."
    }
  }
}

/// The version of the ICU library in use, such as `72.1`.
public func icuVersion() -> String {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
    buffer.initialize(repeating: 0)
    cu_version(buffer.baseAddress)
    return String(cString: buffer.baseAddress!)
  }
}

package func icuErrorName(_ status: Int32) -> String {
  String(cString: cu_error_name(status))
}
