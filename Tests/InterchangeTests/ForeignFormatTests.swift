import Foundation
import Interchange
import TestSupport
import Testing
import Transformer
import Translation

/// Tiny models in other programs' formats, which Golden/make_foreign.py has written and computed.
@Suite struct ForeignFormatTests {
  static let names = [
    "student/model.npz", "student/model.float32.bin", "student/model.ende.intgemm.alphas.bin", "huggingface", "torch",
    "ctranslate2", "ctranslate2-int8", "ctranslate2-v2", "argos/translate-en_de-1_0.argosmodel",
  ]

  static func path(_ name: String, of file: String = #filePath) -> String {
    (file.split(separator: "/").dropLast() + ["Golden", "foreign", name[...]]).reduce(into: "") { $0 += "/" + $1 }
  }

  static func scores() throws -> JSON {
    JSON(try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path("scores.json")))))
  }

  static var options: ModelImport.Options {
    var options = ModelImport.Options()
    (options.sourceLanguage, options.targetLanguage) = ("en", "de")
    return options
  }

  @Test(arguments: names) func logProbabilitiesAreThoseOfTheFormula(_ name: String) throws {
    let model = try ImportedModel(Self.path(name), options: Self.options)
    let scores = try Self.scores()
    let (sources, targets) = (try #require(scores["sources"]).list, try #require(scores["targets"]).list)
    for (index, expected) in try #require(scores["models"]?[name]).list.enumerated() {
      #expect(model.difference(sources[index].ids, targets[index].ids, expected.numbers) < 2e-5)
    }
  }

  /// int8 has its own rounding, but is near; a model of any form can be quantised and translates.
  @Test(arguments: names) func int8IsNear(_ name: String) throws {
    var options = Self.options
    options.quantizes = true
    let model = try ImportedModel(Self.path(name), options: options)
    let scores = try Self.scores()
    let (sources, targets) = (try #require(scores["sources"]).list, try #require(scores["targets"]).list)
    for (index, expected) in try #require(scores["models"]?[name]).list.enumerated() {
      #expect(model.difference(sources[index].ids, targets[index].ids, expected.numbers) < 0.5)
    }
    let translator = try ModelTranslator(directory: model.path)
    let texts = ["The lamp on the desk.", "zzz", "a warm light"]
    let together = try translator.translate(texts, options: TranslationOptions())
    for (text, translation) in zip(texts, together) {
      #expect(try translator.translate([text], options: TranslationOptions())[0] == translation)
    }
  }

  /// CTranslate2's format has room for everything but recurrent units.
  @Test(arguments: ["huggingface", "torch", "ctranslate2", "ctranslate2-v2"])
  func whatIsExportedToCTranslate2ComesBack(_ name: String) throws {
    let model = try ImportedModel(Self.path(name), options: Self.options)
    let folder = try TemporaryDirectory()
    try CTranslate2Export(model.directory).write(to: "\(folder.path)/exported")
    let again = try ImportedModel("\(folder.path)/exported", options: Self.options)
    let scores = try Self.scores()
    for (source, target) in zip(try #require(scores["sources"]).list, try #require(scores["targets"]).list) {
      #expect(again.difference(source.ids, target.ids, model.forced(source.ids, target.ids)) < 1e-6)
    }
    #expect(again.rules?.endOfSentence == model.rules?.endOfSentence)
    #expect(again.rules?.sourceSuffix == model.rules?.sourceSuffix)
  }

  /// Marian's format has room for recurrent units, Hugging Face's has none.
  @Test(arguments: [
    ("huggingface", "marian"), ("huggingface", "huggingface"), ("torch", "huggingface"), ("ctranslate2", "huggingface"),
    ("ctranslate2-int8", "huggingface"), ("student/model.npz", "marian"),
    ("student/model.ende.intgemm.alphas.bin", "marian"),
  ])
  func whatIsExportedComesBack(_ name: String, _ format: String) throws {
    let model = try ImportedModel(Self.path(name), options: Self.options)
    let folder = try TemporaryDirectory()
    let exported = "\(folder.path)/exported"
    try InterchangeTests.export(model.path, format, to: exported)
    let again = try ImportedModel(exported)
    let scores = try Self.scores()
    // Marian spaces positions as it does, and has no token to begin with.
    let bound: Float = name == "huggingface" && format == "marian" ? 0.3 : 1e-5
    for (source, target) in zip(try #require(scores["sources"]).list, try #require(scores["targets"]).list) {
      #expect(again.difference(source.ids, target.ids, model.forced(source.ids, target.ids)) < bound)
    }
    #expect(again.rules?.endOfSentence == model.rules?.endOfSentence)
    #expect(again.rules?.sourceSuffix == model.rules?.sourceSuffix)
    let (kept, wanted) = (again.rules?.forbidden ?? [], model.rules?.forbidden ?? [])
    #expect(wanted.allSatisfy(kept.contains))
    #expect(again.directory.description.sourceLanguage == "en" && again.directory.description.targetLanguage == "de")
    #expect(again.directory.description.adaptiveBeam?.beamSize == model.directory.description.adaptiveBeam?.beamSize)
    #expect(again.directory.description.lengthNormalization == model.directory.description.lengthNormalization)
  }

  /// model.json is read by people too, and written by some.
  @Test(arguments: ["endOfSentence", "unknown"], ["marian", "huggingface"])
  func tokensThatAreNoneAreRefused(_ key: String, _ format: String) throws {
    let model = try ImportedModel(Self.path("huggingface"), options: Self.options)
    let file = URL(fileURLWithPath: "\(model.path)/model.json")
    var description = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    var subwords = try #require(description["subwords"] as? [String: Any])
    subwords[key] = 1_000_000
    description["subwords"] = subwords
    try JSONSerialization.data(withJSONObject: description).write(to: file)
    let folder = try TemporaryDirectory()
    #expect { try InterchangeTests.export(model.path, format, to: folder.path) } throws: {
      "\($0)".contains("token 1000000")
    }
  }

  @Test func recurrentUnitsHaveNoPlaceInHuggingFacesFormat() throws {
    let model = try ImportedModel(Self.path("student/model.npz"), options: Self.options)
    #expect { try HuggingFaceExport(model.directory) } throws: { "\($0)".contains("SSRU") }
  }

  @Test func recurrentUnitsHaveNoPlaceInCTranslate2() throws {
    let model = try ImportedModel(Self.path("student/model.npz"), options: Self.options)
    let folder = try TemporaryDirectory()
    #expect { try CTranslate2Export(model.directory).write(to: folder.path) } throws: { "\($0)".contains("SSRU") }
  }

  @Test func shortlistIsConverted() throws {
    let model = try ImportedModel(Self.path("student/model.npz"), options: Self.options)
    let shortlist = try Shortlist(path: "\(model.path)/shortlist.bin", vocabularySize: 127)
    let lists = try #require(try Self.scores()["shortlist"]).list
    for source in [[Int32(5), 9, 77], [2], []] {
      let expected = source.reduce(into: Set((0..<5) + source)) { $0.formUnion(lists[Int($1)].ids) }
      #expect(Set(shortlist.tokens(for: source)) == expected)
    }
  }

  @Test func whatIsKnownComesAlong() throws {
    let student = try ImportedModel(Self.path("student/model.ende.intgemm.alphas.bin")).directory.description
    #expect(student.sourceLanguage == "en" && student.targetLanguage == "de" && student.configuration.usesRecurrence)
    let hugging = try ImportedModel(Self.path("huggingface")).directory.description
    #expect(hugging.adaptiveBeam?.beamSize == 4 && hugging.configuration.startToken == 127)
    #expect(hugging.subwords?.endOfSentence == 2 && hugging.subwords?.forbidden == [0, 127])
  }
}

/// Files that are damaged, lie, or would do harm.
@Suite struct HostileForeignTests {
  static let files = [
    "student/model.npz", "student/model.ende.intgemm.alphas.bin", "student/lex.50.50.ende.s2t.bin",
    "student/vocab.ende.spm", "huggingface/model.safetensors", "huggingface/config.json", "huggingface/vocab.json",
    "torch/pytorch_model.bin", "ctranslate2/model.bin", "ctranslate2/shared_vocabulary.json", "ctranslate2/config.json",
    "ctranslate2-int8/model.bin", "ctranslate2-v2/model.bin", "argos/translate-en_de-1_0.argosmodel",
  ]

  /// TRANSLATE_FUZZ asks for every tenth byte and thousands of flips; otherwise it is a sample, in seconds.
  static let isThorough = ProcessInfo.processInfo.environment["TRANSLATE_FUZZ"] != nil

  /// A copy of the model that a file belongs to, and what to import of it.
  static func copy(_ file: String) throws -> (folder: TemporaryDirectory, file: String, input: String) {
    let parts = file.split(separator: "/").map(String.init)
    let folder = try TemporaryDirectory()
    let path = "\(folder.path)/\(parts[0])"
    try FileManager.default.copyItem(atPath: ForeignFormatTests.path(parts[0]), toPath: path)
    let isModel = parts[0] == "student" && !parts[1].hasPrefix("model")
    let input = isModel ? "\(path)/model.npz" : ["student", "argos"].contains(parts[0]) ? "\(path)/\(parts[1])" : path
    return (folder, "\(path)/\(parts[1])", input)
  }

  static func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  /// An error that names a file, or a model that works.
  static func tryImport(_ input: String, _ folder: TemporaryDirectory) {
    do {
      let output = "\(folder.path)/out"
      try ModelImport(input, options: ForeignFormatTests.options).write(to: output)
      let translator = try ModelTranslator(directory: output, precision: .float32)
      var options = TranslationOptions()
      options.search.maximumLengthFactor = 1
      _ = try translator.translate(["The lamp"], options: options)
    } catch {
      let message = "\(error)"
      #expect(message.contains("/") || message.contains("token"), "\(message)")
    }
  }

  @Test(arguments: files) func truncatedFilesAreRefused(_ file: String) throws {
    let (folder, path, input) = try Self.copy(file)
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let step = Self.isThorough ? 10 : max(10, bytes.count / 40 / 10 * 10)
    for length in stride(from: 0, to: bytes.count, by: step) {
      try Self.write(bytes[..<length], to: path)
      Self.tryImport(input, folder)
    }
  }

  @Test(arguments: files) func flippedBytesDoNotCrash(_ file: String) throws {
    let (folder, path, input) = try Self.copy(file)
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    for round in 0..<(Self.isThorough ? 2000 : 30) {
      var damaged = bytes
      for _ in 0...Int.random(in: 0...2) {
        // Most of what can go wrong stands in front or at the end.
        let place =
          round % 3 == 0
          ? Int.random(in: 0..<bytes.count)
          : round % 3 == 1
            ? Int.random(in: 0..<min(400, bytes.count)) : max(0, bytes.count - 1 - Int.random(in: 0..<400))
        damaged[place] = UInt8.random(in: .min ... .max)
      }
      try Self.write(damaged, to: path)
      Self.tryImport(input, folder)
    }
  }

  static func failure(_ input: String) -> String {
    do {
      _ = try ModelImport(input, options: ForeignFormatTests.options)
      return "none"
    } catch { return "\(error)" }
  }

  /// A zip archive of stored entries.
  static func archive(_ entries: [(name: String, bytes: [UInt8], size: UInt32?)]) -> [UInt8] {
    func number(_ value: UInt32, _ size: Int) -> [UInt8] {
      (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }
    var (body, list) = ([UInt8](), [UInt8]())
    for (name, bytes, size) in entries {
      let offset = UInt32(body.count)
      let method: UInt32 = size == nil ? 0 : 8
      let crc =
        bytes.reduce(UInt32.max) { crc, byte in
          (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        } ^ .max
      let facts =
        number(20, 2) + number(0, 2) + number(method, 2) + number(0, 4) + number(crc, 4)
        + number(UInt32(bytes.count), 4) + number(size ?? UInt32(bytes.count), 4) + number(UInt32(name.utf8.count), 2)
        + number(0, 2)
      body += number(0x0403_4b50, 4) + facts + Array(name.utf8) + bytes
      list +=
        number(0x0201_4b50, 4) + number(20, 2) + facts + number(0, 2) + number(0, 2) + number(0, 2) + number(0, 4)
        + number(offset, 4) + Array(name.utf8)
    }
    let count = UInt32(entries.count)
    return body + list + number(0x0605_4b50, 4) + number(0, 4) + number(count, 2) + number(count, 2)
      + number(UInt32(list.count), 4) + number(UInt32(body.count), 4) + number(0, 2)
  }

  @Test(arguments: [
    "cos\nsystem\n(X\u{4}\u{0}\u{0}\u{0}echotR.", "cbuiltins\neval\n(X\u{1}\u{0}\u{0}\u{0}1tR.",
    "c__builtin__\nexec\n(tR.", "(i__main__\nevil\n.", "(lp0\nS'x'\n.", "\u{80}", "R.", "(((((", "t.", ".",
    "ctorch._utils\n_rebuild_tensor_v2\n(NNNNtR.", "h\u{7}.", "\u{93}.",
  ])
  func picklesAreNeverRun(_ pickle: String) throws {
    let (folder, path, input) = try Self.copy("torch/pytorch_model.bin")
    try Self.write(Self.archive([("a/data.pkl", pickle.unicodeScalars.map { UInt8($0.value) }, nil)]), to: path)
    let message = Self.failure(input)
    #expect(message.contains("pickle") || message.contains("truncated"), "\(message)")
    withExtendedLifetime(folder) {}
  }

  @Test func archivesThatExplodeOrEscapeAreRefused() throws {
    let folder = try TemporaryDirectory()
    let path = "\(folder.path)/bomb.zip"
    let many = (0..<40).map {
      (name: "m/\($0)", bytes: [UInt8](repeating: 0, count: 4_000_000), size: UInt32?(4_000_000_000))
    }
    try Self.write(Self.archive(Array(many.prefix(6))), to: path)
    #expect(Self.failure(path).contains("cannot be"))
    // Each as large as a small file may become, and all of them far too much.
    let zeros = (0..<6).map { (name: "m/\($0)", bytes: [UInt8](repeating: 0, count: 1000), size: UInt32?(60_000_000)) }
    try Self.write(Self.archive(zeros), to: path)
    #expect(Self.failure(path).contains("bytes in 6 files"))
    try Self.write(Self.archive([("m/x", [1, 2, 3], 4_000_000_000)]), to: path)
    #expect(Self.failure(path).contains("cannot be"))
    for name in ["../evil", "/evil", "a/../../evil", "a//b"] {
      try Self.write(Self.archive([(name, [1], nil)]), to: path)
      #expect(Self.failure(path).contains("a file called"), "\(name)")
    }
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/../evil"))
  }

  @Test func sizesThatLieAreRefused() throws {
    let (folder, path, input) = try Self.copy("ctranslate2/model.bin")
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    // The number of variables; the first variable's size.
    for (place, value) in [(26, UInt8(0xFF)), (29, 0x7F), (33, 0xFF)] {
      var lying = bytes
      lying[place] = value
      try Self.write(lying, to: path)
      #expect(Self.failure(input) != "none")
    }
    withExtendedLifetime(folder) {}
    let (other, marian, model) = try Self.copy("student/model.ende.intgemm.alphas.bin")
    let items = [UInt8](try Data(contentsOf: URL(fileURLWithPath: marian)))
    for place in [8, 9, 15, 16, 32, 40, 41, 47] {
      var lying = items
      lying[place] = 0xFF
      try Self.write(lying, to: marian)
      #expect(Self.failure(model) != "none", "\(place)")
    }
    withExtendedLifetime(other) {}
  }
}

/// The user's models, and ways over a third language.
@Suite struct ModelLibraryTests {
  static func library(_ pairs: [(String, String)]) throws -> (TemporaryDirectory, ModelLibrary) {
    let folder = try TemporaryDirectory()
    let library = ModelLibrary(path: "\(folder.path)/models")
    for (source, target) in pairs {
      var options = ModelImport.Options()
      (options.sourceLanguage, options.targetLanguage) = (source, target)
      try library.add(ForeignFormatTests.path("huggingface"), options: options)
    }
    return (folder, library)
  }

  @Test func modelsAreAddedListedAndRemoved() throws {
    let (folder, library) = try Self.library([("fr", "en"), ("en", "de")])
    #expect(library.entries.map(\.name) == ["en-de", "fr-en"])
    #expect(throws: ModelLibraryError.self) {
      try library.add(ForeignFormatTests.path("huggingface"), options: ForeignFormatTests.options)
    }
    try library.add(ForeignFormatTests.path("huggingface"), replaces: true, options: ForeignFormatTests.options)
    for name in ["../x", "", ".hidden", "a/b"] {
      #expect(throws: ModelLibraryError.badName(name)) {
        try library.add(ForeignFormatTests.path("huggingface"), name: name, options: ForeignFormatTests.options)
      }
    }
    try library.remove("fr-en")
    #expect(library.entries.map(\.name) == ["en-de"])
    #expect(throws: ModelLibraryError.self) { try library.remove("fr-en") }
    #expect(throws: ModelLibraryError.self) { try library.remove("../models/en-de") }
    #expect(throws: (any Error).self) { try library.add(folder.path, options: ForeignFormatTests.options) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: library.path) == ["en-de"])
    // A model of ours is copied.
    try library.add("\(library.path)/en-de", name: "copy", options: .init())
    #expect(library.entries.map(\.name) == ["copy", "en-de"])
  }

  @Test func routesLeadOverAThirdLanguage() throws {
    let (folder, library) = try Self.library([("fr", "en"), ("en", "de"), ("fr", "es"), ("es", "de")])
    let models = library.entries
    func route(_ source: String, _ target: String) throws -> [String] {
      try ModelRoute(LanguagePair(source: source, target: target), among: models).steps.map(\.model.name)
    }
    #expect(try route("fr", "en") == ["fr-en"])
    #expect(try route("fra", "eng_Latn") == ["fr-en"])
    #expect(try route("fr", "de") == ["fr-en", "en-de"])
    #expect(throws: ModelLibraryError.self) { try route("de", "fr") }
    let translator = try ModelRoute(LanguagePair(source: "fr", target: "de"), among: models).translator(
      precision: .int8)
    #expect(translator.sourceLocale == "fr" && translator.targetLocale == "de")
    #expect(try translator.translate(["The lamp"], options: TranslationOptions()).count == 1)
    withExtendedLifetime(folder) {}
  }
}
