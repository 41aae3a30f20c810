import Tensors
import Transformer

/// Everything that determines a training run. Names follow Marian's options where it has one.
public struct TrainingOptions: Codable, Equatable, Sendable {
  /// Source and target text, one sentence a line.
  public var trainSets: [String]
  /// Source and target text to validate on; empty: no validation.
  public var validSets: [String] = []
  /// Directory with `codes.bpe` and `vocabulary.txt`.
  public var vocab: String
  /// Directory for checkpoints, log and models.
  public var model: String
  public var sourceLanguage = "en"
  public var targetLanguage = "de"

  public var dim = 256
  public var feedForward = 1024
  public var heads = 8
  public var encoderLayers = 6
  public var decoderLayers = 2
  public var normalization = TransformerConfiguration.Normalization.post
  public var activation = TransformerConfiguration.Activation.relu

  public var dropout = DropoutRates()
  public var labelSmoothing: Float = 0.1
  public var learnRate = 0.0007
  /// Updates until the learning rate reaches `learnRate`.
  public var lrWarmup = 4000
  /// Rate before the first update.
  public var lrInitial = 0.0
  /// Updates at the end of the run over which the rate descends to zero; needs `afterUpdates`.
  public var lrCooldown = 0
  public var adamBetas: [Float] = [0.9, 0.98]
  public var adamEpsilon: Float = 1e-9
  public var weightDecay: Float = 0
  public var clipNorm: Float = 1
  /// Weight of the latest update in the moving average of the weights that validation and models use; 0: off.
  public var exponentialSmoothing: Float = 1e-4

  /// Target tokens a batch.
  public var miniBatchTokens = 4096
  /// Batches whose gradients are summed for one update.
  public var optimizerDelay = 1
  /// Target tokens that a worker holds in memory at a time.
  public var shardTokens = 1024
  /// Longest sentence in tokens, end of sentence included; longer pairs are left out and counted.
  public var maxLength = 128
  /// Pairs shuffled and sorted by length together.
  public var maxiBatchPairs = 20_000
  public var bpeDropout = 0.0

  /// Stop after so many updates; 0: no limit.
  public var afterUpdates = 0
  /// Stop after so many passes over the data; 0: no limit.
  public var afterEpochs = 0
  /// Stop when so many validations in a row brought no better loss; 0: never.
  public var earlyStopping = 10
  /// Updates between validations, checkpoints and lines of progress.
  public var validFrequency = 1000
  public var saveFrequency = 1000
  public var displayFrequency = 100
  public var seed: UInt64 = 1
  public var threads = 0
  public var precision = ProductPrecision.fastest

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

  var schedule: LearningRateSchedule {
    var schedule = LearningRateSchedule(peak: learnRate, warmup: lrWarmup)
    schedule.initial = lrInitial
    schedule.end = afterUpdates
    schedule.cooldown = lrCooldown
    return schedule
  }

  var adam: Adam.Options {
    var options = Adam.Options()
    (options.beta1, options.beta2) = (adamBetas[0], adamBetas[1])
    options.epsilon = adamEpsilon
    options.weightDecay = weightDecay
    options.clipNorm = clipNorm
    options.smoothing = exponentialSmoothing
    return options
  }

  var batching: BatchSource.Options {
    var options = BatchSource.Options()
    options.batchTokens = miniBatchTokens
    options.maximumLength = maxLength
    options.windowPairs = maxiBatchPairs
    options.bpeDropout = bpeDropout
    options.seed = seed
    return options
  }

  /// - Throws: ``TrainingError/invalidOption(name:reason:)``.
  func check() throws(TrainingError) {
    func require(_ holds: Bool, _ name: String, _ reason: String) throws(TrainingError) {
      if !holds { throw .invalidOption(name: name, reason: reason) }
    }
    try require(trainSets.count == 2, "train-sets", "needs a source file and a target file")
    try require(validSets.isEmpty || validSets.count == 2, "valid-sets", "needs a source file and a target file")
    try require(adamBetas.count == 2, "adam-betas", "needs two numbers")
    try require(lrCooldown == 0 || afterUpdates > 0, "lr-cooldown", "needs --after-updates")
    try require((0..<1).contains(dropout.residual), "transformer-dropout", "must be at least 0 and below 1")
    try require((0..<1).contains(labelSmoothing), "label-smoothing", "must be at least 0 and below 1")
    for (name, value) in [
      ("mini-batch-words", miniBatchTokens), ("optimizer-delay", optimizerDelay), ("shard-words", shardTokens),
      ("max-length", maxLength), ("valid-freq", validFrequency), ("save-freq", saveFrequency),
      ("disp-freq", displayFrequency),
    ] { try require(value > 0, name, "must be at least 1") }
  }
}
