extension TrainingKey {
  /// All settings in the order in which they are documented. Names are Marian's where it has the like.
  public static let all: [TrainingKey] =
    data + architecture + regularisation + optimisation + batches + run + validation

  static let data = [
    TrainingKey(
      "train-sets", \.trainSets, "Source and target text, one sentence a line; several pairs of files may follow."),
    TrainingKey(
      "train-weights", \.trainWeights,
      "How often each pair of files is gone through in an epoch; 0.1 draws a new tenth each time. Without: once."),
    TrainingKey("valid-sets", \.validSets, "Source and target text to validate on; without: no validation."),
    TrainingKey("vocab", \.vocab, "Directory with codes.bpe and vocabulary.txt."),
    TrainingKey("model", \.model, "Directory for the checkpoint, the log and the models."),
    TrainingKey("init", \.initialModel, "Model directory whose weights the run begins with (fine-tuning)."),
    TrainingKey("source-language", \.sourceLanguage, "Source language, stored with the model."),
    TrainingKey("target-language", \.targetLanguage, "Target language, stored with the model."),
    TrainingKey(
      "both-directions", \.bothDirections,
      "Train one model for both directions: every pair is learnt both ways.", fixed: true),
    TrainingKey(
      "hints", \.hints, "Directory with the word lists of 'translate dictionary build'; without: no hints."),
    TrainingKey(
      "max-length", \.maxLength,
      "Longest sentence in tokens, end of sentence included; longer pairs are left out and counted.", fixed: true),
  ]

  static let architecture = [
    TrainingKey("dim-emb", \.dim, "Width of the model.", fixed: true),
    TrainingKey("transformer-dim-ffn", \.feedForward, "Width of the feed-forward networks.", fixed: true),
    TrainingKey("transformer-heads", \.heads, "Attention heads; must divide dim-emb.", fixed: true),
    TrainingKey("enc-depth", \.encoderLayers, "Encoder layers.", fixed: true),
    TrainingKey("dec-depth", \.decoderLayers, "Decoder layers.", fixed: true),
    TrainingKey(
      "transformer-norm", \.normalization, "Normalisation after (post) or before (pre) each sublayer.", fixed: true),
    TrainingKey(
      "transformer-ffn-activation", \.activation, "Activation of the feed-forward networks: relu or swish.",
      fixed: true),
  ]

  static let regularisation = [
    TrainingKey("transformer-dropout", \.dropout.residual, "Dropout on embeddings and on outputs of sublayers."),
    TrainingKey("transformer-dropout-attention", \.dropout.attention, "Dropout on attention probabilities."),
    TrainingKey("transformer-dropout-ffn", \.dropout.feedForward, "Dropout inside the feed-forward networks."),
    TrainingKey(
      "label-smoothing", \.labelSmoothing,
      "Share of the probability that is spread evenly over the whole vocabulary, right answer included."),
    TrainingKey("bpe-dropout", \.bpeDropout, "Share of BPE merges left out at random.", fixed: true),
  ]

  static let optimisation = [
    TrainingKey("learn-rate", \.learnRate, "Peak of the learning rate."),
    TrainingKey("lr-warmup", \.lrWarmup, "Updates until the peak; from there the rate falls with the inverse root."),
    TrainingKey("lr-warmup-start-rate", \.lrWarmupStartRate, "Learning rate that the warm-up begins with."),
    TrainingKey(
      "lr-cooldown", \.lrCooldown, "Last updates, before after-updates, over which the rate descends to zero."),
    TrainingKey(
      "optimizer", \.optimizer,
      "adam, or muon: Muon for matrices of layers, Adam for all else; learning rates are alike.",
      fixed: true),
    TrainingKey("optimizer-params", \.optimizerParams, "Adam's beta1, beta2 and epsilon."),
    TrainingKey("optimizer-delay", \.optimizerDelay, "Batches whose gradients are summed for one update."),
    TrainingKey("weight-decay", \.weightDecay, "Decoupled weight decay (AdamW)."),
    TrainingKey("clip-norm", \.clipNorm, "Longest mean gradient; 0: no limit."),
    TrainingKey(
      "exponential-smoothing", \.exponentialSmoothing,
      "Share of the latest update in the moving average of the weights that models are made of; 0: no average."),
    TrainingKey(
      "divergence-limit", \.divergenceLimit,
      "The run stops when the loss stays this many nats above its best mean; 0: never."),
  ]

  static let batches = [
    TrainingKey("mini-batch-words", \.miniBatchTokens, "Target tokens a batch.", fixed: true),
    TrainingKey(
      "shard-words", \.shardTokens, "Target tokens that a worker holds in memory at a time.", fixed: true),
    TrainingKey(
      "maxi-batch-pairs", \.maxiBatchPairs, "Pairs that are encoded, sorted by length and shuffled together.",
      fixed: true),
  ]

  static let run = [
    TrainingKey("after-updates", \.afterUpdates, "Stop after so many updates; 0: no limit."),
    TrainingKey("after-epochs", \.afterEpochs, "Stop after so many passes over the data; 0: no limit."),
    TrainingKey(
      "early-stopping", \.earlyStopping, "Stop when so many validations in a row brought nothing better; 0: never."),
    TrainingKey(
      "early-stopping-on", \.earlyStoppingOn, "The metric that counts for that; without: the first of valid-metrics."),
    TrainingKey("valid-freq", \.validFrequency, "How often to validate: updates, or epochs such as 1e."),
    TrainingKey("save-freq", \.saveFrequency, "How often to write a checkpoint: updates, or epochs such as 1e."),
    TrainingKey("disp-freq", \.displayFrequency, "How often to report progress: updates, or epochs such as 1e."),
    TrainingKey(
      "keep-checkpoints", \.keepCheckpoints,
      "Weights of so many latest checkpoints stay in the directory 'checkpoints', for 'translate train average'."),
    TrainingKey("seed", \.seed, "Seed of everything random.", fixed: true),
    TrainingKey("threads", \.threads, "Worker threads; 0: all cores."),
    TrainingKey(
      "precision", \.precision, "Factors of products: float32, or bfloat16 where the processor has instructions."),
  ]

  static let validation = [
    TrainingKey(
      "valid-metrics", \.validMetrics,
      "What to validate by: cross-entropy, perplexity, bleu, chrf; the best model by each is kept."),
    TrainingKey("valid-beam-size", \.validBeamSize, "Beam of the search for bleu and chrf; 1 is greedy and fast."),
    TrainingKey("valid-normalize", \.validNormalize, "Power of the length by which scores are divided in that search."),
    TrainingKey("valid-tokenizer", \.validTokenizer, "How BLEU cuts words: none, 13a, intl, zh, char."),
    TrainingKey("valid-samples", \.validSamples, "Sample translations to print when validating with bleu or chrf."),
  ]
}
