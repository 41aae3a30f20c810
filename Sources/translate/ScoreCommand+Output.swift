import ArgumentParser
import Evaluation

#if canImport(Glibc)
  import Glibc
#endif

struct ScoreSignificanceOptions: ParsableArguments {
  @Flag(
    name: [.customLong("confidence"), .customLong("ci", withSingleDash: true)],
    help: "Print the 95% interval of one system's score, by bootstrap resampling.")
  var confidence = false

  @Option(
    name: [.customLong("confidence-n"), .customLong("cin", withSingleDash: true)],
    help: "Corpora to draw for --confidence.")
  var confidenceSamples = 1000

  @Flag(
    name: [.customLong("paired-bs"), .customLong("pbs", withSingleDash: true)],
    help: "Compare systems with the first one by bootstrap resampling.")
  var pairedBootstrap = false

  @Flag(
    name: [.customLong("paired-ar"), .customLong("par", withSingleDash: true)],
    help: "Compare systems with the first one by approximate randomisation.")
  var pairedRandomisation = false

  @Option(
    name: [.customLong("paired-bs-n"), .customLong("pbsn", withSingleDash: true)],
    help: "Corpora to draw for --paired-bs.")
  var bootstrapSamples = 1000

  @Option(
    name: [.customLong("paired-ar-n"), .customLong("parn", withSingleDash: true)], help: "Trials for --paired-ar.")
  var randomisationTrials = 10000

  @Option(
    name: [.customLong("paired-jobs"), .customShort("j", allowingJoined: true)],
    help: "Threads to use; 0 and 1 leave it to --threads. The result is the same.")
  var jobs = 1

  @Option(help: "Threads to use for everything (default: one a core). The result is the same.")
  var threads: Int?

  func validate() throws {
    if pairedBootstrap, pairedRandomisation {
      throw ValidationError("--paired-bs and --paired-ar are two tests: choose one")
    }
    if let threads, threads < 1 { throw ValidationError("--threads must be 1 or more, not \(threads)") }
  }

  func fill(_ request: inout ScoreRequest) throws(EvaluationError) {
    if pairedBootstrap {
      request.test = .paired(.bootstrap(samples: bootstrapSamples > 0 ? bootstrapSamples : 1000))
    } else if pairedRandomisation {
      request.test = .paired(.approximateRandomisation(trials: randomisationTrials > 0 ? randomisationTrials : 10000))
    } else if confidence {
      request.test = .confidence(samples: confidenceSamples)
    }
    request.threads = threads ?? (jobs > 1 ? jobs : nil)
    if let setting = getenv("SACREBLEU_SEED") { request.seed = try Seed(setting: String(cString: setting)) }
  }
}

struct ScoreOutputOptions: ParsableArguments {
  @Option(
    name: [.customLong("format"), .customShort("f", allowingJoined: true)],
    help: "json or text; SACREBLEU_FORMAT comes first.")
  var format = ScoreStyle.Format.json

  @Flag(name: [.customLong("score-only"), .customShort("b")], help: "Print the number only.")
  var scoreOnly = false

  @Option(
    name: [.customLong("width"), .customShort("w", allowingJoined: true)], help: "Digits after the decimal point.")
  var width = 1

  @Flag(name: [.customLong("short"), .customLong("sh", withSingleDash: true)], help: "Print a short signature.")
  var short = false

  @Flag(name: [.customLong("quiet"), .customShort("q")], help: "No notes, only errors.")
  var quiet = false

  @Flag(
    name: [.customLong("no-color"), .customLong("nc", withSingleDash: true)],
    help: "No colours; NO_COLOR in the environment does the same.")
  var noColor = false

  @Option(help: "Write a page with scores, histograms and the lines that differ most.", completion: .file())
  var report: String?

  func fill(_ request: inout ScoreRequest) {
    var format = format
    if let setting = getenv("SACREBLEU_FORMAT") {
      format = ScoreStyle.Format(rawValue: String(cString: setting).lowercased()) ?? format
    }
    request.style.format = format
    request.style.width = width
    request.style.scoreOnly = scoreOnly
    request.style.shortSignature = short
    request.style.colour =
      !noColor && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true) && isatty(STDOUT_FILENO) == 1
  }
}
