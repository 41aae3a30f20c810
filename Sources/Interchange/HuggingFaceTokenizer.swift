import Transformer

/// Writes the files from which a tokeniser of `transformers` is made: `MarianTokenizer`, `M2M100Tokenizer` or
/// `NllbTokenizer`; of models of ours, the subword codes and the vocabulary.
struct HuggingFaceTokenizer {
  private let vocabulary: ExportVocabulary
  private let form: HuggingFaceForm
  private let facts: ExchangeFacts

  init(_ vocabulary: ExportVocabulary, _ form: HuggingFaceForm, _ facts: ExchangeFacts) {
    (self.vocabulary, self.form, self.facts) = (vocabulary, form, facts)
  }

  func write(to path: String) throws {
    switch (vocabulary.rules, form.kind) {
    case (let rules?, .manyLanguages): try writeManyLanguages(rules, to: path)
    case (let rules, _):
      try vocabulary.copySubwords(to: path)
      let source = padded(vocabulary.source, form.sourceRows)
      try write(PieceList.json(source), "\(path)/\(HuggingFaceExport.vocabularyName)")
      guard rules != nil else { return }
      if !vocabulary.isShared {
        let target = padded(vocabulary.target, form.targetRows)
        try write(PieceList.json(target), "\(path)/\(HuggingFaceExport.targetVocabularyName)")
      }
      try write(marianConfiguration(source), "\(path)/tokenizer_config.json")
    }
  }

  private func write(_ text: String, _ path: String) throws { try AtomicFile.write(Array(text.utf8), to: path) }

  /// With pieces for padding and for what the decoder starts with, where the model had none.
  private func padded(_ pieces: [String?], _ rows: Int) -> [String?] {
    guard rows > pieces.count else { return pieces }
    var all = pieces + [String?](repeating: nil, count: rows - pieces.count)
    all[rows - 1] = form.padding == rows - 1 ? HuggingFaceForm.paddingPiece : "<decoder_start>"
    return all
  }

  private func marianConfiguration(_ source: [String?]) -> String {
    HuggingFaceForm.object([
      ("tokenizer_class", "\"MarianTokenizer\""), ("source_lang", PieceList.quoted(facts.sourceLanguage)),
      ("target_lang", PieceList.quoted(facts.targetLanguage)), ("separate_vocabs", "\(!vocabulary.isShared)"),
      ("eos_token", PieceList.quoted(vocabulary.target[Int(vocabulary.endOfSentence)] ?? "</s>")),
      ("unk_token", PieceList.quoted(source[Int(vocabulary.unknown)] ?? "<unk>")),
      ("pad_token", PieceList.quoted(source[form.padding] ?? HuggingFaceForm.paddingPiece)),
    ])
  }

  // MARK: Many languages

  private func writeManyLanguages(_ rules: ModelDirectory.ForeignSubwords, to path: String) throws {
    if !rules.source.isEmpty { try vocabulary.copy(rules.source, to: "\(path)/sentencepiece.bpe.model") }
    let languages = (rules.languages?.target ?? [:]).sorted { $0.value < $1.value }
    var pieces = vocabulary.target
    let tokens = languages.map { _, number in (number, pieces[Int(number)] ?? "<unused\(number)>") }
    for (number, _) in tokens { pieces[Int(number)] = nil }
    try write(PieceList.json(pieces), "\(path)/\(HuggingFaceExport.vocabularyName)")
    let isNLLB = languages.first?.key.contains("_") == true
    let quoted = tokens.map { PieceList.quoted($0.1) }
    let added = tokens.map { ("\($0.0)", "{\"content\": \(PieceList.quoted($0.1)), \"special\": true}") }
    try write(
      HuggingFaceForm.object([
        ("tokenizer_class", isNLLB ? "\"NllbTokenizer\"" : "\"M2M100Tokenizer\""),
        ("src_lang", PieceList.quoted(facts.sourceLanguage)), ("tgt_lang", PieceList.quoted(facts.targetLanguage)),
        ("additional_special_tokens", "[\(quoted.joined(separator: ", "))]"),
        ("added_tokens_decoder", HuggingFaceForm.object(added)),
        ("legacy_behaviour", "\(rules.languages?.sourceIsLast == true)"),
      ]), "\(path)/tokenizer_config.json")
  }
}
