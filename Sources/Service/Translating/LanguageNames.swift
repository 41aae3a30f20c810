import Text

/// Names of languages as a list shows them.
package enum LanguageNames {
  /// With a capital, as at the beginning of a line.
  package static func name(of code: String, in locale: String) -> String {
    let name = languageName(of: code, in: locale)
    return name.prefix(1).uppercased() + name.dropFirst()
  }
}
