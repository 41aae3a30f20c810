import Basics
import Corpora
import FoundationEssentials
import Subwords
import Tensors
import Threads
import Transformer

/// Trains a model from parallel text; see ``TrainingKey/all`` for what can be chosen.
///
/// The directory `options.model` holds `checkpoint.safetensors`, from which a run goes on, `config.yaml`, `log.jsonl`,
/// the models `last` and `best` (by the metric that decides), `best-bleu` and the like (by the other metrics), and, if
/// asked for, weights of the latest checkpoints.
public final class Trainer {
  let options: TrainingOptions
  let subwords: SubwordModel
  let parameters: ParameterVector
  let optimiser: Optimiser
  let parallel: DataParallel
  let source: BatchSource
  let validation: ValidationSet
  let log: TrainingLog
  private let report: (TrainingEvent) -> Void
  var state: Checkpoint.State
  var meter = TrainingMeter()
  /// Settings that have changed since the run began, and how the model it begins with has grown, as sentences for the
  /// user.
  public let notes: [String]

  /// Why a run has stopped.
  public enum Outcome: Sendable, Equatable {
    case reachedUpdates, reachedEpochs, noMoreProgress, interrupted
  }

  /// Reads the data and, if the directory has a checkpoint, goes on from there.
  ///
  /// - Parameter report: called with every line of the log.
  /// - Throws: ``TrainingError``, ``CorpusError``, ``SubwordError``, ``ModelError`` or ``OpenBLASError``.
  public init(_ options: TrainingOptions, report: @escaping (TrainingEvent) -> Void = { _ in }) throws {
    try options.check()
    // Validation runs in float32 whatever the precision.
    try OpenBLAS.open()
    self.options = options
    self.report = report
    try InstructionSet.check()
    subwords = try SubwordModel(directory: options.vocab)
    let configuration = options.configuration(vocabularySize: subwords.vocabulary.count)
    if let problem = configuration.problem { throw TrainingError.invalidOption(name: "dim-emb", reason: problem) }
    log = try RunDirectory.open(options.model)
    let stamps = try DataStamps(options)
    let (state, changes) = try RunDirectory.loadState(options, stamps)
    let begins = state.update == 0 && !options.initialModel.isEmpty
    let initial = begins ? try InitialModel(options, vocabulary: subwords.vocabulary) : nil
    self.state = state
    notes = changes + (initial?.notes ?? [])
    parameters = ParameterVector(configuration)
    parallel = DataParallel(
      parameters,
      graph: TransformerGraph(configuration, labelSmoothing: options.labelSmoothing, maximumLength: options.maxLength),
      dropout: options.dropout, precision: options.precision, shardTokens: options.shardTokens,
      workers: WorkerPool(count: options.threads > 0 ? options.threads : availableProcessors))
    optimiser = Optimiser(options.optimiser, layout: parameters.layout, updates: state.update)
    source = try Self.openText(options, subwords, state.position)
    validation = try ValidationSet(options, subwords)
    try loadNumbers(initial)
    self.state.settings = options.settings
    self.state.stamps = stamps
    try RunDirectory.writeConfiguration(options)
  }

  private static func openText(
    _ options: TrainingOptions, _ subwords: SubwordModel, _ position: DataPosition
  ) throws -> BatchSource {
    let texts = try stride(from: 0, to: options.trainSets.count, by: 2).map {
      try ParallelText(source: options.trainSets[$0], target: options.trainSets[$0 + 1])
    }
    let mixture = TextMixture(texts, weights: options.trainWeights)
    let hints =
      options.hints.isEmpty
      ? nil
      : try TrainingHints(directory: options.hints, source: options.sourceLanguage, target: options.targetLanguage)
    return try BatchSource(mixture, model: subwords, options: options.batching, hints: hints, position: position)
  }

  private func loadNumbers(_ initial: InitialModel?) throws {
    if state.update > 0 {
      let path = RunDirectory.checkpointPath(options)
      return try Checkpoint.read(path, parameters: parameters, optimiser: optimiser)
    }
    var generator = SplitMix64(seed: options.seed, 0)
    guard let initial else { return parameters.initialize(using: &generator) }
    try initial.fill(parameters, using: &generator)
    state.beganWithPlaceholders = initial.knowsPlaceholders
    state.beganWithHints = initial.heedsHints
    state.beganWithPast = initial.heedsPast
  }

  /// Number of parameters.
  public var parameterCount: Int { parameters.layout.parameters.reduce(0) { $0 + $1.count } }

  /// The update that the run has reached.
  public var update: Int { state.update }

  /// Trains until a limit is reached or `shouldStop`, asked between updates, says so; a checkpoint and the model `last`
  /// are written at the end.
  public func run(shouldStop: () -> Bool = { false }) throws -> Outcome {
    emit(meter.event("start", state))
    var savedUpdate = -1
    while true {
      let outcome = shouldStop() ? .interrupted : finished
      if let outcome {
        if savedUpdate != state.update { try save(isDue: false) }
        emit(meter.event("stop", state))
        return outcome
      }
      let epoch = state.position.epoch
      try takeUpdate()
      func isDue(_ frequency: Frequency) -> Bool {
        frequency.isDue(
          update: state.update, epochs: state.position.epoch, endsEpoch: state.position.epoch > epoch)
      }
      if isDue(options.displayFrequency) { emit(meter.flush(event: "train", state)) }
      if state.position.epoch > epoch { endEpoch() }
      if isDue(options.validFrequency), !validation.isEmpty { try validate() }
      if isDue(options.saveFrequency) {
        try save(isDue: true)
        savedUpdate = state.update
      }
    }
  }

  private var finished: Outcome? {
    if options.afterUpdates > 0, state.update >= options.afterUpdates { return .reachedUpdates }
    if options.afterEpochs > 0, state.position.epoch >= options.afterEpochs { return .reachedEpochs }
    if options.earlyStopping > 0, state.validationsWithoutProgress >= options.earlyStopping { return .noMoreProgress }
    return nil
  }

  private func takeUpdate() throws(TrainingError) {
    var sums = LossSums()
    for part in 0..<options.optimizerDelay {
      var generator = SplitMix64(seed: options.seed, 3, state.update, part)
      sums += parallel.forwardBackward(try source.next(), seed: generator.next())
    }
    let update = state.update + 1
    let rate = options.schedule.rate(at: update)
    guard sums.loss.isFinite else { throw .notANumber(what: "loss", update: update, learningRate: rate) }
    let norm = optimiser.update(
      parameters, gradients: parallel.gradients, tokens: sums.tokens, learningRate: rate, workers: parallel.workers)
    guard norm.isFinite else { throw .notANumber(what: "gradient", update: update, learningRate: rate) }
    state.update = update
    state.tokens += sums.tokens
    state.position = source.position
    meter.add(sums, gradientNorm: norm, learningRate: rate)
    let loss = sums.loss / Double(max(sums.tokens, 1))
    if let found = state.divergence.add(loss, limit: options.divergenceLimit) {
      throw .diverged(update: update, loss: found.mean, lowest: found.lowest)
    }
  }

  private func endEpoch() {
    var event = meter.event("epoch", state)
    event.epoch = state.position.epoch
    event.skipped = source.takeSkipped()
    emit(event)
  }

  func emit(_ event: TrainingEvent) {
    log.append(event)
    report(event)
  }
}
