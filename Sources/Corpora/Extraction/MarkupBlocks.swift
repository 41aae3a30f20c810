import Text

/// Cuts HTML, DocBook and Mallard into blocks of text: an element that holds text beside others is a boundary if its
/// vocabulary says so, otherwise it is part of the running text.
struct MarkupBlocks {
  private let vocabulary: MarkupVocabulary
  private let entities: [String: String]
  private var blocks: [TextBlock] = []
  private var text = ""
  private var path: [String] = []
  private var identifiers: [String?] = []

  private init(_ vocabulary: MarkupVocabulary, entities: [String: String]) {
    self.vocabulary = vocabulary
    self.entities = entities
  }

  static func blocks(
    path: String, vocabulary: MarkupVocabulary, entities: [String: String] = [:]
  ) throws(CorpusError) -> [TextBlock] {
    let document = try MarkupDocument(path: path, isHTML: vocabulary.isHTML)
    return document.withRoot { root in
      var reader = MarkupBlocks(vocabulary, entities: entities)
      reader.visit(root, depth: 0)
      reader.finishBlock()
      return reader.blocks
    } ?? []
  }

  /// libxml2 itself refuses deeper documents.
  private static let deepest = 250

  private mutating func visit(_ node: MarkupNode, depth: Int) {
    switch node.kind {
    case .text: text += node.content
    case .entity: text += entities[node.name] ?? "&\(node.name);"
    case .element where depth < Self.deepest: element(node, depth)
    default: break
    }
  }

  private mutating func element(_ node: MarkupNode, _ depth: Int) {
    let name = node.name
    if vocabulary.skipped.contains(name) || Self.isMark(node, name) { return }
    if vocabulary.breaks.contains(name) { text += " " }
    guard vocabulary.blocks.contains(name) else {
      for child in node.children { visit(child, depth: depth + 1) }
      return
    }
    finishBlock()
    path.append(name)
    identifiers.append(node.attribute("id"))
    for child in node.children { visit(child, depth: depth + 1) }
    finishBlock()
    path.removeLast()
    identifiers.removeLast()
  }

  /// A footnote's number such as `[35]`, or the sign that links to a heading.
  private static func isMark(_ node: MarkupNode, _ name: String) -> Bool {
    switch name {
    case "sup": node.text().hasPrefix("[")
    case "a": node.attribute("class").map { $0 == "headerlink" || $0 == "footnote" } ?? false
    default: false
    }
  }

  /// Text with an entity that nobody declared has a hole.
  private static func hasHole(_ text: String) -> Bool {
    Placeholders.keys(of: text).contains { $0.hasPrefix("&") && !$0.hasPrefix("&#") }
  }

  private mutating func finishBlock() {
    let tidy = TextTidying.tidy(text)
    text = ""
    guard !tidy.isEmpty else { return }
    guard vocabulary.isHTML || !Self.hasHole(tidy) else { return }
    blocks.append(
      TextBlock(kind: path.suffix(2).joined(separator: "/"), text: tidy, identifier: identifiers.last ?? nil))
  }
}

/// Which elements divide text, and which hold none to translate.
struct MarkupVocabulary: Sendable {
  var isHTML = false
  var blocks: Set<String>
  var skipped: Set<String>
  var breaks: Set<String> = []

  static let html = MarkupVocabulary(
    isHTML: true,
    blocks: [
      "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
      "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "head",
      "html",
      "legend", "li", "main", "nav", "ol", "option", "p", "section", "summary", "table", "tbody", "td", "tfoot", "th",
      "thead", "title", "tr", "ul",
    ],
    skipped: ["pre", "script", "style", "textarea", "noscript", "svg", "math", "listing", "samp"],
    breaks: ["br", "hr", "img"])

  static let docbook = MarkupVocabulary(
    blocks: [
      "abstract", "answer", "appendix", "article", "attribution", "blockquote", "book", "bookinfo", "articleinfo",
      "bridgehead", "callout", "calloutlist", "caption", "caution", "chapter", "colophon", "cmdsynopsis", "date",
      "edition",
      "entry", "entrytbl", "epigraph", "example", "figure", "footnote", "formalpara", "glossary", "glossdef",
      "glossentry",
      "glosslist", "glosssee", "glossseealso", "glossterm", "glossdiv", "important", "indexterm", "info",
      "itemizedlist",
      "listitem", "mediaobject", "member", "msgset", "note", "orderedlist", "para", "part", "partintro", "phrase",
      "preface", "procedure", "qandadiv", "qandaentry", "qandaset", "question", "refentry", "refmeta", "refname",
      "refnamediv", "refpurpose", "refsect1", "refsect2", "refsect3", "refsection", "releaseinfo", "row", "screeninfo",
      "screenshot", "sect1", "sect2", "sect3", "sect4", "sect5", "section", "seg", "segtitle", "segmentedlist",
      "seglistitem", "sidebar", "simpara", "simplelist", "simplesect", "step", "substeps", "subtitle", "table", "tbody",
      "term", "textobject", "tfoot", "tgroup", "thead", "tip", "title", "titleabbrev", "variablelist", "varlistentry",
      "warning",
    ],
    skipped: [
      "address", "author", "authorgroup", "authorinitials", "cmdsynopsis", "copyright", "corpauthor", "date",
      "funcsynopsis",
      "indexterm", "keywordset", "legalnotice", "literallayout", "programlisting", "refmeta", "releaseinfo",
      "revhistory",
      "screen", "synopsis", "othercredit", "pubdate", "publisher", "edition", "email", "footnote", "imageobject",
      "remark", "comment",
    ])

  static let mallard = MarkupVocabulary(
    blocks: [
      "cite", "comment", "desc", "example", "figure", "info", "item", "list", "listing", "note", "p", "page", "quote",
      "section", "steps", "subtitle", "synopsis", "table", "tbody", "td", "terms", "tfoot", "thead", "title", "tr",
      "tree",
      "media", "links", "th", "colgroup", "if", "choose", "when", "else",
    ],
    skipped: ["screen", "credit", "license", "revision", "comment", "script", "years", "keywords"])

  static func of(_ format: CorpusFormat) -> MarkupVocabulary {
    switch format {
    case .html: .html
    case .mallard: .mallard
    default: .docbook
    }
  }
}
