import FoundationEssentials
import SentencePiece
import Transformer

/// The tokeniser's files of a directory of Hugging Face's.
struct HuggingFaceVocabulary {
  let directory: String
  let options: ForeignOptions
  let configuration: TransformerConfiguration

  private func path(_ name: String) -> String { "\(directory)/\(name)" }

  private func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  private func expect(_ name: String) throws -> String {
    guard exists(name) else {
      let files = "SentencePiece models and vocabularies that belong to the weights"
      throw InterchangeError.missing(file: path(name), remedy: "copy the whole directory again, with the \(files)")
    }
    return path(name)
  }

  // MARK: MarianMT

  /// Numbers are those of `vocab.json`, whatever SentencePiece's are.
  func marian() throws -> ForeignSubwordFiles {
    guard exists("source.spm") else {
      throw InterchangeError.noCodes(directory: directory)
    }
    let source = try ForeignPieces.read(try expect("vocab.json"), count: configuration.sourceTokens)
    let target =
      exists("target_vocab.json")
      ? try ForeignPieces.read(path("target_vocab.json"), count: configuration.vocabularySize) : source
    let end = Int32(clamping: try options.number("eos_token_id"))
    var files = ForeignSubwordFiles(
      source: try expect("source.spm"), target: try expect("target.spm"), pieces: (source, target),
      endOfSentence: end, unknown: try source.expect("<unk>"))
    files.rules.sourceSuffix = [try source.expect("</s>")]
    files.rules.forbidden = forbidden(target)
    files.rules.languages = source.tagLanguages
    return files
  }

  /// Padding, unknown, and what has no piece.
  private func forbidden(_ pieces: ForeignPieces) -> [Int32] {
    let padding = (try? options.number("pad_token_id")).map { Int32(clamping: $0) }
    let numbers = [padding, pieces.number(of: "<unk>")].compactMap(\.self) + pieces.unused
    return Set(numbers).sorted()
  }

  // MARK: M2M100 and NLLB

  /// Four special tokens, SentencePiece's pieces behind its own three, then languages.
  func manyLanguages() throws -> ForeignSubwordFiles {
    let modelPath = try expect("sentencepiece.bpe.model")
    let count = configuration.vocabularySize
    var pieces =
      exists("vocab.json")
      ? try ForeignPieces.read(path("vocab.json"), count: count)
      : try Self.shiftedPieces(try SentencePieceModel(contentsOf: modelPath), modelPath, count)
    let languages = try languageTokens(&pieces)
    guard !languages.isEmpty else {
      throw InterchangeError.missing(
        file: path("tokenizer_config.json"),
        remedy: "its list of languages tells their tokens (special_tokens_map.json)")
    }
    let end = Int32(clamping: try options.number("eos_token_id"))
    var files = ForeignSubwordFiles(
      source: modelPath, target: modelPath, pieces: (pieces, pieces), endOfSentence: end,
      unknown: try pieces.expect("<unk>"))
    files.rules.sourceSuffix = [end]
    files.rules.languages = ModelDirectory.Languages()
    files.rules.languages?.source = languages
    files.rules.languages?.target = languages
    files.rules.languages?.sourceIsLast = try hasLegacyBehaviour() ? true : nil
    let special = ["<s>", "<pad>", "<unk>", "<mask>"].compactMap(pieces.number)
    files.rules.forbidden = Set(special + pieces.unused).sorted()
    return files
  }

  private static func shiftedPieces(
    _ model: SentencePieceModel, _ path: String, _ count: Int
  ) throws -> ForeignPieces {
    var pairs = ["<s>", "<pad>", "</s>", "<unk>"].enumerated().map { (text: $1, number: $0) }
    for id in 3..<max(3, Int32(model.count)) { pairs.append((model.piece(of: id) ?? "", Int(id) + 1)) }
    return try ForeignPieces(file: path, count: count, pairs: pairs)
  }

  /// NLLB's language stood behind the text in tokenisers of before transformers 4.29, and does where they are asked to.
  private func hasLegacyBehaviour() throws -> Bool {
    let path = path("tokenizer_config.json")
    guard FileManager.default.fileExists(atPath: path) else { return false }
    let mapped = try MappedFile(path: path)
    defer { withExtendedLifetime(mapped) {} }
    return try ForeignOptions(mapped.bytes, file: path)["legacy_behaviour"] == "true"
  }

  private struct Added: Decodable {
    let content: String
    /// In `tokenizer.json`.
    let id: Int?
  }

  private struct TokenizerConfiguration: Decodable {
    var added: [String: Added]?
    var special: [String]?
    /// In `tokenizer.json`.
    var list: [Added]?

    enum CodingKeys: String, CodingKey {
      case added = "added_tokens_decoder"
      case special = "additional_special_tokens"
      case list = "added_tokens"
    }
  }

  /// The tokens of languages, which are put among the pieces too, by their codes: `de` of `__de__`, `deu_Latn`.
  private func languageTokens(_ pieces: inout ForeignPieces) throws -> [String: Int32] {
    var added: [(content: String, number: Int)] = []
    var special: [String] = []
    for name in ["tokenizer_config.json", "special_tokens_map.json", "tokenizer.json"] where exists(name) {
      // It is large, and says nothing that is new where others have said it.
      if name == "tokenizer.json", added.contains(where: { special.contains($0.content) }) { continue }
      let mapped = try MappedFile(path: path(name))
      let data = withExtendedLifetime(mapped) { Data(mapped.bytes) }
      guard let file = try? JSONDecoder().decode(TokenizerConfiguration.self, from: data) else { continue }
      if special.isEmpty { special = file.special ?? [] }
      for (number, token) in file.added ?? [:] {
        if let number = Int(number) { added.append((token.content, number)) }
      }
      for token in file.list ?? [] { if let number = token.id { added.append((token.content, number)) } }
    }
    if special.isEmpty { special = added.map(\.content).filter(Self.isLanguage) }
    if !special.isEmpty, !added.contains(where: { special.contains($0.content) }) {
      // They follow the pieces in order.
      let first = (pieces.pieces.lastIndex { $0 != nil } ?? -1) + 1
      added += special.enumerated().map { ($1, first + $0) }
    }
    var languages: [String: Int32] = [:]
    for (content, number) in added where pieces.pieces.indices.contains(number) {
      pieces.set(content, at: number)
      if special.contains(content), content != "<mask>" { languages[Self.code(content)] = Int32(number) }
    }
    return languages
  }

  /// Whether a token looks like `__de__` or `deu_Latn`.
  private static func isLanguage(_ token: String) -> Bool {
    let parts = token.split(separator: "_", omittingEmptySubsequences: false).map(\.utf8.count)
    return parts == [3, 4] || [[0, 0, 2, 0, 0], [0, 0, 3, 0, 0]].contains(parts)
  }

  private static func code(_ token: String) -> String {
    token.hasPrefix("__") && token.hasSuffix("__") && token.utf8.count > 4
      ? String(token.dropFirst(2).dropLast(2)) : token
  }
}
