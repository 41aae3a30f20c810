import Terminology

/// Terms of a terminology base in TBX (ISO 30042), both as it was until 2019 (`termEntry`, `langSet`, `tig` or `ntig`) and since
/// (`conceptEntry`, `langSec`, `termSec`). Entries are read one by one.
package struct TBXFile {
  private let languages: LanguagePair

  package init(languages: LanguagePair) { self.languages = languages }

  /// Every source term of an entry with the entry's first wanted translation; `de` finds `de-AT` too. What an entry calls
  /// deprecated or superseded is forbidden as a translation, and still found as a source.
  ///
  /// - Throws: ``CorpusError`` where the file is no XML, or has no entry in both languages.
  package func terms(path: String) throws(CorpusError) -> [Term] {
    var terms: [Term] = []
    for element in ["termEntry", "conceptEntry"] {
      try XMLTranslationUnits(languages: languages).forEachElement(element, path: path, format: "tbx") {
        terms += Self.terms(of: $0, languages)
      }
    }
    guard !terms.isEmpty else {
      let pair = "\(languages.source) and \(languages.target)"
      throw .malformed(path: path, format: "tbx", reason: "no entry has terms in both \(pair)")
    }
    return terms
  }

  private static func terms(of entry: MarkupNode, _ languages: LanguagePair) -> [Term] {
    var names: [String: [(text: String, isWanted: Bool)]] = [:]
    for section in entry.elements("langSet") + entry.elements("langSec") {
      let language = XMLTranslationUnits.base(section.attribute("lang") ?? "")
      for group in section.elements("tig") + section.elements("ntig") + section.elements("termSec") {
        let holder = group.first("termGrp") ?? group
        guard let text = holder.first("term")?.text(), !text.isEmpty else { continue }
        names[language, default: []].append((text, isWanted(group) && isWanted(holder)))
      }
    }
    let targets = names[languages.target] ?? []
    guard let target = targets.first(where: \.isWanted) else { return [] }
    let forbidden = targets.filter { !$0.isWanted }.map(\.text)
    return (names[languages.source] ?? []).map { Term(source: $0.text, target: target.text, forbidden: forbidden) }
  }

  private static func isWanted(_ group: MarkupNode) -> Bool {
    !(group.elements("termNote") + group.elements("descrip")).contains { note in
      note.attribute("type") == "administrativeStatus"
        && ["deprecated", "superseded", "obsolete"].contains { note.text().hasPrefix($0) }
    }
  }
}
