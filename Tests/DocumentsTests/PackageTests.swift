import Documents
import Testing

/// Office documents and books, made by `Golden/make.py`.
@Suite struct PackageTests {
  private static let folder = "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/Golden/"

  private func read(_ name: String) throws -> (
    document: any TranslatableDocument, bytes: [UInt8], format: DocumentFormat
  ) {
    let bytes = InstalledFiles.read(Self.folder + name)
    let format = try #require(DocumentFormat(fileName: name))
    return (try format.parse(bytes, fileName: name, options: DocumentFormat.options), bytes, format)
  }

  static let texts: [(String, [String])] = [
    (
      "sample.docx",
      [
        "Cut into runs & pieces.", "Some ⟦<run 1>⟧bold⟦</run 1>⟧ words.", "Name:", "Its value",
        "See ⟦<w:hyperlink r:id=\"r1\">⟧the link⟦</w:hyperlink>⟧ now.", "Page ⟦field⟧ of many", "Added text",
        "Around ⟦box⟧ a box", "Text of the box", "Text of the header",
      ]
    ),
    ("sample.pptx", ["Slide number 2", "Slide number 10"]),
    ("sample.xlsx", ["A cell", "Some ⟦<run 1>⟧bold⟦</run 1>⟧ text"]),
    (
      "sample.odt",
      [
        "A heading", "Cut into ⟦<text:span text:style-name=\"T2\">⟧bold⟦</text:span>⟧ pieces⟦note⟧ here.",
        "Text of the note", "One", "Two",
      ]
    ), ("sample.epub", ["A book", "Text of ⟦<i>⟧the⟦</i>⟧ chapter", "Chapter one"]),
  ]

  @Test(arguments: texts)
  func segments(name: String, expected: [String]) throws {
    let (document, bytes, _) = try read(name)
    let lines = document.segments.map { segment in
      segment.parts.map { part -> SegmentPart in
        guard case .span(let span) = part else { return part }
        let known = [("fldChar", "field"), ("txbx", "box"), ("text:note", "note")]
        return .span(known.first { span.contains($0.0) }?.1 ?? span)
      }.line
    }
    #expect(lines == expected)
    #expect(try document.rendered(document.segments.map(\.parts)) == bytes)
    #expect(document.segments.allSatisfy { $0.accepts($0.parts) })
  }

  /// Capitals are read again, formats are on the same words, and the structure is the same.
  @Test(arguments: ["sample.docx", "sample.pptx", "sample.xlsx", "sample.odt", "sample.epub"])
  func capitals(name: String) throws {
    let (document, bytes, format) = try read(name)
    let check = StructureCheck(document, of: bytes, format, fileName: name, options: DocumentFormat.options)
    let capitals = document.segments.map { Doubles.capitals($0.parts) }
    let (written, omitted) = try check.rendered(capitals)
    #expect(omitted.isEmpty && written != bytes)
    let again = try format.parse(written, fileName: name, options: DocumentFormat.options)
    #expect(again.segments.map(\.parts.plain) == capitals.map(\.plain))
    #expect(again.segments.map(\.spans.count) == document.segments.map(\.spans.count))
    #expect(try check.rendered(capitals).bytes == written, "the same translation gives the same bytes")
  }

  @Test func reordered() throws {
    let (document, _, format) = try read("sample.docx")
    let written = try document.rendered(document.segments.map(Doubles.reordered))
    let again = try format.parse(written, fileName: "x", options: DocumentFormat.options)
    #expect(again.segments.count == document.segments.count)
  }

  @Test(arguments: [
    ("bomb.docx", "grows beyond all measure"), ("path.docx", "odd name"), ("entity.docx", "entities"),
    ("broken.docx", "not intact"),
  ])
  func hostile(name: String, reason: String) throws {
    #expect { try read(name) } throws: { error in
      "\(error)".hasPrefix(name) && "\(error)".contains(reason) && !"\(error)".contains("\n")
    }
  }

  @Test func mutations() throws {
    var random = SplitMix(state: 3)
    for name in ["sample.docx", "sample.odt", "sample.epub"] {
      let source = InstalledFiles.read(Self.folder + name)
      let format = try #require(DocumentFormat(fileName: name))
      for _ in 0..<200 {
        var bytes = source
        for _ in 0...random.below(4) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
        if random.below(4) == 0 { bytes.removeLast(random.below(bytes.count)) }
        do {
          let document = try format.parse(bytes, fileName: "bad", options: DocumentFormat.options)
          #expect(try document.rendered(document.segments.map(\.parts)) == bytes)
          _ = try document.rendered(document.segments.map { Doubles.capitals($0.parts) })
        } catch {
          #expect("\(error)".hasPrefix("bad"), "\(error)")
        }
      }
    }
  }
}

/// What is not text has to stay, whatever a translator makes of the text.
@Suite struct StructureTests {
  static let cases: [(DocumentFormat, String, String)] = [
    (.markdown, "One\n\nTwo\n", "# x\n\n- y"), (.json, "[\"One word\", \"Two\"]", "\\\" x"),
    (.yaml, "a: One word\nb: Two\n", "x: [y #"), (.csv, "id,text\n1,One\n2,Two\n", "a,\"b\n"),
    (.html, "<p>One</p><p>Two</p>", "<div>"),
    (
      .srt,
      "1\n00:00:01,000 --> 00:00:02,000\nOne.\n\n2\n00:00:03,000 --> 00:00:04,000\nTwo.\n",
      "x\n\n3\n00:00:05,000 --> 00:00:06,000\ny"
    ),
    (.android, "<resources><string name=\"a\">One</string><string name=\"b\">Two</string></resources>", "</string>"),
    (.po, "msgid \"One\"\nmsgstr \"\"\n\nmsgid \"Two\"\nmsgstr \"\"\n", "\"\nmsgid \""),
    (.toml, "a = \"One word\"\nb = \"Two\"\n", "\"\n[x]"),
    (.strings, "a = \"One word\";\nb = \"Two\";\n", "\"; c = \""),
  ]

  @Test(arguments: cases)
  func badTextChangesNothing(format: DocumentFormat, text: String, translation: String) throws {
    let bytes = Array(text.utf8)
    let document = try format.parse(text)
    var options = DocumentFormat.options
    options.columns = []
    let check = StructureCheck(document, of: bytes, format, fileName: "x", options: options)
    let (written, _) = try check.rendered([[.text(translation)], [.text("Zwei")]])
    let result = String(decoding: written, as: UTF8.self)
    #expect(result.contains("Zwei"), "\(result)")
    let again = try format.parse(written, fileName: "x", options: DocumentFormat.options)
    #expect(again.segments.count == (format == .po ? 0 : 2))
    #expect(try check.rendered([nil, nil]).bytes == bytes)
  }
}
