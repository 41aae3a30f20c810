import Transformer

extension TrainingOptions {
  /// - Throws: ``TrainingError/invalidOption(name:reason:)``.
  func check() throws(TrainingError) {
    try checkData()
    try checkRates()
    try checkCounts()
    try checkValidation()
  }

  private func require(_ holds: Bool, _ name: String, _ reason: String) throws(TrainingError) {
    if !holds { throw .invalidOption(name: name, reason: reason) }
  }

  private func checkData() throws(TrainingError) {
    try require(!trainSets.isEmpty, "train-sets", "is missing: name a source file and a target file")
    try require(trainSets.count % 2 == 0, "train-sets", "needs a target file for every source file")
    try require(
      trainWeights.isEmpty || trainWeights.count == trainSets.count / 2, "train-weights",
      "needs one number for each of the \(trainSets.count / 2) pairs of files, not \(trainWeights.count)")
    try require(
      trainWeights.allSatisfy { $0.isFinite && $0 >= 0 && $0 <= 10_000 } && trainWeights.reduce(1, max) > 0,
      "train-weights", "must lie between 0 and 10000")
    try require(validSets.isEmpty || validSets.count == 2, "valid-sets", "needs a source file and a target file")
    try require(!vocab.isEmpty, "vocab", "is missing: name a directory made by 'translate bpe learn'")
    try require(!model.isEmpty, "model", "is missing: name a directory for checkpoints, log and models")
  }

  private func checkRates() throws(TrainingError) {
    for (name, value) in [
      ("transformer-dropout", dropout.residual), ("transformer-dropout-attention", dropout.attention),
      ("transformer-dropout-ffn", dropout.feedForward), ("label-smoothing", labelSmoothing),
      ("bpe-dropout", Float(bpeDropout)), ("exponential-smoothing", exponentialSmoothing),
    ] { try require((0..<1).contains(value), name, "must be at least 0 and below 1, not \(value)") }
    try require(optimizerParams.count == 3, "optimizer-params", "needs beta1, beta2 and epsilon")
    try require(
      optimizerParams[0..<2].allSatisfy { (0..<1).contains($0) } && optimizerParams[2] > 0, "optimizer-params",
      "needs two numbers from 0 to below 1 and an epsilon above 0")
    try require(
      TransformerConfiguration.Activation.trainable.contains(activation), "transformer-ffn-activation",
      "needs \(TransformerConfiguration.Activation.expectation), not \(activation.rawValue)")
    try require(learnRate.isFinite && learnRate > 0, "learn-rate", "must be above 0")
    try require(clipNorm >= 0 && weightDecay >= 0, "clip-norm", "and --weight-decay must not be negative")
    try require(lrCooldown == 0 || afterUpdates > 0, "lr-cooldown", "needs --after-updates")
    try require(divergenceLimit >= 0, "divergence-limit", "must not be negative; 0 turns it off")
  }

  private func checkCounts() throws(TrainingError) {
    for (name, value) in [
      ("mini-batch-words", miniBatchTokens), ("optimizer-delay", optimizerDelay), ("shard-words", shardTokens),
      ("maxi-batch-pairs", maxiBatchPairs), ("valid-beam-size", validBeamSize),
    ] { try require(value > 0, name, "must be at least 1, not \(value)") }
    for (name, value) in [
      ("after-updates", afterUpdates), ("after-epochs", afterEpochs), ("early-stopping", earlyStopping),
      ("keep-checkpoints", keepCheckpoints), ("lr-warmup", lrWarmup), ("lr-cooldown", lrCooldown),
      ("threads", threads), ("valid-samples", validSamples),
    ] { try require(value >= 0, name, "must not be negative, but is \(value)") }
    try require(maxLength >= 2, "max-length", "must be at least 2")
  }

  private func checkValidation() throws(TrainingError) {
    try require(!validMetrics.isEmpty, "valid-metrics", "needs at least one metric")
    try require(
      earlyStoppingOn.isEmpty || validMetrics.contains { $0.rawValue == earlyStoppingOn }, "early-stopping-on",
      "is '\(earlyStoppingOn)', which is none of --valid-metrics (\(validMetrics.texts.joined(separator: " ")))")
  }
}
