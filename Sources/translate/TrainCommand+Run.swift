import ArgumentParser
import Glibc
import Subwords
import Training
import Transformer

/// `translate train run`, the default: flags and a file in, a trained model out.
struct TrainRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Train, or go on from the checkpoint in the directory --model.",
    discussion: """
      Ctrl-C writes a checkpoint and stops; the same command goes on from it, with the same result as if it had never \
      stopped. Every option but --config can stand in the configuration file, under its name without dashes in front; \
      options override the file. Documentation/training.md explains them.

      Exit status: 0 the run is complete, 1 it failed, 130 it was interrupted (143 by SIGTERM, 129 by SIGHUP).
      """)

  @Option(name: [.customShort("c"), .long], help: ArgumentHelp("Settings, YAML or JSON.", valueName: "file"))
  var config: String?
  @OptionGroup(title: "Data") var data: DataFlags
  @OptionGroup(title: "Architecture") var architecture: ArchitectureFlags
  @OptionGroup(title: "Regularisation") var regularisation: RegularisationFlags
  @OptionGroup(title: "Optimisation") var optimisation: OptimisationFlags
  @OptionGroup(title: "Course of the run") var course: CourseFlags
  @OptionGroup(title: "Validation") var validation: ValidationFlags

  func run() throws {
    let options = try effectiveOptions()
    Interruption.listen()
    let progress = TrainingProgress(options)
    let trainer = try Trainer(options) { progress.show($0) }
    StandardError.print("\(trainer.parameterCount) parameters, products in \(options.precision.rawValue)")
    if trainer.update > 0 { StandardError.print("going on from update \(trainer.update)") }
    trainer.notes.forEach(StandardError.print)
    let outcome = try trainer.run { Interruption.signal != 0 }
    progress.finish()
    try report(outcome, options)
  }

  /// Defaults, then the model to begin with, then the file, then flags.
  private func effectiveOptions() throws -> TrainingOptions {
    var overrides = TrainingOptions()
    if let config { try overrides.apply(ConfigurationFile(path: config)) }
    applyFlags(to: &overrides)
    guard !overrides.initialModel.isEmpty else { return overrides }
    var options = TrainingOptions()
    let model = try ModelDirectory(path: overrides.initialModel).description
    options.adopt(model.configuration)
    (options.sourceLanguage, options.targetLanguage) = (model.sourceLanguage, model.targetLanguage)
    options.bothDirections = model.allDirections.count > 1
    options.maxLength = model.maximumLength
    options.vocab = overrides.initialModel
    if let config { try options.apply(ConfigurationFile(path: config)) }
    applyFlags(to: &options)
    return options
  }

  private func applyFlags(to options: inout TrainingOptions) {
    data.apply(to: &options)
    architecture.apply(to: &options)
    regularisation.apply(to: &options)
    optimisation.apply(to: &options)
    course.apply(to: &options)
    validation.apply(to: &options)
  }

  private func report(_ outcome: Trainer.Outcome, _ options: TrainingOptions) throws {
    switch outcome {
    case .reachedUpdates: StandardError.print("done: \(options.afterUpdates) updates")
    case .reachedEpochs: StandardError.print("done: \(options.afterEpochs) epochs")
    case .noMoreProgress: StandardError.print("done: \(options.earlyStopping) validations without progress")
    case .interrupted:
      StandardError.print("stopped; a checkpoint is in \(options.model): the same command goes on from it")
      throw ExitCode(128 + Interruption.signal)
    }
  }
}

/// What signals ask of a run: to write a checkpoint and stop. A second signal ends the process at once.
enum Interruption {
  /// The signal that came, or 0.
  nonisolated(unsafe) private(set) static var signal: Int32 = 0

  static func listen() {
    // Whoever starts this program may have blocked signals in its own thread, and the block is inherited.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      sigaddset(&signals, number)
      let previous = Glibc.signal(number) { number in
        Interruption.signal = number
        _ = Glibc.signal(number, SIG_DFL)
      }
      // nohup asks to be left alone.
      if number == SIGHUP, unsafeBitCast(previous, to: Int.self) == 1 { _ = Glibc.signal(SIGHUP, SIG_IGN) }
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    // A file that may not grow is an error where it is written, not the end of the process.
    _ = Glibc.signal(SIGXFSZ, SIG_IGN)
  }
}
