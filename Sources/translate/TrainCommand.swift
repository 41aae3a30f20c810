import ArgumentParser
import Glibc
import Tensors
import Training
import Transformer

/// `translate train`: flags in, a trained model out.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model from parallel text.",
    discussion: """
      A run that finds a checkpoint in its directory goes on from there. Ctrl-C writes one and stops.

      Examples:
        translate train --train-sets train.en train.de --valid-sets dev.en dev.de --vocab Vocab/en-de --model Runs/first
        translate --model Runs/first/best < text.en
      """)

  @Option(name: [.customShort("t"), .long], parsing: .upToNextOption, help: "Source and target text, line by line.")
  var trainSets: [String]
  @Option(parsing: .upToNextOption, help: "Source and target text to validate on.")
  var validSets: [String] = []
  @Option(name: [.customShort("v"), .long], help: "Directory with codes.bpe and vocabulary.txt.")
  var vocab: String
  @Option(name: [.customShort("m"), .long], help: "Directory for checkpoint, log and models.")
  var model: String

  @OptionGroup(title: "Architecture") var architecture: ArchitectureFlags
  @OptionGroup(title: "Optimisation") var optimisation: OptimisationFlags
  @OptionGroup(title: "Schedule of the run") var schedule: RunFlags

  func run() throws {
    var options = TrainingOptions(trainSets: trainSets, vocab: vocab, model: model)
    options.validSets = validSets
    architecture.apply(to: &options)
    optimisation.apply(to: &options)
    schedule.apply(to: &options)
    let trainer = try Trainer(options, report: Self.report)
    StandardError.print("\(trainer.parameterCount) parameters, products in \(options.precision.rawValue)")
    if trainer.update > 0 { StandardError.print("going on from update \(trainer.update)") }
    signal(SIGINT) { _ in interrupted = true }
    signal(SIGTERM) { _ in interrupted = true }
    try trainer.run { interrupted }
  }

  private static func report(_ event: TrainingEvent) {
    func text(_ value: Double?, _ digits: Int) -> String { value.map { fixed($0, digits) } ?? "-" }
    StandardError.print(
      "\(event.event) update \(event.update) epoch \(event.epoch) loss \(text(event.loss, 4)) "
        + "perplexity \(text(event.perplexity, 2)) rate \(text(event.learningRate, 6)) "
        + "tokens/s \(text(event.tokensPerSecond, 0)) seconds \(text(event.seconds, 0))")
  }

  /// `value` with `digits` decimals.
  private static func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
    let factor = pow(10.0, Double(digits))
    let scaled = Int((abs(value) * factor).rounded())
    let whole = "\(value < 0 ? "-" : "")\(scaled / Int(factor))"
    guard digits > 0 else { return whole }
    let fraction = "\(scaled % Int(factor))"
    return whole + "." + String(repeating: "0", count: digits - fraction.count) + fraction
  }
}

/// Set by signals, read between updates.
nonisolated(unsafe) private var interrupted = false

extension TransformerConfiguration.Normalization: ExpressibleByArgument {}
extension TransformerConfiguration.Activation: ExpressibleByArgument {}
extension ProductPrecision: ExpressibleByArgument {}

struct ArchitectureFlags: ParsableArguments {
  @Option(help: "Width of the model.") var dimEmb = 256
  @Option(help: "Width of the feed-forward networks.") var transformerDimFfn = 1024
  @Option(help: "Attention heads.") var transformerHeads = 8
  @Option(help: "Encoder layers.") var encDepth = 6
  @Option(help: "Decoder layers.") var decDepth = 2
  @Option(help: "Normalisation after or before each sublayer: post or pre.")
  var transformerNorm = TransformerConfiguration.Normalization.post
  @Option(help: "relu or swish.") var transformerFfnActivation = TransformerConfiguration.Activation.relu
  @Option(help: "Source language.") var sourceLanguage = "en"
  @Option(help: "Target language.") var targetLanguage = "de"

  func apply(to options: inout TrainingOptions) {
    options.dim = dimEmb
    options.feedForward = transformerDimFfn
    options.heads = transformerHeads
    options.encoderLayers = encDepth
    options.decoderLayers = decDepth
    options.normalization = transformerNorm
    options.activation = transformerFfnActivation
    options.sourceLanguage = sourceLanguage
    options.targetLanguage = targetLanguage
  }
}

struct OptimisationFlags: ParsableArguments {
  @Option(help: "Dropout on embeddings and sublayer outputs.") var transformerDropout: Float = 0.1
  @Option(help: "Dropout on attention probabilities.") var transformerDropoutAttention: Float = 0
  @Option(help: "Dropout inside the feed-forward networks.") var transformerDropoutFfn: Float = 0
  @Option(help: "Share of probability spread over all tokens.") var labelSmoothing: Float = 0.1
  @Option(name: [.customShort("l"), .long], help: "Peak learning rate.") var learnRate = 0.0007
  @Option(help: "Updates until the peak.") var lrWarmup = 4000
  @Option(help: "Updates at the end over which the rate descends to zero (with --after-updates).") var lrCooldown = 0
  @Option(help: "Longest mean gradient; 0: no limit.") var clipNorm: Float = 1
  @Option(help: "Share of the latest update in the average of the weights; 0: none.")
  var exponentialSmoothing: Float = 1e-4
  @Option(help: "Share of BPE merges left out at random.") var bpeDropout = 0.0
  @Option(help: "float32 or bfloat16 products. (default: bfloat16 where the processor has it)")
  var precision: ProductPrecision?
  @Option(help: "Seed of everything random.") var seed: UInt64 = 1

  func apply(to options: inout TrainingOptions) {
    options.dropout = DropoutRates(
      residual: transformerDropout, attention: transformerDropoutAttention, feedForward: transformerDropoutFfn)
    options.labelSmoothing = labelSmoothing
    options.learnRate = learnRate
    options.lrWarmup = lrWarmup
    options.lrCooldown = lrCooldown
    options.clipNorm = clipNorm
    options.exponentialSmoothing = exponentialSmoothing
    options.bpeDropout = bpeDropout
    if let precision { options.precision = precision }
    options.seed = seed
  }
}

struct RunFlags: ParsableArguments {
  @Option(help: "Target tokens a batch.") var miniBatchWords = 4096
  @Option(help: "Batches summed for one update.") var optimizerDelay = 1
  @Option(help: "Target tokens a worker holds at a time.") var shardWords = 1024
  @Option(help: "Longest sentence in tokens; longer pairs are left out.") var maxLength = 128
  @Option(name: [.customShort("u"), .long], help: "Stop after so many updates; 0: never.") var afterUpdates = 0
  @Option(name: [.customShort("e"), .long], help: "Stop after so many passes; 0: never.") var afterEpochs = 0
  @Option(help: "Stop when so many validations brought no better loss; 0: never.") var earlyStopping = 10
  @Option(help: "Updates between validations.") var validFreq = 1000
  @Option(help: "Updates between checkpoints.") var saveFreq = 1000
  @Option(help: "Updates between lines of progress.") var dispFreq = 100
  @Option(help: "Worker threads; 0: all cores.") var threads = 0

  func apply(to options: inout TrainingOptions) {
    options.miniBatchTokens = miniBatchWords
    options.optimizerDelay = optimizerDelay
    options.shardTokens = shardWords
    options.maxLength = maxLength
    options.afterUpdates = afterUpdates
    options.afterEpochs = afterEpochs
    options.earlyStopping = earlyStopping
    options.validFrequency = validFreq
    options.saveFrequency = saveFreq
    options.displayFrequency = dispFreq
    options.threads = threads
  }
}
