import Evaluation
import Tensors
import Transformer

/// Everything that determines a training run. ``TrainingKey/all`` gives each field its name on the command line and in
/// configuration files, and says what it means.
public struct TrainingOptions: Equatable, Sendable {
  public var trainSets: [String] = []
  public var trainWeights: [Double] = []
  public var validSets: [String] = []
  public var vocab = ""
  public var model = ""
  public var initialModel = ""
  public var sourceLanguage = "en"
  public var targetLanguage = "de"
  public var bothDirections = false
  public var hints = ""

  public var dim = 256
  public var feedForward = 1024
  public var heads = 8
  public var encoderLayers = 6
  public var decoderLayers = 2
  public var normalization = TransformerConfiguration.Normalization.post
  public var activation = TransformerConfiguration.Activation.relu

  public var dropout = DropoutRates()
  public var labelSmoothing: Float = 0.1
  public var bpeDropout = 0.0

  public var learnRate = 0.0007
  public var lrWarmup = 4000
  public var lrWarmupStartRate = 0.0
  public var lrCooldown = 0
  public var optimizer = OptimiserRule.adam
  /// Adam's beta1, beta2 and epsilon.
  public var optimizerParams: [Float] = [0.9, 0.98, 1e-9]
  public var weightDecay: Float = 0
  public var clipNorm: Float = 1
  public var exponentialSmoothing: Float = 1e-4
  public var divergenceLimit = 2.0

  public var miniBatchTokens = 4096
  public var optimizerDelay = 1
  public var shardTokens = 1024
  public var maxLength = 128
  public var maxiBatchPairs = 20_000

  public var afterUpdates = 0
  public var afterEpochs = 0
  public var earlyStopping = 10
  public var earlyStoppingOn = ""
  public var validFrequency: Frequency = 1000
  public var saveFrequency: Frequency = 1000
  public var displayFrequency: Frequency = 100
  public var keepCheckpoints = 0
  public var validMetrics: [ValidationMetric] = [.crossEntropy]
  public var validBeamSize = 4
  public var validNormalize: Float = 1
  public var validTokenizer = Tokeniser.v13a
  public var validSamples = 3
  public var seed: UInt64 = 1
  public var threads = 0
  public var precision = ProductPrecision.fastest

  public init() {}

  public init(trainSets: [String], vocab: String, model: String) {
    self.trainSets = trainSets
    self.vocab = vocab
    self.model = model
  }

  /// The model that these options describe.
  public func configuration(vocabularySize: Int) -> TransformerConfiguration {
    TransformerConfiguration(
      vocabularySize: vocabularySize, dim: dim, feedForward: feedForward, heads: heads, encoderLayers: encoderLayers,
      decoderLayers: decoderLayers, normalization: normalization, activation: activation)
  }

  /// Takes over the sizes of a model that is to be trained further.
  public mutating func adopt(_ configuration: TransformerConfiguration) {
    (dim, feedForward, heads) = (configuration.dim, configuration.feedForward, configuration.heads)
    (encoderLayers, decoderLayers) = (configuration.encoderLayers, configuration.decoderLayers)
    (normalization, activation) = (configuration.normalization, configuration.activation)
  }

  var schedule: LearningRateSchedule {
    var schedule = LearningRateSchedule(peak: learnRate, warmup: lrWarmup)
    schedule.initial = lrWarmupStartRate
    schedule.end = afterUpdates
    schedule.cooldown = lrCooldown
    return schedule
  }

  var optimiser: Optimiser.Options {
    var options = Optimiser.Options()
    options.rule = optimizer
    (options.beta1, options.beta2, options.epsilon) = (optimizerParams[0], optimizerParams[1], optimizerParams[2])
    options.weightDecay = weightDecay
    options.clipNorm = clipNorm
    options.smoothing = exponentialSmoothing
    options.precision = precision
    return options
  }

  var batching: BatchSource.Options {
    var options = BatchSource.Options()
    options.batchTokens = miniBatchTokens
    options.maximumLength = maxLength
    options.windowPairs = maxiBatchPairs
    options.bpeDropout = bpeDropout
    options.bothDirections = bothDirections
    options.seed = seed
    return options
  }

  /// The metric that decides which model is best and when to stop.
  var decidingMetric: ValidationMetric {
    ValidationMetric(rawValue: earlyStoppingOn) ?? validMetrics.first ?? .crossEntropy
  }
}
