import ArgumentParser
import Corpora
import Threads
import Training
import Transformer
import Translation

/// `translate tune`: how wide a beam is worth its cost.
struct TuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Measure how wide a beam a model needs, for --beam-size auto.",
    discussion: """
      Translates development text with beams of several widths, without the translations that fall behind the best by \
      more than a threshold. Keeps in the model's directory which is the cheapest that comes near enough to the BLEU of \
      the widest. Cost is counted in multiplications, as a multiple of greedy search's; the text should be of the kind \
      that will be translated, two thousand lines or more.

        translate tune en-de dev.en dev.de
        translate tune en-de dev.en dev.de --beam-size 8 --tolerance 0.2 --dry-run
      """)

  @OptionGroup var model: ModelArgument

  @OptionGroup var languages: LanguageOptions

  @Argument(help: "Development text, a sentence a line.", completion: .file()) var source: String

  @Argument(help: "Its translation, line by line.", completion: .file()) var target: String

  @Option(name: .shortAndLong, help: "The widest beam, whose quality is to be kept.") var beamSize = 5

  @Option(help: "BLEU that may be lost against it.") var tolerance = 0.1

  @Option(help: "Lines to use at most; all unless given.") var limit: Int?

  @Option(help: "Threads that translate.") var threads = availableProcessors

  @Flag(help: "Measure, but leave the model as it is.") var dryRun = false

  func validate() throws {
    guard beamSize >= 1, limit ?? 1 >= 1, threads >= 1, tolerance >= 0 else {
      throw ValidationError("--beam-size, --limit and --threads must be 1 or more, --tolerance 0 or more")
    }
  }

  func run() throws {
    let directory = try ModelDirectory(path: model.directory())
    let text = try ParallelText(source: source, target: target)
    let pairs = (0..<min(limit ?? .max, text.count)).map { text[$0] }
    guard !pairs.isEmpty else { throw ValidationError("\(source) holds no lines to measure with") }
    let choice = ModelChoice(name: model.model, source: languages.source, target: languages.target)
    let direction = try choice.directory().direction
    var tuner = BeamTuner(
      modelDirectory: directory.path, direction: direction, sources: pairs.map(\.source),
      references: pairs.map(\.target))
    tuner.widest = beamSize
    tuner.tolerance = tolerance
    tuner.threads = threads
    print("beam\tBLEU\tcost")
    let chosen = try tuner.tune { print(Self.row($0)) }
    if !dryRun { try directory.adopt(chosen.beam) }
    print("auto: \(Self.row(chosen))")
  }

  private static func row(_ trial: BeamTuner.Trial) -> String {
    func rounded(_ number: Double) -> Double { (number * 100).rounded() / 100 }
    return "\(Beam.pruned(trial.beam))\t\(rounded(trial.bleu))\t\(rounded(trial.cost))"
  }
}
