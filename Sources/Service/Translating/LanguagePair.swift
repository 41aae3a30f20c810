import Text

/// From which language into which, as ISO 639 codes or BCP 47 tags in the spelling of their model.
package typealias LanguagePair = Text.LanguagePair

/// Codes of languages as clients write them.
package enum LanguageCode {
  /// Old and other names of languages.
  private static let aliases = [
    "iw": "he", "no": "nb", "zh-hans": "zh", "zh-cn": "zh", "zt": "zh-hant", "zh-tw": "zh-hant", "pb": "pt-br",
    "in": "id", "ji": "yi",
  ]

  /// In small letters, with hyphens, and by its present name.
  package static func normal(_ code: String) -> String {
    let code = String(code.lowercased().map { $0 == "_" ? "-" : $0 })
    return aliases[code] ?? code
  }

  /// The one of `codes` that is meant by what a client has sent; a region that none of them has does not matter.
  package static func match(_ code: String, among codes: some Collection<String>) -> String? {
    let wanted = normal(code)
    if let exact = codes.first(where: { normal($0) == wanted }) { return exact }
    let base = wanted.prefix { $0 != "-" }
    return codes.first { normal($0).prefix { $0 != "-" } == base }
  }
}
