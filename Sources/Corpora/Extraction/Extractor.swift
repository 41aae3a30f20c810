import Text

/// Finds pairs in files of all formats.
public final class Extractor {
  private let languages: LanguagePair
  private let sentences: SentencePairing
  /// What entity references in DocBook stand for, in each language.
  public private(set) var entities: (source: [String: String], target: [String: String]) = ([:], [:])

  /// - Throws: where ICU's data for the languages cannot be had.
  public init(languages: LanguagePair) throws(TextError) {
    self.languages = languages
    sentences = try SentencePairing(languages)
  }

  /// Reads entity declarations for DocBook, for instance KDE's. The first declaration of a name counts.
  public func readEntities(source: [String], target: [String]) throws(CorpusError) {
    for file in source { try EntityFile.read(path: file, into: &entities.source) }
    for file in target { try EntityFile.read(path: file, into: &entities.target) }
  }

  /// Calls `body` with every pair of a file that holds both languages, tidied; prose sentence by sentence.
  public func extract(
    _ format: CorpusFormat, file: String, _ body: (TextPair) throws(CorpusError) -> Void
  ) throws(CorpusError) {
    switch format {
    case .mo, .po, .qm: try emit(messages: try messages(format, file), body)
    case .tmx:
      try XMLTranslationUnits(languages: languages).forEachInTMX(path: file) { pair throws(CorpusError) in
        try emit(pair, body)
      }
    case .xliff:
      try XMLTranslationUnits(languages: languages).forEachInXLIFF(path: file) { pair throws(CorpusError) in
        try emit(pair, body)
      }
    case .ding:
      try DingFile.forEachPair(path: file, germanIsSource: languages.source == "de") { pair throws(CorpusError) in
        try emit(pair, body)
      }
    case .tsv:
      let rows = try PairStream(table: file)
      while let row = try rows.next() { try emit(row.pair, body) }
    default: throw .needsPairsOfFiles(format: format.rawValue, count: 1)
    }
  }

  /// Calls `body` with every pair of two files, one for each language.
  public func extract(
    _ format: CorpusFormat, source: String, target: String, _ body: (TextPair) throws(CorpusError) -> Void
  ) throws(CorpusError) {
    switch format {
    case .moses:
      let rows = try PairStream(source: source, target: target)
      while let row = try rows.next() { try emit(row.pair, body) }
    case .mo, .po, .json, .properties:
      let (left, right) = (try messages(format, source), try messages(format, target))
      try emit(messages: KeyedMessages.join(left, right), body)
    case .text:
      try emit(blocks: try PlainText.blocks(path: source), try PlainText.blocks(path: target), body)
    case .man:
      try emit(blocks: try ManPage.blocks(path: source), try ManPage.blocks(path: target), body)
    case .html, .docbook, .mallard:
      let vocabulary = MarkupVocabulary.of(format)
      try emit(
        blocks: try MarkupBlocks.blocks(path: source, vocabulary: vocabulary, entities: entities.source),
        try MarkupBlocks.blocks(path: target, vocabulary: vocabulary, entities: entities.target), body)
    case .descriptions:
      try DescriptionFiles.forEachPair(source: source, target: target) { (_, pairs) throws(CorpusError) in
        for pair in pairs { try emit(pair, body) }
      }
    default: throw .needsPairsOfFiles(format: format.rawValue, count: 1)
    }
  }

  /// A catalogue's messages with their translations, or its keys with their texts.
  private func messages(_ format: CorpusFormat, _ path: String) throws(CorpusError) -> [CatalogueMessage] {
    switch format {
    case .mo: try MOFile(path: path).messages()
    case .po: try POFile.messages(path: path)
    case .qm: try QMFile(path: path).messages()
    case .json: try JSONCatalogue.messages(path: path)
    case .properties: try PropertiesFile.messages(path: path)
    default: throw .needsPairsOfFiles(format: format.rawValue, count: 1)
    }
  }

  private func emit(messages: [CatalogueMessage], _ body: (TextPair) throws(CorpusError) -> Void) throws(CorpusError) {
    for message in messages {
      guard let pair = message.pair() else { continue }
      for part in MessageLines.split(pair) { try emit(part, body) }
    }
  }

  private func emit(
    blocks source: [TextBlock], _ target: [TextBlock], _ body: (TextPair) throws(CorpusError) -> Void
  ) throws(CorpusError) {
    for pair in BlockAligner.align(source, target) { try emit(pair, body) }
  }

  func emit(_ pair: TextPair, _ body: (TextPair) throws(CorpusError) -> Void) throws(CorpusError) {
    let tidy = TextPair(TextTidying.tidy(pair.source), TextTidying.tidy(pair.target))
    guard !tidy.source.isEmpty, !tidy.target.isEmpty else { return }
    for sentence in sentences.split(tidy) { try body(sentence) }
  }
}
