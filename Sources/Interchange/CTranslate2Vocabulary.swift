import FoundationEssentials
import Transformer

/// The vocabularies of a directory of CTranslate2's, and the SentencePiece models that whoever put it there has left
/// beside them: CTranslate2 itself gets its text cut already.
struct CTranslate2Vocabulary {
  let source: ForeignPieces
  let target: ForeignPieces
  private let directory: String
  private let file: CTranslate2File
  private let options: ForeignOptions?
  private let tokenizer: String?

  /// - Parameter tokenizer: the SentencePiece model of both sides, where it stands elsewhere.
  init(
    _ directory: String, sizes: (source: Int, target: Int), _ file: CTranslate2File, _ options: ForeignOptions?,
    tokenizer: String?
  ) throws {
    (self.directory, self.file, self.options, self.tokenizer) = (directory, file, options, tokenizer)
    let unknown = options?["unk_token"] ?? "<unk>"
    let shared = Self.path("shared_vocabulary", in: directory)
    guard let sourcePath = shared ?? Self.path("source_vocabulary", in: directory),
      let targetPath = shared ?? Self.path("target_vocabulary", in: directory)
    else {
      throw InterchangeError.missing(
        file: "\(directory)/shared_vocabulary.json",
        remedy: "or source_vocabulary and target_vocabulary: copy the whole directory again")
    }
    source = try Self.read(sourcePath, sizes.source, unknown)
    target = targetPath == sourcePath ? source : try Self.read(targetPath, sizes.target, unknown)
  }

  private static func path(_ stem: String, in directory: String) -> String? {
    ["json", "txt"].map { "\(directory)/\(stem).\($0)" }.first { FileManager.default.fileExists(atPath: $0) }
  }

  /// An unknown piece that is missing stands behind the others.
  private static func read(_ path: String, _ count: Int, _ unknown: String) throws -> ForeignPieces {
    var pieces = try ForeignPieces.read(path, count: count)
    if pieces.number(of: unknown) == nil, let free = pieces.pieces.firstIndex(where: { $0 == nil }) {
      pieces.set(unknown, at: free)
    }
    return pieces
  }

  /// Models of Marian's begin with a zero vector.
  var startsWithZero: Bool { file.scalar("decoder/start_from_zero_embedding") == 1 }

  /// What the decoder begins with; nil: a zero vector.
  var startToken: Int32? {
    get throws {
      if startsWithZero { return nil }
      let standard = file.scalar("with_target_bos") == 0 ? "</s>" : "<s>"
      return try target.expect(options == nil ? standard : options?["decoder_start_token"] ?? "</s>")
    }
  }

  private func flag(_ option: String, _ attribute: String) -> Bool {
    options.map { $0[option] == "true" } ?? (file.scalar(attribute) == 1)
  }

  func files() throws -> ForeignSubwordFiles {
    let models = sentencePieceModels
    let (end, unknown) = (options?["eos_token"] ?? "</s>", options?["unk_token"] ?? "<unk>")
    var files = ForeignSubwordFiles(
      source: models.source, target: models.target, pieces: (source, target), endOfSentence: try target.expect(end),
      unknown: try source.expect(unknown))
    files.rules.languages = source.tagLanguages ?? Self.manyLanguages(source)
    // For Marian's models and those of many languages, it is the caller who adds the end of a sentence.
    let isCallersEnd = startsWithZero || files.rules.languages?.source.isEmpty == false
    if isCallersEnd || flag("add_source_eos", "with_source_eos") {
      files.rules.sourceSuffix = [try source.expect("</s>")]
    }
    if flag("add_source_bos", "with_source_bos") { files.rules.sourcePrefix = [try source.expect("<s>")] }
    let special = ["<s>", "<pad>", "<blank>", "<mask>", unknown].compactMap(target.number)
    files.rules.forbidden = Set(special + target.unused).subtracting([files.rules.endOfSentence]).sorted()
    return files
  }

  private var sentencePieceModels: (source: String, target: String) {
    func path(_ names: String...) -> String? {
      names.map { "\(directory)/\($0)" }.first { FileManager.default.fileExists(atPath: $0) }
    }
    if let tokenizer { return (tokenizer, tokenizer) }
    if let source = path("source.spm", "source.model"), let target = path("target.spm", "target.model") {
      return (source, target)
    }
    // Without any, pieces come separated by spaces.
    let shared = path("sentencepiece.model", "sentencepiece.bpe.model", "spm.model", "vocab.spm", "shared.spm") ?? ""
    return (shared, shared)
  }

  /// M2M100 has `__de__` for German, NLLB `deu_Latn`.
  private static func manyLanguages(_ pieces: ForeignPieces) -> ModelDirectory.Languages? {
    var found: [String: Int32] = [:]
    for (number, piece) in pieces.pieces.enumerated() {
      guard let piece, let code = code(Array(piece.utf8)) else { continue }
      found[code] = Int32(number)
    }
    // A piece or two may look like a language by chance.
    guard found.count >= 10 else { return nil }
    var languages = ModelDirectory.Languages()
    (languages.source, languages.target) = (found, found)
    return languages
  }

  private static func code(_ piece: [UInt8]) -> String? {
    func isLower(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte }
    let underscore = UInt8(ascii: "_")
    if 6...7 ~= piece.count, piece.starts(with: [underscore, underscore]), piece.suffix(2) == [underscore, underscore],
      piece[2..<piece.count - 2].allSatisfy(isLower)
    {
      return String(decoding: piece[2..<piece.count - 2], as: UTF8.self)
    }
    let isScript = piece.count == 8 && piece[3] == underscore && piece[5...].allSatisfy(isLower)
    let isUpper = piece.count == 8 && UInt8(ascii: "A")...UInt8(ascii: "Z") ~= piece[4]
    return isScript && isUpper && piece[..<3].allSatisfy(isLower) ? String(decoding: piece, as: UTF8.self) : nil
  }
}
