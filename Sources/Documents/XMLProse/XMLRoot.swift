/// Tells what an XML file is from its root element and its document type.
enum XMLRoot {
  /// - Parameter start: the first bytes of a file.
  static func format(_ start: [UInt8]) -> DocumentFormat? {
    let tokens = HTMLTokenizer.tokens(of: start, from: 0, isXML: true)
    let elements = tokens.filter { if case .start = $0.kind { true } else { false } }
    guard let root = elements.first else { return nil }
    let head = String(decoding: start[..<root.range.upperBound], as: UTF8.self).lowercased()
    let name = local(root.name)
    switch name {
    case "resources": return .android
    case "tt": return .ttml
    case "xliff": return .xliff
    default: break
    }
    if head.contains("dita"), ditaRoots.contains(name) { return .dita }
    let isDocBook =
      head.contains("docbook") || elements.prefix(40).contains { ["para", "simpara"].contains(local($0.name)) }
    return isDocBook && docBookRoots.contains(name) ? .docbook : nil
  }

  private static func local(_ name: String) -> String { name.split(separator: ":").last.map(String.init) ?? name }

  private static let ditaRoots: Set<String> = [
    "topic", "concept", "task", "reference", "glossentry", "glossgroup", "troubleshooting", "map", "bookmap", "dita",
    "learningcontent", "learningoverview", "learningsummary", "subjectscheme",
  ]

  private static let docBookRoots: Set<String> = [
    "book", "article", "chapter", "appendix", "preface", "part", "set", "section", "sect1", "sect2", "sect3", "sect4",
    "reference", "refentry", "refsect1", "refsection", "glossary", "glossentry", "bibliography", "partintro", "info",
    "bookinfo", "articleinfo", "para", "itemizedlist", "variablelist", "legalnotice", "slides", "qandaset", "topic",
    "assembly", "dedication", "colophon", "table", "informaltable", "note",
  ]
}
