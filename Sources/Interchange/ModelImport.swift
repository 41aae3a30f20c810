import FoundationEssentials
import Subwords
import Transformer
import Translation

/// Makes a model directory of a model from elsewhere: Marian's, Hugging Face's MarianMT, M2M100 or NLLB, CTranslate2's, a
/// package of Argos Translate, or a zip archive of OPUS-MT.
///
/// Weights are kept in half precision where that loses nothing, so that a model that was exported comes back as it was.
/// They are converted block by block: memory does not depend on the model's size.
public struct ModelImport {
  /// What the files may not say.
  public struct Options: Sendable {
    /// Directory with `codes.bpe` and `vocabulary.txt`; nil: what cuts text stands beside the weights.
    public var subwords: String?
    public var sourceLanguage: String?
    public var targetLanguage: String?
    /// The longest sentence, in tokens, end of sentence included.
    public var maximumLength: Int?
    /// Whether weights are written in int8.
    public var quantizes = false
    /// What is known of it beside: where it came from, its license.
    public var notes: [String: String] = [:]

    public init() {}
  }

  public let description: ModelDirectory.Description
  private let model: any ForeignModel
  private let subwords: Subwords
  private let shortlist: Shortlist?
  private let options: Options
  /// Keeps what was unpacked until all has been read.
  private let archive: UnpackedArchive?
  private var packed: UnpackedArchive?

  private enum Subwords {
    case ours(SubwordModel)
    case foreign(ForeignSubwordFiles)
  }

  /// - Parameter path: Marian's `.npz` or `.bin` file, a zip archive, or a directory.
  /// - Throws: ``InterchangeError``, ``ModelError`` or ``SubwordError``, naming the file at fault.
  public init(_ path: String, options: Options = Options()) throws {
    self.options = options
    archive = try Self.unpacked(path)
    // A packed directory may lie in an archive.
    if let content = archive?.content, let inner = try UnpackedArchive(filesOf: content) { packed = inner }
    let source = packed?.content ?? archive?.content ?? path
    let codes = "\(Self.directory(of: source))/\(SubwordModel.codesFile)"
    let usesOurs = options.subwords != nil || FileManager.default.fileExists(atPath: codes)
    model = try openForeignModel(source, usesOurSubwords: usesOurs)
    try model.expectAll()
    subwords = try Self.subwords(of: model, options)
    description = try Self.description(of: model, subwords, path, options)
    shortlist = try Self.shortlist(of: model, subwords)
  }

  private static func directory(of path: String) -> String {
    var isDirectory = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory { return path }
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Nil: it is no archive of files. Marian's `.npz` is one too, but to be read as it is.
  private static func unpacked(_ path: String) throws -> UnpackedArchive? {
    if [".zip", ".argosmodel"].contains(where: path.hasSuffix) { return try UnpackedArchive(path) }
    return try UnpackedArchive(filesOf: path)
  }

  /// Writes the model, making the directory where it is missing.
  ///
  /// - Throws: what ``init(_:options:)`` throws.
  public func write(to path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw ModelError.unwritable(path: path, reason: "the directory cannot be made")
    }
    var files = try writeSubwords(to: path)
    if let shortlist {
      try shortlist.write(to: "\(path)/\(Shortlist.fileName)")
      files.append(Shortlist.fileName)
    }
    let type: SafetensorsWriter.ElementType = try model.fitsHalfPrecision ? .float16 : .float32
    try ModelDirectory.write(description, as: type, files: files, to: path) { parameter, body in
      try model.forEachBlock(of: parameter) { block in
        try body(block)
        return true
      }
    }
    if options.quantizes { try ModelDirectory(path: path).quantizeInPlace() }
    withExtendedLifetime((archive, packed)) {}
  }

  private func writeSubwords(to path: String) throws -> [String] {
    switch subwords {
    case .ours(let model):
      try model.write(to: path)
      return [SubwordModel.codesFile, SubwordModel.vocabularyFile]
    case .foreign(let files):
      try files.write(to: path)
      return files.names
    }
  }

  private static func description(
    of model: any ForeignModel, _ subwords: Subwords, _ path: String, _ options: Options
  ) throws -> ModelDirectory.Description {
    let facts = try ExchangeFacts(directory: model.directory)
    var languages: ModelDirectory.Languages?
    if case .foreign(let files) = subwords { languages = files.rules.languages }
    guard
      let source = options.sourceLanguage ?? facts?.sourceLanguage ?? model.facts.sourceLanguage
        ?? languages?.firstSource,
      let target = options.targetLanguage ?? facts?.targetLanguage ?? model.facts.targetLanguage
        ?? languages?.firstTarget
    else { throw InterchangeError.noLanguages(path: path) }
    var description = ModelDirectory.Description(
      sourceLanguage: source, targetLanguage: target, configuration: model.configuration,
      maximumLength: max(2, options.maximumLength ?? facts?.maximumLength ?? model.maximumLength),
      placeholders: facts?.placeholders,
      notes: (facts?.notes ?? model.facts.notes).merging(options.notes) { _, new in new })
    guard case .foreign(let files) = subwords else { return description }
    description.subwords = files.rules
    let beamSize = facts?.beamSize ?? model.facts.beamSize
    description.adaptiveBeam = beamSize.map { .init(beamSize: $0, pruningThreshold: nil) }
    let normalization = facts?.lengthNormalization ?? model.facts.lengthNormalization
    description.lengthNormalization = normalization == 1 ? nil : normalization
    description.subwords?.take(facts, model.configuration)
    description.notes["imported from"] = path.split(separator: "/").last.map(String.init) ?? path
    return description
  }

  private static func shortlist(of model: any ForeignModel, _ subwords: Subwords) throws -> Shortlist? {
    guard case .foreign = subwords, let path = model.facts.shortlist,
      FileManager.default.fileExists(atPath: path)
    else { return nil }
    let c = model.configuration
    return try MarianShortlist(contentsOf: path, sources: c.sourceTokens, targets: c.vocabularySize).shortlist
  }

  private static func subwords(of model: any ForeignModel, _ options: Options) throws -> Subwords {
    switch try model.subwords {
    case .sentencePiece(let files): return .foreign(files)
    case .ours(let file, let hasPadding):
      let codes = "\(options.subwords ?? model.directory)/\(SubwordModel.codesFile)"
      let vocabulary = try vocabulary(of: model, file, hasPadding, options.subwords)
      return .ours(SubwordModel(codes: try BytePairCodes(contentsOf: codes), vocabulary: vocabulary))
    }
  }

  /// The vocabulary of the model's own file, or that of `directory`; where there are both, they must be the same.
  private static func vocabulary(
    of model: any ForeignModel, _ path: String, _ hasPadding: Bool, _ directory: String?
  ) throws -> Vocabulary {
    let size = model.configuration.vocabularySize
    let theirs =
      FileManager.default.fileExists(atPath: path)
      ? try Vocabulary(pieces: PieceList.read(path, count: size, beyond: hasPadding), file: path) : nil
    guard let directory else {
      guard let theirs else {
        throw InterchangeError.missing(
          file: path, remedy: "name the directory with codes.bpe and vocabulary.txt that belongs to the model (--vocab)"
        )
      }
      return theirs
    }
    let file = "\(directory)/\(SubwordModel.vocabularyFile)"
    let ours = try Vocabulary(contentsOf: file)
    guard ours.count == size else {
      throw InterchangeError.pieceCount(file: file, found: ours.count, expected: size)
    }
    guard let theirs else { return ours }
    for (id, (one, other)) in zip(ours.pieces, theirs.pieces).enumerated() where one != other {
      throw InterchangeError.pieceDiffers(file: file, other: path, id: id, piece: one, otherPiece: other)
    }
    return ours
  }
}

extension ModelDirectory.ForeignSubwords {
  /// Takes what an export knew and its format had no place for, as far as the model has such tokens.
  fileprivate mutating func take(_ facts: ExchangeFacts?, _ configuration: TransformerConfiguration) {
    let known = Int32(clamping: configuration.vocabularySize)
    if let more = facts?.forbidden { forbidden = Set(forbidden + more.filter { 0..<known ~= $0 }).sorted() }
    let sources = Int32(clamping: configuration.sourceTokens)
    if let suffix = facts?.sourceSuffix, suffix.count <= 8, suffix.allSatisfy({ 0..<sources ~= $0 }) {
      sourceSuffix = suffix
    }
  }
}

extension ModelDirectory.Languages {
  /// A model of many languages has no first one; these are for whoever does not say what is wanted.
  fileprivate var firstSource: String? {
    ["en", "eng", "eng_Latn"].first { source[$0] != nil } ?? source.keys.sorted().first
  }

  fileprivate var firstTarget: String? { (target.isEmpty ? targetInSource : target).keys.sorted().first }
}
