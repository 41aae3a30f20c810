import Documents
import Testing

/// Whatever is not translated is the source's bytes.
@Suite struct RoundTripTests {
  static let variants: [(name: String, change: @Sendable (String) -> String)] = [
    ("as it is", { $0 }), ("CRLF", { $0.replacing("\n", with: "\r\n") }), ("byte order mark", { "\u{FEFF}" + $0 }),
    ("no final line break", { $0.hasSuffix("\n") ? String($0.dropLast()) : $0 }), ("trailing space", { $0 + "  \n\n" }),
  ]

  private func check(_ format: DocumentFormat, _ bytes: [UInt8], _ name: String) throws {
    let document = try format.parse(bytes, fileName: name, options: DocumentFormat.options)
    #expect(try document.rendered(document.segments.map { Doubles.identity($0.parts) }) == bytes, "\(name)")
    #expect(try document.rendered(document.segments.map { _ in nil }) == bytes, "\(name)")
    #expect(document.segments.allSatisfy { $0.line > 0 && !$0.parts.isEmpty && $0.accepts($0.parts) }, "\(name)")
  }

  @Test func samplesInAllVariants() throws {
    for (format, text) in Samples.all {
      for variant in Self.variants {
        try check(format, Array(variant.change(text).utf8), "\(format) \(variant.name)")
      }
    }
  }

  /// Capitals change every text and no span; the file that is written holds exactly them.
  @Test func capitalsAreReadAgain() throws {
    for (format, text) in Samples.all
    where ![.po, .xliff, .qt, .xcstrings, .vue].contains(format) && text != Samples.messages {
      for variant in Self.variants.dropLast() {
        let source = variant.change(text)
        let expected = try format.parse(source).segments.map { Doubles.capitals($0.parts).line.lowercased() }
        let written = try format.translate(source, with: Doubles.capitals)
        let found = try format.lines(written).map { $0.lowercased() }
        #expect(found.count == expected.count, "\(format) \(variant.name)")
        for (found, expected) in zip(found, expected) { #expect(found == expected, "\(format) \(variant.name)") }
        #expect(written.contains("\r\n") == source.contains("\r\n"), "\(format) \(variant.name)")
      }
    }
  }

  /// Spans in another order are all there again.
  @Test func reorderedSpansAreReadAgain() throws {
    for (format, text) in Samples.all where [.markdown, .html].contains(format) {
      let document = try format.parse(text)
      let changed = document.segments.map(Doubles.reordered)
      #expect(zip(changed, document.segments).contains { $0 != $1.parts })
      let written = try document.rendered(changed)
      let again = try format.parse(written, fileName: "x", options: DocumentFormat.options)
      #expect(Self.spans(again) == Self.spans(document))
    }
  }

  /// Line breaks at the end of a text are not part of it, wherever they were before.
  private static func spans(_ document: any TranslatableDocument) -> [[String]] {
    document.segments.map { segment in
      segment.spans.filter { !$0.contains("\n") && $0 != "<br>" }.sorted()
    }
  }

  /// What packages have installed here, up to a few hundred files of each kind.
  @Test(arguments: [DocumentFormat.text, .markdown, .html, .json, .yaml, .po])
  func installedFiles(format: DocumentFormat) throws {
    let files = InstalledFiles.of(format)
    if files.isEmpty { print("No \(format.rawValue) files under /usr/share: not tested on real ones") }
    var count = 0
    for (path, bytes) in files {
      do {
        try check(format, bytes, path)
        count += 1
      } catch let error as DocumentError {
        #expect("\(error)".hasPrefix(path), "an error names its file")
      }
    }
    #expect(count * 10 >= files.count * 8, "most files can be read")
  }
}
