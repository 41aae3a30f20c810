import Basics
import FoundationEssentials
import Glibc
import Subwords
import Tensors
import Testing
import Training

/// A tiny language pair that a test writes into a directory of its own: the target spells the source's words backwards
/// and in reverse order. Removed when the value goes away.
final class MadeUpCorpus {
  let directory: String

  init(pairs: Int = 400, seed: UInt64 = 3) throws {
    let template = "\(FileManager.default.temporaryDirectory.path)/training-test-XXXXXX"
    directory = try #require(Self.makeDirectory(template))
    var generator = SplitMix64(seed: seed)
    let words = ["no", "tab", "der", "loop", "star", "live", "mug", "pin", "war", "ten", "saw", "part", "keels"]
    var (source, target) = ("", "")
    for _ in 0..<pairs {
      let sentence = (0..<Int.random(in: 2...9, using: &generator)).map { _ in
        words.randomElement(using: &generator) ?? "no"
      }
      source += sentence.joined(separator: " ") + "\n"
      target += sentence.reversed().map { String($0.reversed()) }.joined(separator: " ") + "\n"
    }
    try write(source, to: "train.a")
    try write(target, to: "train.b")
    try write(source.split(separator: "\n").prefix(20).joined(separator: "\n") + "\n", to: "valid.a")
    try write(target.split(separator: "\n").prefix(20).joined(separator: "\n") + "\n", to: "valid.b")
    let counter = try WordCounter(pretokenized: false)
    for line in (source + target).split(separator: "\n") { counter.add(String(line)) }
    var learner = try BPELearner(counter, options: BPELearner.Options(size: .merges(40)))
    let learnt = try learner.learn()
    try SubwordModel(codes: learnt.codes, vocabulary: learnt.vocabulary).write(to: "\(directory)/vocab")
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
  }

  func read(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(name)")))
  }

  var subwords: SubwordModel { get throws { try SubwordModel(directory: "\(directory)/vocab") } }

  /// A run of seconds with everything random turned on. The window is smaller than the corpus.
  func options(_ run: String) -> TrainingOptions {
    var options = TrainingOptions(
      trainSets: ["\(directory)/train.a", "\(directory)/train.b"], vocab: "\(directory)/vocab",
      model: "\(directory)/\(run)")
    (options.dim, options.feedForward, options.heads) = (16, 24, 2)
    (options.encoderLayers, options.decoderLayers) = (1, 1)
    options.dropout = DropoutRates(residual: 0.1, attention: 0.1, feedForward: 0.1)
    options.bpeDropout = 0.2
    options.miniBatchTokens = 300
    options.shardTokens = 100
    options.maxiBatchPairs = 150
    options.learnRate = 0.003
    options.lrWarmup = 20
    options.exponentialSmoothing = 0.01
    options.precision = .float32
    options.threads = 1
    return options
  }

  private static func makeDirectory(_ template: String) -> String? {
    var path = Array(template.utf8CString)
    return path.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
  }
}
