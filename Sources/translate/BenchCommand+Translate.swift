import ArgumentParser
import FoundationEssentials
import Tensors
import Transformer
import Translation

/// `translate bench translate`
struct BenchTranslate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translate",
    abstract: "Words and tokens a second over a file of text, by precision, beam and batching.",
    discussion: """
      Every combination of what is given is measured. Figures are per second on the wall's clock; 'cpu' is what they \
      would be on a core of one's own, by processor time, which is the better figure on a busy machine.

        translate bench translate --input newstest.en
        translate bench translate --input newstest.en --beam-size 1 --precision int8 --threads 1 2 --json
      """)

  @OptionGroup var model: ModelOption

  @OptionGroup var languages: LanguageOptions

  @Option(name: .shortAndLong, help: "Text to translate, a sentence a line.")
  var input: String

  @Option(help: "Lines of it to use.")
  var limit = 2000

  @Option(parsing: .upToNextOption, help: "Beam sizes.")
  var beamSize = [Beam.fixed(1), .fixed(4)]

  @Option(parsing: .upToNextOption, help: "int8, float32.")
  var precision = WeightPrecision.allCases

  @Option(parsing: .upToNextOption, help: "Numbers of threads.")
  var threads = [1]

  /// Whether lines come all at once or one by one.
  enum Arrival: String, CaseIterable, ExpressibleByArgument { case batches, lines }

  @Option(parsing: .upToNextOption, help: "batches: all at once; lines: one at a time, as from somebody who types.")
  var arrival = Arrival.allCases

  @Flag(inversion: .prefixedNo, help: "Use the model's shortlist, or not; otherwise in greedy search only.")
  var shortlist: Bool?

  @Flag(inversion: .prefixedNo, help: "Use the model's dictionary; engines without one have less to do.")
  var dictionary = true

  @Option(help: "Source tokens that are translated together.")
  var miniBatchWords = LineFilterOptions().miniBatchWords

  @Option(help: "Cut every translation off at so many tokens: for random weights, which never end a sentence.")
  var outputLength: Int?

  @Option(help: "Price of this machine for an hour: prints the cost of a million words.")
  var price: Double?

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    var lines: [String] = []
    try LineInput.forEachLine(of: [input]) { line, _, _ in if lines.count < limit { lines.append(line) } }
    let choice = ModelChoice(name: model.name, source: languages.source, target: languages.target)
    let (directory, direction) = try choice.directory()
    let benchmark = TranslationBenchmark(modelDirectory: directory, direction: direction, lines: lines)
    var report = BenchReport(kernels: InstructionSet.current, lines: lines.count)
    for setting in settings {
      let figures = BenchReport.Figures(try benchmark.measure(setting), lines: lines.count, price: price)
      if !json { print(figures.text) }
      report.figures.append(figures)
    }
    report.peakMemoryMB = Double(TranslationBenchmark.peakMemory / 100_000) / 10
    print(json ? try report.json() : "kernels \(report.kernels), peak memory \(report.peakMemoryMB) MB")
  }

  private var settings: [TranslationBenchmark.Setting] {
    var settings: [TranslationBenchmark.Setting] = []
    for precision in precision {
      for beamSize in beamSize {
        for threads in threads {
          for arrival in arrival {
            var setting = TranslationBenchmark.Setting()
            setting.precision = precision
            setting.beam = beamSize
            setting.threads = threads
            setting.isOneByOne = arrival == .lines
            setting.usesShortlist = shortlist
            setting.usesDictionary = dictionary
            setting.miniBatchWords = miniBatchWords
            setting.outputLength = outputLength
            settings.append(setting)
          }
        }
      }
    }
    return settings
  }
}

/// The figures as they are printed.
private struct BenchReport: Encodable {
  var kernels: String
  var lines: Int
  var peakMemoryMB = 0.0
  var figures: [Figures] = []

  init(kernels: String, lines: Int) {
    self.kernels = kernels
    self.lines = lines
  }

  struct Figures: Encodable {
    let precision: String
    let beamSize: String
    let threads: Int
    let oneByOne: Bool
    let seconds: Double
    let cpuSeconds: Double
    let wordsPerSecond: Double
    let wordsPerCpuSecond: Double
    let tokensPerSecond: Double
    let outputTokens: Int
    let millisecondsPerLine: Double
    let shareOfPeak: Double
    let phases: [String: Double]
    let costOfMillionWords: Double?

    init(_ m: TranslationBenchmark.Measurement, lines: Int, price: Double?) {
      precision = m.setting.precision.rawValue
      beamSize = m.setting.beam.description
      threads = m.setting.threads
      oneByOne = m.setting.isOneByOne
      seconds = m.seconds
      cpuSeconds = m.processorSeconds
      wordsPerSecond = Double(m.words) / m.seconds
      wordsPerCpuSecond = Double(m.words) / m.processorSeconds
      tokensPerSecond = Double(m.outputTokens) / m.seconds
      outputTokens = m.outputTokens
      millisecondsPerLine = 1000 * m.seconds / Double(max(1, lines))
      shareOfPeak = m.shareOfPeak
      let work = m.work
      let total = max(1e-9, work.subwords + work.encoder + work.decoder + work.search)
      phases = [
        "subwords": work.subwords / total, "encoder": work.encoder / total, "decoder": work.decoder / total,
        "search": work.search / total,
      ]
      costOfMillionWords = price.map { $0 / 3600 * 1e6 / (Double(m.words) / m.seconds) }
    }

    var text: String {
      let shares = phases.sorted { $0.value > $1.value }.map { "\($0.key) \(Int(100 * $0.value + 0.5))%" }
      let cost = costOfMillionWords.map { ", a million words cost \(Double(Int($0 * 10000)) / 10000)" } ?? ""
      return "\(precision), beam \(beamSize), threads \(threads), \(oneByOne ? "line by line" : "batches"): "
        + "\(Int(wordsPerSecond)) words/s (cpu \(Int(wordsPerCpuSecond))), \(Int(tokensPerSecond)) tokens/s, "
        + "\(Double(Int(100 * millisecondsPerLine)) / 100) ms a line, \(Int(100 * shareOfPeak))% of peak; "
        + shares.joined(separator: ", ") + cost
    }
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
