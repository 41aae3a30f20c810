import ArgumentParser
import Corpora
import Memory
import Text
import Threads
import Training
import Transformer
import Translation

/// `translate adapt`
struct AdaptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adapt",
    abstract: "Teach a model what people have corrected, in minutes.",
    discussion: """
      Learns a small change of the model from corrections: files as 'translate correct' reads them, or, where none are \
      named, the corrections in the memory. The model itself stays; --adapter has the change used. A tenth of the \
      corrections is held out to see whether it helps, and general text that comes with the model to see that nothing \
      else is lost. A change that does not help, or costs more than --tolerance, is not written.

        translate adapt en-de project/de.po -o project.adapter
        translate --adapter project.adapter < new.en
        translate adapt en-de -o mine.adapter               # what 'translate correct' has kept

      Status: 0 where an adapter was written, 1 where not, 64 for wrong usage.
      """)

  @OptionGroup var model: ModelArgument
  @Argument(help: "Corrections.", completion: .file(extensions: ["po", "tmx", "xlf", "xliff", "tsv", "csv"]))
  var corrections: [String] = []
  @Option(name: .shortAndLong, help: "Where to write the adapter.", completion: .file()) var output: String
  @OptionGroup var languages: LanguageOptions
  @OptionGroup var training: AdaptationArguments
  @OptionGroup var file: PastFileOption

  func run() throws {
    let directory = try ModelDirectory(path: model.directory())
    let direction = try direction(of: directory)
    let pairs = try CorrectionReader(direction).pairs(in: corrections, orOf: file)
    let adaptation = try Adaptation(
      model: directory.path, languages: direction, corrections: pairs,
      general: try training.general(of: directory, direction), options: training.options)
    Interruption.listen()
    let outcome = try adaptation.run(shouldStop: { Interruption.signal != 0 }, report: Self.show, onTrial: Self.show)
    print(AdaptationTable(outcome).text)
    try write(outcome)
  }

  private static func show(_ progress: Adaptation.Progress) {
    StandardError.print(
      "update \(progress.update), \(progress.tokens) tokens: loss of held-out corrections "
        + "\(AdaptationTable.rounded(progress.heldOutLoss, 3))")
  }

  private static func show(_ trial: Adaptation.Trial) {
    let general = trial.scores.general.map { ", general text \(AdaptationTable.rounded($0.bleu, 1)) BLEU" } ?? ""
    StandardError.print(
      "share \(trial.share) of it: held-out corrections \(AdaptationTable.rounded(trial.scores.corrections.chrF, 1)) chrF"
        + general)
  }

  private func direction(of model: ModelDirectory) throws -> LanguagePair {
    guard let found = model.description.direction(from: languages.source, to: languages.target) else {
      let known = model.description.allDirections.map { "\($0.source)-\($0.target)" }
      throw TranslationError.direction(from: languages.source, to: languages.target, known: known)
    }
    return LanguagePair(source: found.source, target: found.target)
  }

  private func write(_ outcome: Adaptation.Outcome) throws {
    guard let delta = outcome.delta else { throw AdaptationRefusal(outcome, tolerance: training.tolerance, output) }
    delta.notes = ["corrections": "\(outcome.learnt)", "updates": "\(outcome.updates)", "share": "\(outcome.share)"]
    try delta.write(to: output)
    StandardError.print("\(output) is written; translate --adapter \(output) uses it")
  }
}

/// How to adapt.
struct AdaptationArguments: ParsableArguments {
  private static let standard = AdaptationOptions()

  @Option(
    name: .customLong("general"),
    help: ArgumentHelp(
      "General text, a table of sources and translations; otherwise the model's own (see 'translate model sample').",
      valueName: "file"), completion: .file())
  var generalText: String?
  @Option(help: "BLEU that may be lost on general text.") var tolerance = Self.standard.tolerance
  @Option(help: "How often every correction is seen.") var afterEpochs = Self.standard.rounds
  @Option(help: "Updates at most.") var afterUpdates = Self.standard.updates
  @Option(help: "Step size.") var learnRate = Self.standard.learnRate
  @Option(help: "Target tokens an update.") var miniBatchWords = Self.standard.batchTokens
  @Option(help: "Share of general text in an update.") var generalShare = Self.standard.generalShare
  @Option(help: "Width of the thin matrices: what more than a few thousand corrections have to say may need more.")
  var rank = Self.standard.rank
  @Option(help: "Threads.") var threads = Self.standard.threads
  @Option(help: "What everything random is drawn from.") var seed = Self.standard.seed

  var options: AdaptationOptions {
    var options = Self.standard
    (options.tolerance, options.updates, options.learnRate) = (tolerance, afterUpdates, learnRate)
    (options.batchTokens, options.generalShare, options.rank) = (miniBatchWords, generalShare, rank)
    (options.threads, options.seed, options.rounds) = (threads, seed, afterEpochs)
    return options
  }

  /// In the corrections' direction.
  func general(of model: ModelDirectory, _ direction: LanguagePair) throws -> [TextPair] {
    if let generalText { return try GeneralText.read(generalText) }
    guard let text = try GeneralText.read(of: model) else {
      StandardError.print(
        "translate: warning: \(model.path) has no general text, so nothing shows what the model forgets; "
          + "'translate model sample' adds some, --general names some")
      return []
    }
    return direction.source == model.description.sourceLanguage ? text : text.map { TextPair($0.target, $0.source) }
  }
}
