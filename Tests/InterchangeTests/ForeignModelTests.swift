import Decoding
import Foundation
import Interchange
import TestSupport
import Testing
import Transformer
import Translation

/// Imported models beside their own engines, which ForeignFixtures has the answers of. Where an engine searches in another
/// way than we do, only what it says of given translations is compared, and its greedy output.
@Suite(.enabled(if: ForeignFixtures.folder != nil, ForeignFixtures.comment), .serialized)
struct ForeignModelTests {
  /// What was compared, for the table in Documentation/models.md.
  struct Outcome: CustomStringConvertible {
    let name: String
    var difference: Float = 0
    var greedy = (same: 0, all: 0)
    var beam = (same: 0, all: 0)

    init(_ name: String) { self.name = name }

    mutating func compare(greedy isSame: Bool) { greedy = (greedy.same + (isSame ? 1 : 0), greedy.all + 1) }
    /// Of engines that search in another way: which of two translations is the better by the same measure.
    private(set) var unlike: [String] = []

    /// - Parameter theirs: their best, end of sentence included, and prefix.
    mutating func compare(
      beam ours: Hypothesis, with theirs: [Int32], _ source: [Int32], _ model: ImportedModel, ended: Bool
    ) {
      let isSame = ours.tokens == (ended ? Array(theirs.dropLast()) : theirs)
      compare(beam: isSame)
      guard !isSame else { return }
      func score(_ tokens: [Int32]) -> Float { model.forced(source, tokens).reduce(0, +) / Float(tokens.count) }
      let end = model.rules?.endOfSentence ?? 0
      let (one, other) = (score(ours.tokens + [end]), score(ended ? theirs : theirs + [end]))
      unlike.append("ours \(ours.tokens.count) tokens \(one), theirs \(theirs.count) tokens \(other)")
    }

    mutating func compare(beam isSame: Bool) { beam = (beam.same + (isSame ? 1 : 0), beam.all + 1) }

    var description: String {
      "foreign: \(name): difference \(difference), greedy \(greedy.same)/\(greedy.all), beam \(beam.same)/\(beam.all)"
        + unlike.map { "; \($0)" }.joined()
    }
  }

  static func options(_ source: String, _ target: String, quantizes: Bool = false) -> ModelImport.Options {
    var options = ModelImport.Options()
    (options.sourceLanguage, options.targetLanguage, options.quantizes) = (source, target, quantizes)
    return options
  }

  /// The exported model says of given translations what the engine said of the model that was imported.
  @Test(arguments: [
    ("marian-spm/model.npz", "marian"), ("opus-mt-zip", "marian"), ("opus-mt-zip", "huggingface"),
  ])
  func whatIsExportedIsWhatTheEngineHad(_ name: String, _ format: String) throws {
    let folder = String(name.split(separator: "/")[0])
    let model = try ImportedModel(ForeignFixtures.path(name), options: Self.options("en", "de"))
    let output = try TemporaryDirectory()
    try InterchangeTests.export(model.path, format, to: "\(output.path)/exported")
    let again = try ImportedModel("\(output.path)/exported")
    for row in try ForeignFixtures.expected(folder)["rows"]?.list ?? [] where row["text"]?.text != "" {
      let expected = try #require(row["forced_logprobs"]).numbers
      let difference = again.difference(
        try #require(row["input_ids"]).ids, try #require(row["forced_ids"]).ids, expected)
      #expect(difference < 1e-4)
    }
  }

  // MARK: Marian

  /// The text of tokens, by a translator that has the model.
  static func text(_ hypothesis: Hypothesis, _ model: ImportedModel, _ pieces: [String]) -> String {
    hypothesis.tokens.map { pieces[Int($0)] }.joined(separator: " ")
  }

  @Test(arguments: [
    "marian-spm/model.npz", "marian-spm/model.float32.bin", "marian-spm", "opus-mt-zip", "firefox-student/model.npz",
  ])
  func marian(_ name: String) throws {
    let folder = String(name.split(separator: "/")[0])
    let model = try ImportedModel(ForeignFixtures.path(name), options: Self.options("en", "de"))
    var outcome = Outcome(name)
    for row in try ForeignFixtures.expected(folder)["rows"]?.list ?? [] where row["text"]?.text != "" {
      let source = try #require(row["input_ids"]).ids
      let target = try #require(row["forced_ids"]).ids
      outcome.difference = max(
        outcome.difference, model.difference(source, target, try #require(row["forced_logprobs"]).numbers))
      let lists = row["float"] ?? row
      var options = model.options(beam: 1, normalize: 0)
      options.maximumLengthAllowance = 0
      let greedy = try model.search(source, options)[0]
      outcome.compare(greedy: abs(greedy.score - (lists["greedy"]?[0]?["score"]?.number ?? 0)) < 1e-3)
      options = model.options(beam: 4, normalize: lists["beam4_normalize1"] == nil ? 0.6 : 1)
      options.maximumLengthAllowance = 0
      let beam = try model.search(source, options)
      let expected = lists["beam4_normalize1"] ?? lists["beam4_normalize0.6"]
      outcome.compare(beam: abs(beam[0].score - (expected?[0]?["score"]?.number ?? 0)) < 1e-3)
    }
    print(outcome)
    #expect(outcome.difference < 1e-4)
    #expect(outcome.greedy.same == outcome.greedy.all)
    #expect(outcome.beam.same == outcome.beam.all)
  }

  /// Marian decodes such models wrongly, but scores them right.
  @Test func marianPreNorm() throws {
    let name = "marian-prenorm-two-vocabularies"
    let model = try ImportedModel(ForeignFixtures.path(name), options: Self.options("en", "de"))
    var outcome = Outcome(name)
    for row in try ForeignFixtures.expected(name)["rows"]?.list ?? [] where row["text"]?.text != "" {
      let source = try #require(row["input_ids"]).ids
      let target = try #require(row["forced_ids"]).ids
      outcome.difference = max(
        outcome.difference, model.difference(source, target, try #require(row["marian_word_scores"]).numbers))
      let beam = try model.search(source, model.options(beam: 4, normalize: 0.6))
      outcome.compare(beam: beam[0].tokens == row["numpy_beam4_normalize0.6"]?["ids"]?.ids.dropLast())
    }
    print(outcome)
    #expect(outcome.difference < 1e-4)
    #expect(outcome.beam.same == outcome.beam.all)
  }

  /// Matrices in int8, of both dialects, are read as what they stand for.
  @Test(arguments: ["model.ende.intgemm.alphas.bin", "model.upstream.intgemm8.bin"]) func student(_ file: String) throws
  {
    let model = try ImportedModel(ForeignFixtures.path("firefox-student/\(file)"), options: Self.options("en", "de"))
    var outcome = Outcome("firefox-student/\(file)")
    for row in try ForeignFixtures.expected("firefox-student")["rows"]?.list ?? [] where row["text"]?.text != "" {
      let source = try #require(row["input_ids"]).ids
      let target = try #require(row["forced_ids"]).ids
      let expected = try #require(row["int8"]?["numpy_dequantised_forced_logprobs"]).numbers
      outcome.difference = max(outcome.difference, model.difference(source, target, expected))
    }
    print(outcome)
    // The second file has its embeddings in float32, the numbers are of the first.
    #expect(outcome.difference < (file.contains("alphas") ? 1e-4 : 0.3))
  }

  @Test func studentsShortlistIsReadAsTheEngineReadsIt() throws {
    let model = try ImportedModel(ForeignFixtures.path("firefox-student"))
    let shortlist = try Shortlist(path: "\(model.path)/shortlist.bin", vocabularySize: 1000)
    for row in try ForeignFixtures.expected("firefox-student")["rows"]?.list ?? [] where row["text"]?.text != "" {
      let source = try #require(row["input_ids"]).ids
      let expected = try #require(row["shortlist_ids"]).ids
      // The engine fills up to a multiple of eight.
      #expect(Set(shortlist.tokens(for: source)).isSubset(of: expected))
      #expect(expected.count - shortlist.tokens(for: source).count < 8)
    }
    let translator = try ModelTranslator(directory: model.path)
    var options = TranslationOptions()
    (options.usesShortlist, options.search.beamSize, options.adaptsBeam) = (true, 1, false)
    var outcome = Outcome("firefox-student, texts, our int8 with the shortlist")
    for row in try ForeignFixtures.expected("firefox-student")["rows"]?.list ?? [] where row["text"]?.text != "" {
      let text = try translator.translate([row["text"]?.text ?? ""], options: options)[0].hypotheses[0].text
      outcome.compare(greedy: text == row["int8"]?["numpy_dequantised_shortlist"]?.text)
    }
    print(outcome)
    #expect(outcome.greedy.same == outcome.greedy.all)
  }

  // MARK: Hugging Face

  @Test(arguments: [
    ("hf-marian-small/published-positions", Float(1e-4)), ("hf-marian-small/marian-positions", 1e-3),
    ("hf-marian-small/two-vocabularies", 1e-4), ("hf-marian-real-vocab/en-pt", 1e-4),
    ("hf-multilingual/m2m100", 1e-4), ("hf-multilingual/nllb", 1e-4),
  ])
  func huggingFace(_ name: String, _ limit: Float) throws {
    let folder = try Self.withTokenizer(name)
    let model = try ImportedModel(folder?.path ?? ForeignFixtures.path(name), options: Self.options("en", "de"))
    let expected = try ForeignFixtures.expected(name)
    var outcome = Outcome(name)
    let padding = model.rules?.forbidden ?? []
    let prefix = (expected["forced_bos_token_id"]?.value as? NSNumber).map { [$0.int32Value] } ?? []
    let isMultilingual = !prefix.isEmpty
    for row in expected["rows"]?.list ?? [] where row["text"]?.text != "" {
      let source = try #require(row["input_ids"]).ids
      let target = try #require(row["forced_ids"]).ids
      outcome.difference = max(
        outcome.difference, model.difference(source, target, try #require(row["forced_logprobs"]).numbers))
      let theirs = try #require(row["greedy_ids"]).ids
      var options = model.options(beam: 1, normalize: 1, forbidden: isMultilingual ? [] : Array(padding.suffix(1)))
      (options.maximumLengthFactor, options.maximumLengthAllowance) = (0, theirs.count)
      let ours = try model.search(source, options, prefix: prefix)[0].tokens
      let end = model.rules?.endOfSentence ?? 0
      outcome.compare(
        greedy: ours.prefix(theirs.count - 1).elementsEqual(theirs.prefix { $0 != end }.prefix(theirs.count - 1)))
      guard let best = row["beam4"]?[0]?["ids"]?.ids else { continue }
      let isEnded = best.last == end
      options.beamSize = 4
      options.maximumLengthAllowance = isEnded ? best.count + 8 : best.count
      let beam = try model.search(source, options, prefix: prefix)[0]
      outcome.compare(beam: beam, with: best, source, model, ended: isEnded)
    }
    print(outcome)
    #expect(outcome.difference < limit)
    #expect(outcome.greedy.same == outcome.greedy.all)
  }

  /// Some fixtures have the tokeniser's files elsewhere.
  static func withTokenizer(_ name: String) throws -> TemporaryDirectory? {
    guard name.hasPrefix("hf-marian-real-vocab/") else { return nil }
    let pair = name.split(separator: "/")[1]
    let folder = try TemporaryDirectory()
    let places = [ForeignFixtures.path(name), "\(ForeignFixtures.folder ?? "")/../../spm/opus-mt-\(pair)"]
    for place in places {
      for file in try FileManager.default.contentsOfDirectory(atPath: place) {
        let target = "\(folder.path)/\(file)"
        if !FileManager.default.fileExists(atPath: target) {
          try FileManager.default.copyItem(atPath: "\(place)/\(file)", toPath: target)
        }
      }
    }
    return folder
  }

  // MARK: CTranslate2

  @Test(arguments: [
    "marian-hf-float32", "marian-hf-int8", "marian-npz-int8_float32", "m2m100-int8", "opennmt-py-like-int8",
  ])
  func cTranslate2(_ name: String) throws {
    try compareCTranslate2("ctranslate2/\(name)", options: Self.options("en", "de"))
  }

  /// The engine's table of positions is in half precision here; and of some files it has no float32 run: those are
  /// compared with what the engine says of the same weights in another type. int16 has ten bits: its scale is 1024 / max.
  @Test(arguments: [
    ("marian-hf-float16", "marian-hf-float16"), ("marian-hf-int16", "marian-hf-float32"),
    ("marian-hf-int8_float16", "marian-hf-int8"),
  ])
  func cTranslate2InHalfPrecision(_ name: String, _ other: String) throws {
    try compareCTranslate2(
      "ctranslate2/\(name)", like: "ctranslate2/\(other)", limit: 5e-2, options: Self.options("en", "de"))
  }

  @Test(arguments: ["v2-aren-transliteration", "v2-aren-transliteration-i8"]) func transliteration(_ name: String)
    throws
  {
    let model = try compareCTranslate2("ctranslate2-aren/\(name)", options: Self.options("ar", "en"))
    let translator = try ModelTranslator(directory: model.path, precision: .float32)
    let names = try translator.translate(["آ ت ز م و ن", "ب غ د ا د"], options: TranslationOptions())
    #expect(names.map { $0.hypotheses[0].text } == ["a t z m o n", "b a g h d a d"])
  }

  @discardableResult
  func compareCTranslate2(
    _ name: String, like other: String? = nil, limit: Float = 1e-4, options: ModelImport.Options
  ) throws -> ImportedModel {
    let model = try ImportedModel(ForeignFixtures.path(name), options: options)
    let (sources, targets) = (
      try model.tokens(model.rules?.sourceVocabulary), try model.tokens(model.rules?.targetVocabulary)
    )
    let runs = try ForeignFixtures.expected(other ?? name)["runs"]?.list ?? []
    let run = try #require(runs.first { $0["compute_type"]?.text == "float32" })
    var outcome = Outcome(name)
    for row in run["rows"]?.list ?? [] {
      var source = try #require(row["source"]).texts.map { sources[$0] ?? model.rules?.unknown ?? 0 }
      // What the engine adds by itself.
      if let end = model.rules?.sourceSuffix, source.suffix(end.count) != end[...] { source += end }
      let target = try #require(row["forced_tokens"]).texts.compactMap { targets[$0] }
      outcome.difference = max(
        outcome.difference, model.difference(source, target, try #require(row["forced_logprobs"]).numbers))
      let prefix = model.rules?.languages?.target.isEmpty == false ? Array(target.prefix(1)) : []
      let theirs = try #require(row["greedy"]).texts.compactMap { targets[$0] }
      let search = model.options(beam: 1, normalize: 0, forbidden: [], longest: theirs.count + 10)
      let ours = try model.search(source, search, prefix: prefix)[0].tokens
      outcome.compare(greedy: ours.prefix(theirs.count).elementsEqual(theirs) || prefix + theirs == ours)
      guard let best = row["beam4_penalty1"]?[0]?["tokens"]?.texts.compactMap({ targets[$0] }) else { continue }
      // Where they were cut, so are ours.
      let wide = model.options(beam: 4, normalize: 1, longest: best.count < 40 ? best.count + 10 : best.count)
      let beam = try model.search(source, wide, prefix: prefix)[0]
      outcome.compare(beam: beam, with: best, source, model, ended: false)
    }
    print(outcome)
    #expect(outcome.difference < limit)
    #expect(outcome.greedy.same == outcome.greedy.all)
    return model
  }

  @Test func argosPackage() throws {
    let model = try ImportedModel(ForeignFixtures.path("argos/translate-en_de-1_0.argosmodel"))
    let description = model.directory.description
    #expect(description.sourceLanguage == "en" && description.targetLanguage == "de")
    #expect(description.adaptiveBeam?.beamSize == 4 && description.lengthNormalization == 0.2)
    let translator = try ModelTranslator(directory: model.path, precision: .float32)
    for row in try ForeignFixtures.expected("argos")["rows"]?.list ?? [] {
      let translation = try translator.translate([row["text"]?.text ?? ""], options: TranslationOptions())[0]
      #expect(translation.sourceTokens == row["source"]?.texts)
    }
  }

  // MARK: Tokenisers

  @Test(arguments: ["hf-marian-small/published-positions", "hf-multilingual/m2m100", "hf-multilingual/nllb"])
  func tokenizers(_ name: String) throws {
    let imported = try ImportedModel(ForeignFixtures.path(name), options: Self.options("en", "de"))
    let file = URL(fileURLWithPath: ForeignFixtures.path("\(name)/tokenizer.golden.json"))
    let golden = JSON(try JSONSerialization.jsonObject(with: Data(contentsOf: file)))
    let pieces = try String(contentsOfFile: "\(imported.path)/pieces.txt", encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    let translator = try ModelTranslator(directory: imported.path)
    var options = TranslationOptions()
    (options.search.beamSize, options.adaptsBeam, options.search.maximumLengthFactor) = (1, false, 0)
    options.search.maximumLengthAllowance = 1
    let lines = golden["lines"]?.list ?? []
    let special = ["</s>", "<s>", "<unk>", "<pad>", "<mask>", ">>", "__", "_Latn"]
    var (same, unlike) = (0, 0)
    for line in lines {
      let text = line["text"]?.text ?? ""
      // Special tokens written in a text are text here.
      guard !special.contains(where: text.contains), text.utf8.count < 2000 else { continue }
      let framing = name.hasSuffix("positions") ? (0, 1) : (1, 1)
      let expected = (line["ids"]?.ids ?? []).dropFirst(framing.0).dropLast(framing.1).map { String(pieces[Int($0)]) }
      let tokens = try translator.translate([text], options: options)[0].sourceTokens
      if tokens == expected { same += 1 } else { unlike += 1 }
      #expect(tokens == expected, "\(text.debugDescription)")
    }
    print("foreign: tokeniser of \(name): \(same) lines alike, \(unlike) not, of \(lines.count)")
    #expect(same > 300)
  }
}

extension JSON {
  var number: Float? { (value as? NSNumber)?.floatValue }
}
