import ArgumentParser
import Evaluation
import Tensors
import Training
import Transformer

extension TransformerConfiguration.Normalization: ExpressibleByArgument {}
extension TransformerConfiguration.Activation: ExpressibleByArgument {}
extension ProductPrecision: ExpressibleByArgument {}
extension OptimiserRule: ExpressibleByArgument {}
extension ValidationMetric: ExpressibleByArgument {}
extension Frequency: ExpressibleByArgument {
  public init?(argument: String) { self.init(text: argument) }
}

extension ArgumentHelp {
  /// What ``TrainingKey`` says of `name`, with the default.
  fileprivate static func key(_ name: String) -> ArgumentHelp {
    guard let key = TrainingKey.named(name) else { return "" }
    return ArgumentHelp(stringLiteral: key.help + (key.defaultText.map { " (default: \($0))" } ?? ""))
  }
}

extension TrainingOptions {
  /// Sets what a flag says; a flag that was not given says nothing.
  fileprivate mutating func set<Value>(_ path: WritableKeyPath<TrainingOptions, Value>, _ value: Value?) {
    if let value { self[keyPath: path] = value }
  }

  fileprivate mutating func set<Value>(_ path: WritableKeyPath<TrainingOptions, [Value]>, _ values: [Value]) {
    if !values.isEmpty { self[keyPath: path] = values }
  }
}

struct DataFlags: ParsableArguments {
  @Option(name: [.customShort("t"), .long], parsing: .upToNextOption, help: .key("train-sets"))
  var trainSets: [String] = []
  @Option(parsing: .upToNextOption, help: .key("train-weights")) var trainWeights: [Double] = []
  @Option(parsing: .upToNextOption, help: .key("valid-sets")) var validSets: [String] = []
  @Option(name: [.customShort("v"), .long], help: .key("vocab")) var vocab: String?
  @Option(name: [.customShort("m"), .long], help: .key("model")) var model: String?
  @Option(name: .customLong("init"), help: .key("init")) var initialModel: String?
  @Option(help: .key("source-language")) var sourceLanguage: String?
  @Option(help: .key("target-language")) var targetLanguage: String?
  @Option(help: .key("both-directions")) var bothDirections: Bool?
  @Option(help: .key("hints")) var hints: String?
  @Option(help: .key("max-length")) var maxLength: Int?

  func apply(to options: inout TrainingOptions) {
    options.set(\.trainSets, trainSets)
    options.set(\.trainWeights, trainWeights)
    options.set(\.validSets, validSets)
    options.set(\.vocab, vocab)
    options.set(\.model, model)
    options.set(\.initialModel, initialModel)
    options.set(\.sourceLanguage, sourceLanguage)
    options.set(\.targetLanguage, targetLanguage)
    options.set(\.bothDirections, bothDirections)
    options.set(\.hints, hints)
    options.set(\.maxLength, maxLength)
  }
}

struct ArchitectureFlags: ParsableArguments {
  @Option(help: .key("dim-emb")) var dimEmb: Int?
  @Option(help: .key("transformer-dim-ffn")) var transformerDimFfn: Int?
  @Option(help: .key("transformer-heads")) var transformerHeads: Int?
  @Option(help: .key("enc-depth")) var encDepth: Int?
  @Option(help: .key("dec-depth")) var decDepth: Int?
  @Option(help: .key("transformer-norm")) var transformerNorm: TransformerConfiguration.Normalization?
  @Option(help: .key("transformer-ffn-activation")) var transformerFfnActivation: TransformerConfiguration.Activation?

  func apply(to options: inout TrainingOptions) {
    options.set(\.dim, dimEmb)
    options.set(\.feedForward, transformerDimFfn)
    options.set(\.heads, transformerHeads)
    options.set(\.encoderLayers, encDepth)
    options.set(\.decoderLayers, decDepth)
    options.set(\.normalization, transformerNorm)
    options.set(\.activation, transformerFfnActivation)
  }
}

struct RegularisationFlags: ParsableArguments {
  @Option(help: .key("transformer-dropout")) var transformerDropout: Float?
  @Option(help: .key("transformer-dropout-attention")) var transformerDropoutAttention: Float?
  @Option(help: .key("transformer-dropout-ffn")) var transformerDropoutFfn: Float?
  @Option(help: .key("label-smoothing")) var labelSmoothing: Float?
  @Option(help: .key("bpe-dropout")) var bpeDropout: Double?

  func apply(to options: inout TrainingOptions) {
    options.set(\.dropout.residual, transformerDropout)
    options.set(\.dropout.attention, transformerDropoutAttention)
    options.set(\.dropout.feedForward, transformerDropoutFfn)
    options.set(\.labelSmoothing, labelSmoothing)
    options.set(\.bpeDropout, bpeDropout)
  }
}

struct OptimisationFlags: ParsableArguments {
  @Option(name: [.customShort("l"), .long], help: .key("learn-rate")) var learnRate: Double?
  @Option(help: .key("lr-warmup")) var lrWarmup: Int?
  @Option(help: .key("lr-warmup-start-rate")) var lrWarmupStartRate: Double?
  @Option(help: .key("lr-cooldown")) var lrCooldown: Int?
  @Option(help: .key("optimizer")) var optimizer: OptimiserRule?
  @Option(parsing: .upToNextOption, help: .key("optimizer-params")) var optimizerParams: [Float] = []
  @Option(help: .key("optimizer-delay")) var optimizerDelay: Int?
  @Option(help: .key("weight-decay")) var weightDecay: Float?
  @Option(help: .key("clip-norm")) var clipNorm: Float?
  @Option(help: .key("exponential-smoothing")) var exponentialSmoothing: Float?
  @Option(help: .key("divergence-limit")) var divergenceLimit: Double?
  @Option(help: .key("mini-batch-words")) var miniBatchWords: Int?
  @Option(help: .key("shard-words")) var shardWords: Int?
  @Option(help: .key("maxi-batch-pairs")) var maxiBatchPairs: Int?

  func apply(to options: inout TrainingOptions) {
    options.set(\.learnRate, learnRate)
    options.set(\.lrWarmup, lrWarmup)
    options.set(\.lrWarmupStartRate, lrWarmupStartRate)
    options.set(\.lrCooldown, lrCooldown)
    options.set(\.optimizer, optimizer)
    options.set(\.optimizerParams, optimizerParams)
    options.set(\.optimizerDelay, optimizerDelay)
    options.set(\.weightDecay, weightDecay)
    options.set(\.clipNorm, clipNorm)
    options.set(\.exponentialSmoothing, exponentialSmoothing)
    options.set(\.divergenceLimit, divergenceLimit)
    options.set(\.miniBatchTokens, miniBatchWords)
    options.set(\.shardTokens, shardWords)
    options.set(\.maxiBatchPairs, maxiBatchPairs)
  }
}

struct CourseFlags: ParsableArguments {
  @Option(name: [.customShort("u"), .long], help: .key("after-updates")) var afterUpdates: Int?
  @Option(name: [.customShort("e"), .long], help: .key("after-epochs")) var afterEpochs: Int?
  @Option(help: .key("early-stopping")) var earlyStopping: Int?
  @Option(help: .key("early-stopping-on")) var earlyStoppingOn: String?
  @Option(help: .key("valid-freq")) var validFreq: Frequency?
  @Option(help: .key("save-freq")) var saveFreq: Frequency?
  @Option(help: .key("disp-freq")) var dispFreq: Frequency?
  @Option(help: .key("keep-checkpoints")) var keepCheckpoints: Int?
  @Option(help: .key("seed")) var seed: UInt64?
  @Option(help: .key("threads")) var threads: Int?
  @Option(help: .key("precision")) var precision: ProductPrecision?

  func apply(to options: inout TrainingOptions) {
    options.set(\.afterUpdates, afterUpdates)
    options.set(\.afterEpochs, afterEpochs)
    options.set(\.earlyStopping, earlyStopping)
    options.set(\.earlyStoppingOn, earlyStoppingOn)
    options.set(\.validFrequency, validFreq)
    options.set(\.saveFrequency, saveFreq)
    options.set(\.displayFrequency, dispFreq)
    options.set(\.keepCheckpoints, keepCheckpoints)
    options.set(\.seed, seed)
    options.set(\.threads, threads)
    options.set(\.precision, precision)
  }
}

struct ValidationFlags: ParsableArguments {
  @Option(parsing: .upToNextOption, help: .key("valid-metrics")) var validMetrics: [ValidationMetric] = []
  @Option(help: .key("valid-beam-size")) var validBeamSize: Int?
  @Option(help: .key("valid-normalize")) var validNormalize: Float?
  @Option(help: .key("valid-tokenizer")) var validTokenizer: String?
  @Option(help: .key("valid-samples")) var validSamples: Int?

  func validate() throws {
    if let validTokenizer { _ = try Tokeniser(name: validTokenizer) }
  }

  func apply(to options: inout TrainingOptions) {
    options.set(\.validMetrics, validMetrics)
    options.set(\.validBeamSize, validBeamSize)
    options.set(\.validNormalize, validNormalize)
    options.set(\.validTokenizer, validTokenizer.flatMap(Tokeniser.init(rawValue:)))
    options.set(\.validSamples, validSamples)
  }
}
