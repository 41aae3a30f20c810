/// The formats from which pairs can be extracted.
public enum CorpusFormat: String, CaseIterable, Sendable {
  case mo, po, qm, tmx, xliff, tsv, ding
  case moses, man, html, docbook, mallard, text, json, properties, descriptions

  /// Whether the languages stand in two files.
  public var comesInPairs: Bool {
    switch self {
    case .mo, .po, .qm, .tmx, .xliff, .tsv, .ding: false
    case .moses, .man, .html, .docbook, .mallard, .text, .json, .properties, .descriptions: true
    }
  }

  /// The format that a file name suggests, compressed or not.
  public init?(path: String) {
    var name = path.split(separator: "/").last.map(String.init) ?? path
    for suffix in [".gz", ".xz", ".bz2", ".zst"] where name.hasSuffix(suffix) { name.removeLast(suffix.utf8.count) }
    guard let dot = name.lastIndex(of: ".") else {
      guard name.contains("Translation-") else { return nil }
      self = .descriptions
      return
    }
    switch name[name.index(after: dot)...].lowercased() {
    case "mo", "gmo": self = .mo
    case "po": self = .po
    case "qm": self = .qm
    case "tmx": self = .tmx
    case "xlf", "xliff": self = .xliff
    case "tsv", "tab": self = .tsv
    case "html", "htm", "xhtml": self = .html
    case "docbook", "dbk", "xml": self = .docbook
    case "page": self = .mallard
    case "json": self = .json
    case "properties", "ini": self = .properties
    case let section where section.first.map { "123456789".contains($0) } == true: self = .man
    default: self = .moses
    }
  }
}
