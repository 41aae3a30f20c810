import CLibXML2

/// Has libxml2 say whether a file is well-formed XML. Nothing is fetched and no external entity is loaded.
enum XMLCheck {
  static func check(_ source: SourceText) throws(DocumentError) {
    let options = Int32(XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue | XML_PARSE_NONET.rawValue)
    guard let context = xmlNewParserCtxt() else { throw source.malformed(at: 0, "out of memory", "Try again") }
    defer { xmlFreeParserCtxt(context) }
    let document = source.bytes.withUnsafeBytes { buffer in
      xmlCtxtReadMemory(
        context, buffer.bindMemory(to: CChar.self).baseAddress, Int32(clamping: buffer.count), nil, nil, options)
    }
    if let document { xmlFreeDoc(document) }
    guard document == nil || context.pointee.wellFormed == 0 else { return }
    let problem = context.pointee.lastError
    let reason = problem.message.map { String(cString: $0).trimmed() } ?? "not XML"
    throw .malformed(
      file: source.file, line: max(Int(problem.line), 1), format: source.format, reason: reason,
      remedy: "Check it with xmllint --noout")
  }
}
