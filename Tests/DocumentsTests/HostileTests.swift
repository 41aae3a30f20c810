import Documents
import Testing

@Suite struct HostileTests {
  /// A file either comes back byte for byte, or gives an error that names it and a line.
  private func check(_ format: DocumentFormat, _ bytes: [UInt8]) {
    do {
      let document = try format.parse(bytes, fileName: "bad.file", options: DocumentFormat.options)
      let same = try document.rendered(document.segments.map(\.parts))
      #expect(same == bytes, "\(format): \(String(decoding: bytes.prefix(2000), as: UTF8.self))")
      _ = try document.rendered(document.segments.map { Doubles.capitals($0.parts) })
    } catch {
      #expect("\(error)".hasPrefix("bad.file:"), "\(error)")
      #expect(!"\(error)".contains("\n"))
    }
  }

  @Test func truncated() {
    for (format, text) in Samples.all {
      let bytes = Array(text.utf8)
      for length in stride(from: 0, to: bytes.count, by: 5) { check(format, Array(bytes[..<length])) }
    }
  }

  @Test func randomMutations() {
    var random = SplitMix(state: 6)
    let marks = Array("<>&\"'`*_[]()|#-:{}\\\n\r\t ~!".utf8)
    for (format, text) in Samples.all {
      for _ in 0..<150 {
        var bytes = Array(text.utf8)
        for _ in 0...random.below(6) {
          let place = random.below(bytes.count)
          switch random.below(4) {
          case 0: bytes[place] = UInt8(truncatingIfNeeded: random.below(256))
          case 1: bytes.insert(marks[random.below(marks.count)], at: place)
          case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.below(20)))
          default:
            bytes.insert(
              contentsOf: bytes[place..<min(bytes.count, place + random.below(60))], at: random.below(place + 1))
          }
        }
        check(format, bytes)
      }
    }
  }

  @Test(arguments: [
    (DocumentFormat.json, "["), (.json, "{\"a\":"), (.yaml, "["), (.yaml, "- "), (.yaml, "a: {"), (.html, "<b>x"),
    (.html, "<div>x"),
    (.html, "<"), (.html, "&amp"), (.html, "<a b='"), (.markdown, "> "), (.markdown, "*a "), (.markdown, "[a]("),
    (.markdown, "![x"), (.markdown, "- "), (.markdown, "`"), (.markdown, "<!--"), (.xliff, "<xliff><g>"),
    (.csv, "\"a,"),
    (.tsv, "a\t"), (.srt, "00:00:00,000 --> 00:00:00,000\nx\n"), (.vtt, "WEBVTT\n\n00:00.000 --> 00:00.000\n<i>x\n"),
    (.po, "msgid \"a\"\nmsgstr \"\"\n"), (.text, "  - word "), (.html, "<code>"), (.html, "<b></i>"),
    (.markdown, "a | b\n"), (.asciidoc, "*a "), (.asciidoc, "<<a "), (.asciidoc, "link:a[b= "),
    (.asciidoc, "footnote:[a "), (.asciidoc, "((a "), (.latex, "\\textbf{a "), (.latex, "\\[a "), (.latex, "$$a "),
    (.latex, "\\item[a "), (.latex, "\\footnote{a "), (.latex, "{a "), (.vue, "<template><b>"),
    (.xcstrings, "{\"strings\":"), (.docbook, "<para>"), (.rst, "*a "), (.rst, "`a "),
  ])
  func repeatedWithoutEnd(format: DocumentFormat, unit: String) {
    check(format, Array(String(repeating: unit, count: 3000).utf8))
  }

  /// Minified pages are one line of many texts.
  @Test(arguments: [(DocumentFormat.html, "<p>a b</p>"), (.latex, "\\item a b ")])
  func manyTextsOnOneLine(format: DocumentFormat, unit: String) {
    check(format, Array(String(repeating: unit, count: 20_000).utf8))
  }

  /// Deeper than a stack bears that has a frame for each level.
  @Test(arguments: [
    (DocumentFormat.latex, "\\textbf{a ", "}"), (.latex, "\\footnote{a ", "}"), (.latex, "{a ", "}"),
    (.latex, "\\section{a ", "}"), (.latex, "\\begin{block}{a ", "}\\end{block}"), (.asciidoc, "footnote:[a ", "]"),
    (.asciidoc, "*_a ", "_*"), (.vue, "<template><b>a", "</b></template>"), (.html, "<b>a ", "</b>"),
    (.docbook, "<para>a ", "</para>"), (.docbook, "<footnote>a ", "</footnote>"),
  ])
  func nestedDeeply(format: DocumentFormat, begin: String, end: String) {
    let (begins, ends) = (String(repeating: begin, count: 20_000), String(repeating: end, count: 20_000))
    check(format, Array((begins + ends).utf8))
  }

  @Test(arguments: DocumentFormat.allCases)
  func hugeLine(format: DocumentFormat) {
    check(format, Array(String(repeating: "word and another, ", count: 10_000).utf8))
  }

  @Test(arguments: DocumentFormat.allCases)
  func emptyAndBinary(format: DocumentFormat) {
    check(format, [])
    check(format, Array("\n\n".utf8))
    check(format, (0..<1500).map { UInt8(truncatingIfNeeded: $0 &* 167) })
    let options = DocumentFormat.options
    guard !format.isPackage else { return }
    #expect(throws: DocumentError.binary(file: "f", line: 2)) {
      try format.parse(Array("a\nb\0c".utf8), fileName: "f", options: options)
    }
    // Half a character of UTF-16.
    #expect(throws: DocumentError.encoding(file: "f", line: 1, encoding: "UTF-16")) {
      try format.parse([0xFF, 0xFE, 0x61], fileName: "f", options: options)
    }
  }

  @Test func encodingsThatFilesDeclare() throws {
    let page = Array("<html><meta charset=\"iso-8859-1\"><p>Gr".utf8) + [0xFC] + Array("n</p>".utf8)
    let document = try DocumentFormat.html.parse(page, fileName: "f", options: DocumentFormat.options)
    #expect(document.segments.map(\.parts.line) == ["Grün"])
    #expect(try document.rendered([[.text("Grün")]]) == page)
    let written = try document.rendered([[.text("Größe")]])
    #expect(written == Array("<html><meta charset=\"iso-8859-1\"><p>Gr".utf8) + [0xF6, 0xDF] + Array("e</p>".utf8))
    let undeclared = page.filter { $0 != UInt8(ascii: "=") }
    #expect(throws: DocumentError.encoding(file: "f", line: 1, encoding: nil)) {
      try DocumentFormat.html.parse(undeclared, fileName: "f", options: DocumentFormat.options)
    }
    let ascii = "<meta charset=\"iso-8859-1\"><p>Hello</p>"
    #expect(
      try DocumentFormat.html.translate(ascii) { _ in [.text("Grün & <x>")] }
        == "<meta charset=\"iso-8859-1\"><p>Gr&#252;n &amp; &lt;x&gt;</p>")
  }

  /// Python: `text.encode("cp1252")`, `text.encode("utf-16")`.
  @Test func encodingsThatFilesHave() throws {
    let latin =
      Array("The file of M".utf8) + [0xFC] + Array("ller cannot be opened, he said: ".utf8) + [0x93]
      + Array("no".utf8) + [0x94, 0x2E, 0x0A]
    let document = try DocumentFormat.text.parse(latin, fileName: "f", options: DocumentFormat.options)
    #expect(document.segments.map(\.parts.line) == ["The file of Müller cannot be opened, he said: “no”."])
    #expect(try document.rendered(document.segments.map(\.parts)) == latin)
    #expect(try document.rendered([[.text("ÄÖ")]]) == [0xC4, 0xD6, 0x0A])
    #expect(try document.rendered([[.text("→")]]) == Array("→\n".utf8), "what the encoding lacks asks for UTF-8")
    let wide = Array("\"a\" = \"Some words\";\n".utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let strings = try DocumentFormat.strings.parse([0xFF, 0xFE] + wide, fileName: "f", options: DocumentFormat.options)
    #expect(strings.segments.map(\.parts.line) == ["Some words"])
    #expect(try strings.rendered([[.text("Some words")]]) == [0xFF, 0xFE] + wide)
    var options = DocumentFormat.options
    options.encoding = "cp850"
    #expect(try DocumentFormat.text.parse([0x81], fileName: "f", options: options).segments.map(\.parts.line) == ["ü"])
  }

  @Test func brokenTranslationsAreRefused() throws {
    for (format, text) in Samples.all where [.markdown, .html, .xliff].contains(format) {
      let document = try format.parse(text)
      let withoutSpans = document.segments.map { $0.parts.filter { if case .text = $0 { true } else { false } } }
      #expect(throws: DocumentError.self) { try document.rendered(withoutSpans) }
    }
  }
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
struct SplitMix {
  var state: UInt64

  mutating func below(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return limit > 0 ? Int((z ^ (z >> 31)) % UInt64(limit)) : 0
  }
}

@Suite("Hostile tables")
struct HostileTableTests {
  @Test("Rows with more cells than the header are read", arguments: [DocumentFormat.tsv, .csv])
  func rowsLongerThanTheHeader(format: DocumentFormat) throws {
    let separator = format == .tsv ? "\t" : ","
    let text = "id\n" + (1...5).map { "\($0)\(separator)gb\($0)\(separator)Some text is here.\n" }.joined()
    let options = DocumentOptions(sourceLanguage: "en", targetLanguage: "de")
    let document = try format.parse(Array(text.utf8), fileName: "x", options: options)
    #expect(document.segments.count == 5)
    #expect(try document.rendered(document.segments.map { _ in nil }) == Array(text.utf8))
  }
}
