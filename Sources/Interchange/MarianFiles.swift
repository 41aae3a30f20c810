import FoundationEssentials
import Transformer
import Translation
import YAML

/// The files of a Marian model: what the `decoder.yml` or `config.yml` beside it names, or what names let guess.
struct MarianFiles {
  var model: String
  var directory: String
  /// For source and target; they may be one.
  var vocabularies: (source: String, target: String)?
  var facts = ForeignFacts()

  /// In the order in which they are looked for.
  private static let configurations = ["decoder.yml", "config.yml", "model.npz.decoder.yml"]

  /// - Parameter model: a `.npz` or `.bin` file.
  init(model: String) throws {
    let slash = model.utf8.lastIndex(of: UInt8(ascii: "/"))
    directory = slash.map { $0 == model.startIndex ? "/" : String(model[..<$0]) } ?? "."
    self.model = model
    if let options = try Self.options(directory), options.models.contains(where: { Self.isSame($0, model) }) {
      take(options)
    } else {
      guess()
    }
  }

  /// Nil: no model of Marian's is there.
  init?(directory: String) throws {
    self.directory = directory
    if let options = try Self.options(directory), let first = options.models.first {
      guard options.models.count == 1 else {
        throw InterchangeError.unsupported(
          file: options.file, option: "models", value: "a list of \(options.models.count)", supported: "one model")
      }
      model = first
      take(options)
      return
    }
    let names = Self.names(directory)
    let models = names.filter { $0.hasSuffix(".npz") || $0.hasSuffix(".bin") && $0.contains("model") }
    guard let name = models.contains(MarianExport.modelName) ? MarianExport.modelName : models.first else { return nil }
    guard models.count == 1 || name == MarianExport.modelName else {
      throw InterchangeError.ambiguous(directory: directory, files: models)
    }
    model = "\(directory)/\(name)"
    guess()
  }

  private static func names(_ directory: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
  }

  private static func isSame(_ one: String, _ other: String) -> Bool {
    one.split(separator: "/").last == other.split(separator: "/").last
  }

  // MARK: What is said

  private struct Options {
    let file: String
    var models: [String] = []
    var vocabularies: [String] = []
    var shortlist: String?
    var beamSize: Int?
    var normalization: Float?
  }

  private static func options(_ directory: String) throws -> Options? {
    for name in configurations {
      let path = "\(directory)/\(name)"
      guard FileManager.default.fileExists(atPath: path) else { continue }
      let mapped = try MappedFile(path: path)
      defer { withExtendedLifetime(mapped) {} }
      let file = try ForeignOptions(mapped.bytes, file: path)
      var options = Options(file: path)
      // Wherever they were made, the files now stand beside this one.
      func beside(_ path: String) -> String { "\(directory)/\(path.split(separator: "/").last ?? "")" }
      options.models = (file.texts("models") ?? []).map(beside)
      options.vocabularies = (file.texts("vocabs") ?? []).map(beside)
      options.shortlist = file.texts("shortlist")?.first.map(beside)
      options.beamSize = file["beam-size"].flatMap { Int($0) }
      options.normalization = file["normalize"].flatMap { $0 == "true" ? 1 : Float($0) }
      if !options.models.isEmpty { return options }
    }
    return nil
  }

  private mutating func take(_ options: Options) {
    if options.vocabularies.count == 2 { vocabularies = (options.vocabularies[0], options.vocabularies[1]) }
    facts.beamSize = options.beamSize
    facts.lengthNormalization = options.normalization
    facts.shortlist = options.shortlist
    if vocabularies == nil { guess() }
    readLanguages()
  }

  // MARK: What is guessed

  private mutating func guess() {
    let names = Self.names(directory)
    func path(_ matches: (String) -> Bool) -> String? { names.first(where: matches).map { "\(directory)/\($0)" } }
    func isVocabulary(_ name: String) -> Bool {
      [".spm", "vocab.yml", "vocab.yaml", "vocab.json"].contains(where: name.hasSuffix)
    }
    let lists = names.filter { isVocabulary($0) && !["source.spm", "target.spm"].contains($0) }
    let source = path { isVocabulary($0) && $0.hasPrefix("srcvocab") || $0.contains("src.vocab") }
    let target = path { isVocabulary($0) && $0.hasPrefix("trgvocab") || $0.contains("trg.vocab") }
    if let source, let target {
      vocabularies = (source, target)
    } else if lists.count == 1 {
      vocabularies = ("\(directory)/\(lists[0])", "\(directory)/\(lists[0])")
    } else if lists.contains(MarianExport.vocabularyName) {
      vocabularies = ("\(directory)/\(MarianExport.vocabularyName)", "\(directory)/\(MarianExport.vocabularyName)")
    }
    facts.shortlist = path { $0.hasPrefix("lex.") && $0.hasSuffix(".bin") }
    readLanguages()
  }

  private mutating func readLanguages() {
    let pair = Self.pair(in: "\(directory)/metadata.json") ?? Self.studentPair(model)
    (facts.sourceLanguage, facts.targetLanguage) = (pair?.source, pair?.target)
    readReadme()
  }

  /// Of Firefox's `metadata.json`.
  private static func pair(in path: String) -> LanguagePair? {
    guard let mapped = try? MappedFile(path: path) else { return nil }
    defer { withExtendedLifetime(mapped) {} }
    guard let options = try? ForeignOptions(mapped.bytes, file: path),
      let source = options["sourceLanguage"] ?? options["from"],
      let target = options["targetLanguage"] ?? options["to"]
    else { return nil }
    return LanguagePair(source: source, target: target)
  }

  /// Of a student's name, such as `model.ende.intgemm.alphas.bin`.
  private static func studentPair(_ model: String) -> LanguagePair? {
    let parts = (model.split(separator: "/").last ?? "").split(separator: ".")
    guard parts.count > 2, parts[0] == "model", parts[1].utf8.count == 4,
      parts[1].utf8.allSatisfy({ UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 })
    else { return nil }
    return LanguagePair(source: String(parts[1].prefix(2)), target: String(parts[1].suffix(2)))
  }

  /// The lists of languages in the README of OPUS-MT.
  private mutating func readReadme() {
    guard let bytes = try? MappedFile(path: "\(directory)/README.md") else { return }
    defer { withExtendedLifetime(bytes) {} }
    for line in String(decoding: bytes.bytes, as: UTF8.self).split(separator: "\n") {
      func list(_ key: String) -> String? {
        guard let place = line.firstRange(of: key) else { return nil }
        return line[place.upperBound...].split { " ,\t".contains($0) }.first.map(String.init)
      }
      if let source = list("source language(s):") { facts.sourceLanguage = facts.sourceLanguage ?? source }
      if let target = list("target language(s):") { facts.targetLanguage = facts.targetLanguage ?? target }
    }
  }
}
