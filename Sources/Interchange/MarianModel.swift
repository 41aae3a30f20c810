import FoundationEssentials
import SentencePiece
import Transformer

/// A model in Marian's format: an `.npz` or `.bin` file that holds the options as YAML among the weights.
struct MarianModel: ForeignModel {
  let configuration: TransformerConfiguration
  let maximumLength: Int
  let weights: any TensorFile
  private let files: MarianFiles
  private let isOurs: Bool

  var directory: String { files.directory }
  var facts: ForeignFacts { files.facts }

  /// Far more than any options take.
  private static let longestOptions = 1 << 20

  init(_ files: MarianFiles, isOurs: Bool) throws {
    (self.files, self.isOurs) = (files, isOurs)
    let path = files.model
    let bytes: [UInt8]
    if try Self.isArchive(path) {
      let arrays = try NumpyArchiveFile(path: path)
      guard arrays.contains(MarianExport.optionsName) else {
        throw InterchangeError.missing(
          file: "\(path), array \(MarianExport.optionsName)",
          remedy: "it holds a Marian model's options; this file is none, or was written by a Marian of before 2017")
      }
      bytes = try arrays.bytes(MarianExport.optionsName, limit: Self.longestOptions)
      weights = arrays
    } else {
      let items = try MarianBinaryFile(path: path)
      bytes = try items.options(MarianExport.optionsName)
      weights = items
    }
    let options = try Array(bytes.prefix { $0 != 0 }).withUnsafeBytes {
      try ForeignOptions($0, file: "\(path), \(MarianExport.optionsName)")
    }
    configuration = try options.marianConfiguration()
    maximumLength = try options.number("max-length", default: 1000)
  }

  /// By the file's beginning or, where that is neither's, by its name.
  private static func isArchive(_ path: String) throws -> Bool {
    let mapped = try MappedFile(path: path)
    defer { withExtendedLifetime(mapped) {} }
    if mapped.bytes.starts(with: "PK".utf8) { return true }
    return !path.hasSuffix(".bin")
  }

  func place(of parameter: ParameterLayout.Parameter) -> TensorPlace? {
    let shape = [parameter.rows, parameter.columns]
    // Very old files have the output layer the other way round.
    if parameter.name == "decoder_ff_logit_out_Wt", !weights.contains(parameter.name) {
      return TensorPlace(name: "decoder_ff_logit_out_W", shape: shape.reversed(), isTransposed: true)
    }
    if parameter.name.hasPrefix("encoder_emb_ln") || parameter.name.hasPrefix("decoder_emb_ln") {
      return TensorPlace(name: "\(parameter.name)_pre", shape: shape)
    }
    let mayBeMissing = parameter.name == "decoder_ff_logit_out_b"
    if mayBeMissing, !weights.contains(parameter.name) { return nil }
    return TensorPlace(name: parameter.name, shape: shape)
  }

  var subwords: ForeignVocabulary {
    get throws {
      if isOurs { return .ours(file: "\(directory)/\(MarianExport.vocabularyName)", hasPadding: false) }
      guard let vocabularies = files.vocabularies else {
        throw InterchangeError.noCodes(directory: directory)
      }
      let isSentencePiece = vocabularies.source.hasSuffix(".spm")
      return .sentencePiece(try isSentencePiece ? ownPieces(vocabularies) : listedPieces(vocabularies))
    }
  }

  /// Tokens are SentencePiece's ids.
  private func ownPieces(_ vocabularies: (source: String, target: String)) throws -> ForeignSubwordFiles {
    let source = try SentencePieceModel(contentsOf: vocabularies.source)
    let target = try SentencePieceModel(contentsOf: vocabularies.target)
    for (model, path, count) in [
      (source, vocabularies.source, configuration.sourceTokens),
      (target, vocabularies.target, configuration.vocabularySize),
    ] where model.count > count {
      throw InterchangeError.pieceCount(file: path, found: model.count, expected: count)
    }
    guard let sourceEnd = source.end, let end = target.end else {
      throw InterchangeError.malformed(
        file: vocabularies.target, line: nil, reason: "it has no piece for the end of a sentence")
    }
    var files = ForeignSubwordFiles(
      source: vocabularies.source, target: vocabularies.target, pieces: nil, endOfSentence: end, unknown: source.unknown
    )
    files.rules.sourceSuffix = [sourceEnd]
    let controls = (0..<Int32(target.count)).filter { target.kind(of: $0) == .control && $0 != end }
    files.rules.forbidden =
      [target.unknown] + controls + (target.count..<configuration.vocabularySize).map { Int32($0) }
    return files
  }

  /// Tokens are numbered by lists; text is cut by `source.spm` and `target.spm`, as OPUS-MT does it.
  private func listedPieces(_ vocabularies: (source: String, target: String)) throws -> ForeignSubwordFiles {
    let models = try sentencePieceModels()
    let source = try ForeignPieces.read(vocabularies.source, count: configuration.sourceTokens)
    let target =
      vocabularies.source == vocabularies.target
      ? source : try ForeignPieces.read(vocabularies.target, count: configuration.vocabularySize)
    var files = ForeignSubwordFiles(
      source: models.source, target: models.target, pieces: (source, target), endOfSentence: try target.expect("</s>"),
      unknown: try source.expect("<unk>"))
    files.rules.sourceSuffix = [try source.expect("</s>")]
    files.rules.forbidden = [try target.expect("<unk>")] + target.unused
    files.rules.languages = source.tagLanguages
    return files
  }

  private func sentencePieceModels() throws -> (source: String, target: String) {
    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(directory)/\(name)") }
    guard !exists("source.bpe") else {
      throw InterchangeError.unsupported(
        file: "\(directory)/source.bpe", option: "the model's text",
        value: "cut by Moses' tokeniser and subword-nmt's codes, as OPUS-MT did until 2020",
        supported: "SentencePiece; look for a newer model of the pair, with source.spm")
    }
    guard exists("source.spm"), exists("target.spm") else {
      throw InterchangeError.missing(
        file: "\(directory)/source.spm or target.spm",
        remedy: "they cut text into the pieces that the vocabulary numbers")
    }
    return ("\(directory)/source.spm", "\(directory)/target.spm")
  }
}

extension ForeignPieces {
  /// The languages for which there are tokens such as `>>deu<<`; nil: none.
  var tagLanguages: ModelDirectory.Languages? {
    var languages = ModelDirectory.Languages()
    for (number, piece) in pieces.enumerated() {
      guard let piece, piece.hasPrefix(">>"), piece.hasSuffix("<<"), piece.utf8.count > 4 else { continue }
      languages.targetInSource[String(piece.dropFirst(2).dropLast(2))] = Int32(number)
    }
    return languages.targetInSource.isEmpty ? nil : languages
  }
}
