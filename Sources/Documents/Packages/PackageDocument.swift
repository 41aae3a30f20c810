/// An office document or a book: a zip file, some of whose files hold text. All others keep their bytes.
struct PackageDocument: TranslatableDocument {
  private struct Part: Sendable {
    var entry: ZipPackage.Entry
    var document: SplicedDocument
    /// Applied to what is written, once anything has changed.
    var finish: (@Sendable ([UInt8]) -> [UInt8])?
  }

  let segments: [DocumentSegment]
  private let bytes: [UInt8]
  private let file: String
  private let package: ZipPackage
  private let parts: [Part]

  init(
    _ bytes: [UInt8], fileName: String, format: DocumentFormat, options: DocumentOptions
  ) throws(DocumentError) {
    (self.bytes, file) = (bytes, fileName)
    package = try ZipPackage(bytes, file: fileName, format: format)
    var reader = PackageReader(package: package, file: fileName, format: format, options: options)
    try reader.read()
    parts = reader.parts.map { Part(entry: $0.entry, document: $0.document, finish: $0.finish) }
    segments = parts.flatMap { part in
      part.document.segments.map { segment in
        var segment = segment
        segment.context = segment.context ?? part.entry.name
        return segment
      }
    }
  }

  func rendered(_ translations: [[SegmentPart]?]) throws(DocumentError) -> [UInt8] {
    try segments.check(translations, file: file)
    var first = 0
    var written: [(part: Part, bytes: [UInt8])] = []
    for part in parts {
      let last = first + part.document.segments.count
      written.append((part, try part.document.rendered(Array(translations[first..<last]))))
      first = last
    }
    guard written.contains(where: { $0.bytes != $0.part.document.bytes }) else { return bytes }
    let changed = written.compactMap { part, bytes -> (entry: ZipPackage.Entry, bytes: [UInt8])? in
      let bytes = part.finish?(bytes) ?? bytes
      return bytes == part.document.bytes ? nil : (part.entry, bytes)
    }
    return try package.replacing(changed)
  }
}

/// Finds the files of a package that hold text.
struct PackageReader {
  let package: ZipPackage
  let file: String
  let format: DocumentFormat
  let options: DocumentOptions
  private(set) var parts:
    [(entry: ZipPackage.Entry, document: SplicedDocument, finish: (@Sendable ([UInt8]) -> [UInt8])?)] = []

  init(package: ZipPackage, file: String, format: DocumentFormat, options: DocumentOptions) {
    (self.package, self.file, self.format, self.options) = (package, file, format, options)
  }

  mutating func read() throws(DocumentError) {
    switch format {
    case .docx, .pptx, .xlsx: try readOOXML()
    case .epub: try readEPUB()
    default: try readODF()
    }
  }

  private func entry(_ name: String) -> ZipPackage.Entry? { package.entries.first { $0.name == name } }

  /// A file that is XML. Office documents declare no entities; where one does, it is up to no good.
  private func xml(_ entry: ZipPackage.Entry, mayHaveType: Bool = false) throws(DocumentError) -> SourceText {
    let bytes = try package.read(entry)
    let source = try SourceText(bytes, file: "\(file)(\(entry.name))", format: format)
    let head = bytes.prefix(4096)
    if Array(head).firstRange(of: "<!ENTITY", from: 0) != nil
      || (!mayHaveType && Array(head).firstRange(of: "<!DOCTYPE", from: 0) != nil)
    {
      throw source.malformed(at: 0, "it declares entities", "Open it in the program that made it, and save it anew")
    }
    try XMLCheck.check(source)
    return source
  }

  private mutating func add(
    _ entry: ZipPackage.Entry, _ source: SourceText, _ units: [(segment: DocumentSegment, slot: Slot)],
    finish: (@Sendable ([UInt8]) -> [UInt8])? = nil
  ) {
    guard !units.isEmpty || finish != nil else { return }
    parts.append((entry, SplicedDocument(bytes: source.bytes, file: source.file, units: units), finish))
  }

  // MARK: Office Open XML

  private static let folders: [DocumentFormat: [String]] = [
    .docx: [
      "word/document", "word/header", "word/footer", "word/footnotes", "word/endnotes", "word/comments",
      "word/charts/chart", "word/diagrams/data", "word/glossary/document",
    ],
    .pptx: [
      "ppt/slides/slide", "ppt/notesSlides/notesSlide", "ppt/charts/chart", "ppt/diagrams/data", "ppt/comments/",
    ],
    .xlsx: ["xl/sharedStrings", "xl/worksheets/sheet", "xl/comments", "xl/drawings/drawing", "xl/charts/chart"],
  ]

  private mutating func readOOXML() throws(DocumentError) {
    let names = Self.folders[format] ?? []
    let folder = names.first.map { $0.prefix { $0 != "/" } + "/" } ?? ""
    guard package.entries.contains(where: { $0.name.hasPrefix(folder) }) else { throw missing("the folder \(folder)") }
    let kept = try tableColumns()
    for entry in ordered(
      package.entries.filter { entry in
        entry.name.hasSuffix(".xml") && names.contains { entry.name.hasPrefix($0) }
      })
    {
      let source = try xml(entry)
      let units = OfficeReader(source).units.filter { !kept.contains($0.segment.parts.text) }
      add(entry, source, units)
    }
  }

  /// Slide 2 before slide 10.
  private func ordered(_ entries: [ZipPackage.Entry]) -> [ZipPackage.Entry] {
    func key(_ entry: ZipPackage.Entry) -> (Int, Int, String) {
      let rank = (Self.folders[format] ?? []).firstIndex { entry.name.hasPrefix($0) } ?? 0
      return (rank, Int(entry.name.filter(\.isNumber).prefix(9)) ?? 0, entry.name)
    }
    return entries.sorted { key($0) < key($1) }
  }

  /// Names of the columns of tables in worksheets: cells that hold them must go on to.
  private func tableColumns() throws(DocumentError) -> Set<String> {
    guard format == .xlsx else { return [] }
    var names: Set<String> = []
    for entry in package.entries where entry.name.hasPrefix("xl/tables/") && entry.name.hasSuffix(".xml") {
      let source = try xml(entry)
      for token in HTMLTokenizer.tokens(of: source.bytes, from: source.start, isXML: true)
      where token.name == "tablecolumn" {
        if let name = token.value("name", in: source.bytes) { names.insert(Entities.decodeAll(name)) }
      }
    }
    return names
  }

  private func missing(_ what: String) -> DocumentError {
    .malformed(
      file: file, line: 1, format: format, reason: "\(what) cannot be found in it",
      remedy: "Is it another kind of file? Then name it with --format")
  }

  // MARK: OpenDocument

  private mutating func readODF() throws(DocumentError) {
    guard entry("content.xml") != nil else { throw missing("content.xml") }
    for name in ["content.xml", "styles.xml"] {
      guard let entry = entry(name) else { continue }
      let source = try xml(entry)
      add(entry, source, OpenDocumentReader(source).units)
    }
  }

  // MARK: Books

  private mutating func readEPUB() throws(DocumentError) {
    guard let container = entry("META-INF/container.xml") else { throw missing("META-INF/container.xml") }
    let root = try xml(container)
    let path = HTMLTokenizer.tokens(of: root.bytes, from: root.start, isXML: true)
      .first { $0.name == "rootfile" }?.value("full-path", in: root.bytes)
    guard let path, let opf = entry(path) else { throw missing("the list of its contents (.opf)") }
    let list = try xml(opf)
    let tokens = HTMLTokenizer.tokens(of: list.bytes, from: list.start, isXML: true)
    let language = options.targetLanguage
    add(
      opf, list, BookFields.units(tokens, list, ["dc:title", "dc:description", "dc:subject"]),
      finish: { BookFields.withLanguage(language, $0) })
    let folder = path.contains("/") ? String(path[...(path.lastIndex(of: "/") ?? path.startIndex)]) : ""
    for item in tokens where item.name == "item" {
      guard let address = item.value("href", in: list.bytes), let type = item.value("media-type", in: list.bytes),
        let entry = entry(Self.resolved(folder + Entities.decodeAll(address)))
      else { continue }
      if type == "application/xhtml+xml" {
        let source = try xml(entry, mayHaveType: true)
        let view = MaskedSource(source, source.start..<source.start)
        let escaping = HTMLEscaping(source, isUnicode: true)
        add(entry, source, HTMLDocument.units(source, view, source.start..<source.bytes.count, escaping))
      } else if type == "application/x-dtbncx+xml" {
        let source = try xml(entry, mayHaveType: true)
        let tokens = HTMLTokenizer.tokens(of: source.bytes, from: source.start, isXML: true)
        add(entry, source, BookFields.units(tokens, source, ["text"]))
      }
    }
  }

  /// `a/../b%20c` is `b c`.
  private static func resolved(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.prefix(while: { $0 != "#" }).split(separator: "/") where part != "." {
      if part == "..", !parts.isEmpty { parts.removeLast() } else { parts.append(part) }
    }
    var bytes: [UInt8] = []
    var rest = Array(parts.joined(separator: "/").utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Elements of a book's lists that hold plain text.
enum BookFields {
  static func units(
    _ tokens: [HTMLToken], _ source: SourceText, _ names: Set<String>
  ) -> [(segment: DocumentSegment, slot: Slot)] {
    tokens.indices.compactMap { index in
      guard names.contains(tokens[index].name), tokens[index].kind == .start(isSelfClosing: false),
        index + 1 < tokens.count, tokens[index + 1].kind == .text
      else { return nil }
      let range = source.bytes.trimmed(tokens[index + 1].range)
      let text = HTMLReader.text(source.string(range))
      guard text.hasLetters else { return nil }
      let segment = DocumentSegment(parts: [.text(text)], line: source.line(at: range.lowerBound))
      return (segment, Slot(range: range) { Array(XMLEscapes.escaped(OfficeReader.plain($0)).utf8) })
    }
  }

  /// Names the language of the translation.
  static func withLanguage(_ language: String, _ bytes: [UInt8]) -> [UInt8] {
    guard let tag = bytes.firstRange(of: "<dc:language", from: 0) else { return bytes }
    let start = bytes.skip(tag.upperBound..<bytes.count) { $0 != UInt8(ascii: ">") } + 1
    guard start < bytes.count, let end = bytes.firstRange(of: "</dc:language", from: start) else { return bytes }
    return bytes.applying([ByteEdit(start..<end.lowerBound, language.replacing("_", with: "-").utf8)])
  }
}
