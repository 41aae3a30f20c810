import CLibXML2
import Documents
import Testing

/// Other programs read what was written.
@Suite struct OracleTests {
  /// gettext's own check, for languages with one to six forms.
  @Test(
    .enabled(if: Programs.isInstalled("msgfmt")), arguments: ["de", "ja", "pl", "ru", "sl", "ar", "fr", "ga", "xx"])
  func messagesPassMsgfmt(language: String) throws {
    var options = DocumentFormat.options
    options.targetLanguage = language
    for retranslate in [false, true] {
      options.retranslate = retranslate
      let written = try DocumentFormat.po.translate(Samples.po, options, with: Doubles.carefulCapitals)
      let result = Programs.run("msgfmt --check --use-fuzzy -o /dev/null FILE", written)
      #expect(result.succeeds && !result.output.contains("header"), "\(result.output) \(written)")
      #expect(written.contains("\"Language: \(language)\\n\"") && !written.contains("YEAR-MO-DA"))
    }
  }

  /// msgcat writes what gettext would have written: the same, line breaks included.
  @Test(.enabled(if: Programs.isInstalled("msgcat")))
  func messagesAreWrittenAsGettextDoes() throws {
    let written = try DocumentFormat.po.translate(Samples.po, with: Doubles.carefulCapitals)
    #expect(Programs.run("msgcat FILE", written).output == written)
  }

  @Test(.enabled(if: Programs.isInstalled("xmllint")))
  func xliffIsWellFormed() throws {
    for text in [Samples.xliff12, Samples.xliff20] {
      let written = try DocumentFormat.xliff.translate(text) { parts in
        parts.map { if case .text(let text) = $0 { .text("<&> \(text) ]]>") } else { $0 } }
      }
      let result = Programs.run("xmllint --noout FILE", written)
      #expect(result.succeeds, "\(result.output)")
    }
  }

  /// cmark-gfm finds the same headings, links, code and tables before and after.
  @Test(.enabled(if: Programs.isInstalled("cmark-gfm")))
  func markdownKeepsItsStructure() {
    let files = InstalledFiles.of(.markdown).prefix(25).map { String(decoding: $0.bytes, as: UTF8.self) }
    for text in [Samples.markdown] + files {
      guard let written = try? DocumentFormat.markdown.translate(text, with: Doubles.capitals) else { continue }
      #expect(Self.structure(written) == Self.structure(text))
    }
  }

  /// The lines of cmark-gfm's XML without texts, soft line breaks and titles. What stands in blocks of HTML is text too.
  private static func structure(_ text: String) -> [Substring] {
    let command = "cmark-gfm -e table -e strikethrough -e tasklist -t xml FILE"
    let output = Programs.run(command, text).output
      .replacing(/<html_(block|inline)[^>]*>[^<]*<\/html_(block|inline)>/, with: "<html/>")
    return output.split(separator: "\n").filter {
      !$0.contains("<text ") && !$0.contains("<softbreak")
    }.map { line in line.firstRange(of: " title=").map { line[..<$0.lowerBound] } ?? line }
  }

  /// libxml2 finds the same elements before and after, and capitals where there was text.
  @Test func htmlKeepsItsStructure() throws {
    let files = InstalledFiles.of(.html).prefix(40).map { String(decoding: $0.bytes, as: UTF8.self) }
    for text in [Samples.html] + files {
      guard let written = try? DocumentFormat.html.translate(text, with: Doubles.capitals) else { continue }
      let (before, after) = (Self.elements(text), Self.elements(written))
      #expect(before.names == after.names)
      #expect(before.text == after.text)
    }
  }

  /// Names of elements in order, and all text, without white space, in capitals.
  private static func elements(_ page: String) -> (names: [String], text: String) {
    let options = Int32(HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue | HTML_PARSE_RECOVER.rawValue)
    guard let document = htmlReadMemory(page, Int32(page.utf8.count), nil, "UTF-8", options) else { return ([], "") }
    defer { xmlFreeDoc(document) }
    var names: [String] = []
    var text = ""
    var node = xmlDocGetRootElement(document)
    while let current = node {
      if current.pointee.type == XML_ELEMENT_NODE { names.append(String(cString: current.pointee.name)) }
      if current.pointee.type == XML_TEXT_NODE { text += String(cString: current.pointee.content) }
      node = current.pointee.children ?? next(current)
    }
    return (names, text.uppercased().filter { !$0.isWhitespace })
  }

  private static func next(_ node: xmlNodePtr) -> xmlNodePtr? {
    var node: xmlNodePtr? = node
    while let current = node {
      if let next = current.pointee.next { return next }
      node = current.pointee.parent
    }
    return nil
  }
}
