import Corpora
import Documents
import FoundationEssentials
import Glibc
import IO
import Interchange
import SentencePiece
import Subwords
import Tensors
import Training
import Transformer
import Translation

/// Every reader of bytes that come from elsewhere.
let targets: [String: @Sendable ([UInt8]) throws -> Void] = [
  "safetensors": { try withFile($0, readTensors) },
  "npz": { try withFile($0, readArrays) },
  "model": readModel,
  "codes": { try withFile($0) { _ = try BytePairCodes(contentsOf: $0) } },
  "vocabulary": { try withFile($0) { _ = try Vocabulary(contentsOf: $0) } },
  "shortlist": { try withFile($0) { _ = try Shortlist(path: $0, vocabularySize: 8).tokens(for: [1, 5, 7]) } },
  "documents": readDocument,
  "corpora": readCorpus,
  "jsonl": { _ = TrainingHistory(log: String(decoding: $0, as: UTF8.self)) },
  "settings": { bytes in
    var options = TrainingOptions()
    try options.apply(ConfigurationFile(text: String(decoding: bytes, as: UTF8.self), path: "settings.yaml"))
  },
  "recipe": { _ = try Recipe(yaml: $0, path: "recipe.yaml") },
  "text": translateText,
  "spm": { try withFile($0) { _ = SentencePieceEncoder(try SentencePieceModel(contentsOf: $0)).encode("The lamp.") } },
  "index": { _ = try ModelIndex($0, place: "https://example.org/index.json").search("en-de") },
  "marian-bin": { try importModel("student", "model.ende.intgemm.alphas.bin", $0) },
  "marian-npz": { try importModel("student", "model.npz", $0) },
  "marian-lex": { try importModel("student", "lex.50.50.ende.s2t.bin", $0, model: "model.npz") },
  "torch": { try importModel("torch", "pytorch_model.bin", $0) },
  "huggingface": { try importModel("huggingface", "model.safetensors", $0) },
  "huggingface-config": { try importModel("huggingface", "config.json", $0) },
  "huggingface-vocabulary": { try importModel("huggingface", "vocab.json", $0) },
  "ctranslate2": { try importModel("ctranslate2", "model.bin", $0) },
  "argos": { try importModel("argos", "translate-en_de-1_0.argosmodel", $0) },
]

@Sendable private func readTensors(_ path: String) throws {
  let file = try SafetensorsFile(path: path)
  for (name, entry) in file.tensors {
    let count = entry.shape.reduce(1) { $0 &* $1 }
    guard (0..<1 << 20).contains(count) else { continue }
    let values = FloatStorage(count: max(count, 1))
    try? file.read(name, shape: entry.shape, to: values.pointer)
    withExtendedLifetime(values) {}
  }
}

@Sendable private func readArrays(_ path: String) throws {
  let file = try NumpyArchiveFile(path: path)
  for name in ["single", "half", "fortran"] {
    let values = FloatStorage(count: 6)
    try? file.read(name, to: values.matrix(rows: 2, columns: 3))
    withExtendedLifetime(values) {}
  }
  _ = try file.bytes("text", limit: 1000)
}

/// One of the tests' models of others, with one of its files replaced.
///
/// - Parameter model: the file that is imported, where it is another.
@Sendable private func importModel(_ folder: String, _ name: String, _ bytes: [UInt8], model: String? = nil) throws {
  let golden = "Tests/InterchangeTests/Golden/foreign/\(folder)"
  let copy = "\(scratchPath).\(folder)"
  if access(copy, F_OK) != 0 { try FileManager.default.copyItem(atPath: golden, toPath: copy) }
  try write(bytes, to: "\(copy)/\(name)")
  var options = ModelImport.Options()
  (options.sourceLanguage, options.targetLanguage) = ("en", "de")
  let isDirectory = !["student", "argos"].contains(folder)
  try ModelImport(isDirectory ? copy : "\(copy)/\(model ?? name)", options: options).write(to: "\(copy).out")
}

/// A `model.json` with nothing beside it.
@Sendable private func readModel(_ bytes: [UInt8]) throws {
  mkdir(scratchPath + ".d", 0o700)
  defer { rmdir(scratchPath + ".d") }
  try withFile(bytes) { file in
    rename(file, scratchPath + ".d/model.json")
    defer { unlink(scratchPath + ".d/model.json") }
    _ = try ModelDirectory(path: scratchPath + ".d")
  }
}

/// The first byte says in which format the rest is. What is not translated must come out as it went in; what is must be
/// written whole.
@Sendable private func readDocument(_ bytes: [UInt8]) throws {
  guard let first = bytes.first else { return }
  let format = DocumentFormat.allCases[Int(first) % DocumentFormat.allCases.count]
  let source = Array(bytes.dropFirst())
  let options = DocumentOptions(sourceLanguage: "en", targetLanguage: "de")
  let document = try format.parse(source, fileName: "fuzz", options: options)
  let segments = document.segments
  precondition(segments.allSatisfy { $0.accepts($0.parts) }, "a segment does not accept itself")
  if format != .po, format != .xliff {
    let same = try document.rendered(segments.map { _ in nil })
    precondition(same == source, "what was not translated has changed")
  }
  _ = try document.rendered(
    segments.map { segment in
      segment.parts.map { if case .text(let text) = $0 { .text(text.uppercased() + "<&\"'") } else { $0 } }
    })
}

@Sendable private func readCorpus(_ bytes: [UInt8]) throws {
  _ = try? MOFile(bytes: bytes, path: "fuzz.mo")
  _ = try? QMFile(bytes: bytes, path: "fuzz.qm")
  _ = TextDecoder.guess(bytes)
}

/// Text through all that is done to it, with a model that gives back what it gets: spans must survive, sentences must lie
/// where they say.
@Sendable private func translateText(_ bytes: [UInt8]) throws {
  let text = String(decoding: bytes, as: UTF8.self)
  let translation = try echo.translate(text)
  let (source, target) = (Array(text.utf8), Array(translation.text.utf8))
  for sentence in translation.sentences {
    precondition(Array(sentence.source.utf8) == Array(source[sentence.sourceRange]), "a sentence is elsewhere")
    precondition(Array(sentence.text.utf8) == Array(target[sentence.targetRange]), "a translation is elsewhere")
  }
  precondition(
    source.count { $0 == 0x0A } == target.count { $0 == 0x0A }, "lines have come or gone")
}

private let echo: Translator = {
  var options = Translator.Options()
  options.threads = 1
  return Translator(Echo(), options: options)
}()

private struct Echo: SegmentTranslator {
  let identity = "echo"
  let sourceLocale = "en"
  let targetLocale = "de"
  let maximumSegmentLength = 40

  func length(of segment: String) -> Int { (segment.utf8.count + 3) / 4 }

  func translate(_ segments: [String], options: TranslationOptions) throws -> [SegmentTranslation] {
    segments.map { SegmentTranslation(hypotheses: [TranslationHypothesis(text: $0)]) }
  }
}
