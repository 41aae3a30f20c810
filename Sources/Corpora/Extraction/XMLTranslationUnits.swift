import CLibXML2

/// Translation units of TMX (1.4) and XLIFF (1.2 and 2), read one by one: files may be larger than memory.
package struct XMLTranslationUnits {
  let languages: LanguagePair

  package init(languages: LanguagePair) { self.languages = languages }

  /// Calls `body` for each unit of a TMX file that has both languages; `de` finds `de-AT` too.
  package func forEachInTMX(path: String, _ body: (TextPair) throws(CorpusError) -> Void) throws(CorpusError) {
    try forEachElement("tu", path: path, format: "tmx") { unit throws(CorpusError) in
      var texts: [String: String] = [:]
      for variant in unit.elements("tuv") {
        let language = variant.attribute("lang") ?? ""
        texts[Self.base(language)] = variant.first("seg").map { $0.text(skipping: Self.codes) }
      }
      if let source = texts[languages.source], let target = texts[languages.target] {
        try body(TextPair(source, target))
      }
    }
  }

  /// Calls `body` for each unit of an XLIFF file that has a target. The file's languages are not looked at.
  package func forEachInXLIFF(path: String, _ body: (TextPair) throws(CorpusError) -> Void) throws(CorpusError) {
    for element in ["trans-unit", "segment"] {
      try forEachElement(element, path: path, format: "xliff") { unit throws(CorpusError) in
        guard let source = unit.first("source"), let target = unit.first("target") else { return }
        try body(TextPair(source.text(skipping: Self.codes), target.text(skipping: Self.codes)))
      }
    }
  }

  /// Elements that stand for native codes of the original format.
  private static let codes: Set<String> = ["bpt", "ept", "it", "ph", "ut"]

  static func base(_ language: String) -> String {
    String(language.lowercased().prefix { $0 != "-" && $0 != "_" })
  }

  func forEachElement(
    _ name: String, path: String, format: String, _ body: (MarkupNode) throws(CorpusError) -> Void
  ) throws(CorpusError) {
    let options = Int32(XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue | XML_PARSE_NONET.rawValue)
    let source = XMLInput(try ByteSource(path: path))
    let state = Unmanaged.passUnretained(source).toOpaque()
    guard let reader = xmlReaderForIO(XMLInput.read, nil, state, nil, nil, options) else {
      throw .malformed(path: path, format: format, reason: "libxml2 cannot read it")
    }
    defer { xmlFreeTextReader(reader) }
    var status = xmlTextReaderRead(reader)
    while status == 1 {
      let isStart = xmlTextReaderNodeType(reader) == Int32(XML_READER_TYPE_ELEMENT.rawValue)
      guard isStart, let found = xmlTextReaderConstLocalName(reader), String(cString: found) == name else {
        status = xmlTextReaderRead(reader)
        continue
      }
      if let unit = MarkupNode(xmlTextReaderExpand(reader)) { try body(unit) }
      status = xmlTextReaderNext(reader)
    }
    if let error = source.error { throw error }
    guard status == 0 else {
      let line = xmlTextReaderGetParserLineNumber(reader)
      throw .malformed(path: path, format: format, reason: "the XML breaks off or is wrong near line \(line)")
    }
  }
}

/// Hands libxml2 bytes of a file.
private final class XMLInput {
  private let source: ByteSource
  private(set) var error: CorpusError?

  init(_ source: ByteSource) { self.source = source }

  static let read: xmlInputReadCallback = { state, buffer, count in
    guard let state, let buffer, count > 0 else { return -1 }
    let input = Unmanaged<XMLInput>.fromOpaque(state).takeUnretainedValue()
    do throws(CorpusError) {
      return Int32(try input.source.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: Int(count))))
    } catch {
      input.error = error
      return -1
    }
  }
}
