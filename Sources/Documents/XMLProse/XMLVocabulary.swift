/// What the elements of an XML vocabulary mean for a translator. Prefixes of namespaces do not count; what is in none of
/// these sets begins and ends a text.
struct XMLVocabulary: Sendable {
  enum Role: Sendable {
    /// Begins and ends texts.
    case block
    /// Stands within sentences and has text in it.
    case inline
    /// Stands within sentences; its content is not language.
    case literal
    /// Has texts of its own, and stands within a sentence of which they are no part: footnotes, index entries.
    case aside
    /// Neither it nor what is in it is translated: code, names, dates.
    case hidden
    /// Breaks a line.
    case lineBreak
  }

  private var roles: [String: Role] = [:]
  /// Attributes that hold text.
  private(set) var attributes: Set<String> = []

  private init(
    inline: String, literal: String = "", aside: String = "", hidden: String = "", lineBreaks: String = "",
    attributes: Set<String> = []
  ) {
    for (names, role) in [
      (inline, Role.inline), (literal, .literal), (aside, .aside), (hidden, .hidden), (lineBreaks, .lineBreak),
    ] {
      for name in names.split(whereSeparator: \.isWhitespace) { roles[String(name)] = role }
    }
    self.attributes = attributes
  }

  static func of(_ format: DocumentFormat) -> XMLVocabulary {
    switch format {
    case .docbook: docBook
    case .dita: dita
    default: timedText
    }
  }

  func role(_ name: String) -> Role {
    roles[name] ?? roles[name.split(separator: ":").last.map(String.init) ?? name] ?? .block
  }

  /// Timed text (w3.org/TR/ttml2).
  static let timedText = XMLVocabulary(inline: "span", hidden: "metadata styling layout", lineBreaks: "br")

  /// DocBook 4 and 5 (tdg.docbook.org).
  static let docBook = XMLVocabulary(
    inline: """
      emphasis phrase quote citetitle ulink link olink guimenu guilabel guibutton guimenuitem guisubmenu guiicon
      menuchoice firstterm glossterm acronym abbrev foreignphrase wordasword subscript superscript interface
      interfacename mousebutton biblioref keycombo action
      """,
    literal: """
      literal filename command option replaceable varname function parameter constant classname systemitem envar
      userinput computeroutput prompt keycap keycode keysym sgmltag tag markup token type property email uri xref code
      symbol structfield structname returnvalue methodname interfaceclass exceptionname errorcode errorname errortype
      application productname trademark citerefentry optional arg database hardware medialabel inlineequation co coref
      initializer modifier ooclass oointerface ooexception package personname nonterminal footnoteref citation
      accel shortcut termdef person orgname
      """,
    aside: "footnote indexterm annotation inlinemediaobject alt",
    hidden: """
      programlisting screen literallayout synopsis cmdsynopsis funcsynopsis classsynopsis constructorsynopsis
      destructorsynopsis fieldsynopsis methodsynopsis programlistingco screenco address equation informalequation
      mathphrase math svg imageobject videoobject audioobject author editor othercredit authorgroup copyright pubdate
      date releaseinfo edition isbn issn productnumber revnumber authorinitials biblioentry bibliomixed refmeta refname
      refclass refdescriptor corpauthor collab screeninfo affiliation remark comment anchor beginpage subjectset
      productionset invpartnumber seriesvolnums issuenum volumenum manvolnum areaspec
      """,
    lineBreaks: "sbr")

  /// DITA 1.3 (docs.oasis-open.org/dita).
  static let dita = XMLVocabulary(
    inline: """
      ph b i u sup sub term q cite xref uicontrol wintitle menucascade shortcut tm text line-through overline
      abbreviated-form
      """,
    literal: """
      codeph filepath cmdname varname parmname option msgnum apiname systemoutput userinput tt keyword synph xmlelement
      xmlatt textentity parameterentity numcharref xmlnsname xmlpi state boolean msgph mathml equation-inline
      """,
    aside: "fn indexterm image object",
    hidden: """
      codeblock screen msgblock lines pre syntaxdiagram equation-block svg-container foreign unknown required-cleanup
      draft-comment data data-about prolog author source publisher copyright critdates permissions resourceid metadata
      topicmeta-id ditavalref
      """,
    attributes: ["navtitle"])
}
