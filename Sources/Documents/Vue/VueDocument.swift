/// Vue's single files (vuejs.org/api/sfc-spec.html): text and attributes of `<template>`, and the messages of `<i18n>`
/// blocks, to which the target language is added. Programs and styles stay.
enum VueDocument {
  static func parse(_ source: SourceText, _ options: DocumentOptions) throws(DocumentError) -> PartedDocument {
    var parts: [PartedDocument.Part] = []
    for block in blocks(source) {
      let inner = block.inner
      switch block.name {
      case "template" where (block.language ?? "html") == "html":
        let text = try SourceText(Array(source.bytes[inner]), file: source.file, format: .html)
        parts.append(.init(range: inner, document: template(text)))
      case "i18n" where ["json", nil].contains(block.language) && !block.hasLocale:
        if let part = try messages(inner, source, options) { parts.append(part) }
      default: break
      }
    }
    return PartedDocument(source, parts)
  }

  private struct Block {
    var name: String
    var inner: Range<Int>
    var language: String?
    var hasLocale: Bool
  }

  /// The elements at the top of the file. Their tags stand at the start of a line.
  private static func blocks(_ source: SourceText) -> [Block] {
    let tokens = HTMLTokenizer.tokens(of: source.bytes, in: source.start..<source.bytes.count)
    let ends = HTMLReader.ends(tokens)
    var blocks: [Block] = []
    var index = 0
    while index < tokens.count {
      let token = tokens[index]
      defer { index += 1 }
      guard token.kind == .start(isSelfClosing: false), let end = ends[index] else { continue }
      blocks.append(
        Block(
          name: token.name, inner: token.range.upperBound..<tokens[end].range.lowerBound,
          language: token.value("lang", in: source.bytes),
          hasLocale: token.attributes.contains { ["locale", "src"].contains($0.name) }))
      index = end
    }
    return blocks
  }

  /// Attributes of components that hold text, unless they look like names.
  private static let attributes: Set<String> = [
    "label", "hint", "tooltip", "description", "subtitle", "message", "header", "content", "text",
  ]

  private static func template(_ source: SourceText) -> SplicedDocument {
    let view = MaskedSource(source)
    let units = HTMLDocument.units(
      source, view, source.start..<source.bytes.count, HTMLEscaping(source, isUnicode: true)
    ) { attribute, token in
      let value = source.string(attribute.value)
      return attributes.contains(attribute.name) && token.name != "meta"
        && ProseJudge.verdict(value, key: "") == .prose
    }
    return SplicedDocument(bytes: source.bytes, file: source.file, units: units)
  }

  /// The messages of the source language, behind which those of the target language come. A block that has the target
  /// language already stays as it is.
  private static func messages(
    _ range: Range<Int>, _ source: SourceText, _ options: DocumentOptions
  ) throws(DocumentError) -> PartedDocument.Part? {
    let block = try SourceText(Array(source.bytes[range]), file: source.file, format: .json)
    guard !block.bytes.allSatisfy(\.isSpace) else { return nil }
    let root = try JSONTree.root(of: block)
    let target = options.targetLanguage.replacing("_", with: "-")
    guard let own = root.members.first(where: { $0.key == options.sourceLanguage }), root[target] == nil else {
      return nil
    }
    let place = (own.value.range.lowerBound + range.lowerBound)..<(own.value.range.upperBound + range.lowerBound)
    let text = try SourceText(Array(source.bytes[place]), file: source.file, format: .json)
    let lead = source.string(range.lowerBound..<range.lowerBound + own.keyRange.lowerBound)
    let space = String(lead.reversed().prefix { $0.isWhitespace }.reversed())
    let colon = block.string(own.keyRange.upperBound..<own.value.range.lowerBound)
    return .init(
      range: place,
      document: AddedLanguage(
        document: try JSONDocument.parse(text, options), source: text.bytes,
        separator: ",\(space)\"\(target)\"\(colon)"))
  }
}

/// A document behind which its translation comes.
struct AddedLanguage: TranslatableDocument {
  let document: CatalogueDocument
  let source: [UInt8]
  let separator: String

  var segments: [DocumentSegment] { document.segments }
  var omissions: [Omission] { document.omissions }

  func rendered(_ translations: [[SegmentPart]?]) throws(DocumentError) -> [UInt8] {
    let written = try document.rendered(translations)
    return written == source ? source : source + separator.utf8 + written
  }
}
