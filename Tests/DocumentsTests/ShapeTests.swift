import Documents
import Testing

/// What a translation must not change is compared, for every format, before a file is written.
@Suite struct ShapeTests {
  /// A document whose first translation damages it.
  private struct Damaged: TranslatableDocument {
    let segments: [DocumentSegment]
    let source: [UInt8]
    let damaged: [UInt8]

    func rendered(_ translations: [[SegmentPart]?]) throws(DocumentError) -> [UInt8] {
      translations.first.flatMap { $0 } == nil ? source : damaged
    }
  }

  private func omitted(_ format: DocumentFormat, _ source: String, _ damaged: String) throws -> [Int] {
    let document = Damaged(
      segments: try format.parse(source).segments, source: Array(source.utf8), damaged: Array(damaged.utf8))
    let name = "x.\(format.rawValue)"
    let check = StructureCheck(
      document, of: Array(source.utf8), format, fileName: name, options: DocumentFormat.options)
    let result = try check.rendered(document.segments.map { $0.parts })
    #expect(result.bytes == Array((result.omitted.isEmpty ? damaged : source).utf8))
    return result.omitted
  }

  static let damages: [(DocumentFormat, String, String)] = [
    (.text, "One is here.\n\nTwo is here.\n", "One is here.\nTwo is here.\n"),
    (.text, "- One is here\n", "One is here\n"), (.text, "> One is here\n", "One is here\n"),
    (.text, "  One is here\n", "One is here\n"), (.text, "{% if a %}One{% endif %}\n", "{% if a %}One\n"),
    (.rst, "A word and ``code`` here.\n", "A word and code here.\n"),
    (.rst, "One is here.\n\nTwo is here.\n", "One is here.\nTwo is here.\n"),
    (.rst, ".. note:: A note here\n", ".. hint:: A note here\n"), (.rst, "A title\n=======\n", "A title\n-------\n"),
    (.rst, "See :ref:`here` for it.\n", "See :doc:`here` for it.\n"),
    (.rst, ".. _place:\n\nText is here\n", ".. _other:\n\nText is here\n"),
    (.rst, "See `it <https://example.org>`_ now.\n", "See `it <https://example.com>`_ now.\n"),
    (.fluent, "one = The first\ntwo = The second\n", "one = The first two = The second\n"),
    (.fluent, "one = Words\n    .title = A title\n", "one = Words\n    title = A title\n"),
    (.fluent, "one = Hello { $name } there\n", "one = Hello { $title } there\n"),
    (
      .fluent, "one = { $n ->\n    [one] One file\n   *[other] Some files\n }\n",
      "one = { $n ->\n    [eins] One file\n   *[other] Some files\n }\n"
    ),
    (.asciidoc, "A word and `code` here.\n", "A word and code here.\n"),
    (.asciidoc, "== A title here\n", "A title here\n\n== \n"), (.asciidoc, "* An item\n* Two\n", "* An item Two\n"),
    (.docbook, "<article><para>A word</para></article>", "<article><para>A word</para><para>b</para></article>"),
    (.docbook, "<article><para>A <a/> word</para></article>", "<article><para>A word</para></article>"),
    (.dita, "<topic><title>A word</title></topic>", "<topic><title>A word</topic>"),
    (.properties, "a.b = Words here\n", "a.c = Words here\n"),
    (.properties, "a = Words here\nb = Others there\n", "a = Words here b = Others there\n"),
    (.notebook, notebook("Some words", "1 + 1"), notebook("Some words", "1 + 2")),
    (.notebook, notebook("# Some words", "1 + 1"), notebook("Some words", "1 + 1")),
  ]

  private static func notebook(_ text: String, _ code: String) -> String {
    """
    {"cells": [{"cell_type": "markdown", "metadata": {}, "source": ["\(text)"]},
     {"cell_type": "code", "metadata": {}, "source": ["\(code)"]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    """
  }

  @Test(arguments: damages) func damageIsSeen(format: DocumentFormat, source: String, damaged: String) throws {
    #expect(try omitted(format, source, damaged) == [0])
  }

  static let changes: [(DocumentFormat, String, String)] = [
    (.text, "One is here and\ngoes on.\n\nTwo\n", "Eins ist hier\nund\ngeht weiter.\n\nZwei\n"),
    (.rst, "See *it* and ``b`` now\n\n- One\n- Two\n", "Nun ``b`` und *es*\nsehen\n\n- Eins\n- Zwei\n"),
    (.rst, "A title\n=======\n", "Eine Überschrift\n================\n"),
    (.fluent, "one = Hello { $name },\n    { $b }\n", "one = { $b }, { $name }, hallo\n"),
    (.properties, "a.b = Words here\n", "a.b = W\\u00f6rter\\n hier\n"),
    (.notebook, notebook("Some *words*", "1 + 1"), notebook("*Wörter* hier", "1 + 1")),
  ]

  @Test(arguments: changes) func textMayChange(format: DocumentFormat, source: String, changed: String) throws {
    #expect(try omitted(format, source, changed) == [])
  }

  /// No sample is taken for damaged when every text in it changes.
  @Test func samplesHold() throws {
    for (format, text) in Samples.all {
      let document = try format.parse(text)
      let check = StructureCheck(
        document, of: Array(text.utf8), format, fileName: "x.\(format.rawValue)", options: DocumentFormat.options)
      let result = try check.rendered(document.segments.map { Doubles.carefulCapitals($0.parts) })
      #expect(result.omitted.isEmpty, "\(format): \(result.omitted.map { document.segments[$0].parts })")
    }
  }
}
