import Corpora
import Dispatch
import FoundationEssentials
import Subwords
import Tensors
import Transformer

/// Trains a model from parallel text; see ``TrainingOptions`` for what can be chosen.
///
/// The directory `options.model` holds `checkpoint.safetensors`, from which a run goes on, `log.jsonl`, and the models
/// `best` (lowest validation loss) and `last`.
public final class Trainer {
  private let options: TrainingOptions
  private let subwords: SubwordModel
  private let parameters: ParameterVector
  private let optimiser: Adam
  private let parallel: DataParallel
  private let source: BatchSource
  private let validation: [TokenPair]
  private let log: TrainingLog
  private let report: (TrainingEvent) -> Void
  private var state: Checkpoint.State
  private var meter = TrainingMeter()

  /// Reads the data and, if the directory has a checkpoint, goes on from there.
  ///
  /// - Parameter report: called with every line of the log.
  /// - Throws: ``TrainingError``, ``CorpusError``, ``SubwordError`` or ``ModelError``.
  public init(_ options: TrainingOptions, report: @escaping (TrainingEvent) -> Void = { _ in }) throws {
    try options.check()
    self.options = options
    self.report = report
    subwords = try SubwordModel(directory: options.vocab)
    let configuration = options.configuration(vocabularySize: subwords.vocabulary.count)
    if let problem = configuration.problem { throw TrainingError.invalidOption(name: "dim", reason: problem) }
    try FileManager.default.createDirectory(atPath: options.model, withIntermediateDirectories: true)
    parameters = ParameterVector(configuration)
    let workers = WorkerPool(count: options.threads > 0 ? options.threads : ProcessInfo.processInfo.activeProcessorCount)
    let graph = TransformerGraph(
      configuration, labelSmoothing: options.labelSmoothing, maximumLength: options.maxLength)
    parallel = DataParallel(
      parameters, graph: graph, dropout: options.dropout, precision: options.precision,
      shardTokens: options.shardTokens, workers: workers)
    state = try Self.loadState(options)
    optimiser = Adam(options.adam, count: parameters.storage.count, updates: state.update)
    let text = try ParallelText(source: options.trainSets[0], target: options.trainSets[1])
    source = try BatchSource(text, model: subwords, options: options.batching, position: state.position)
    validation = try Self.loadValidation(options, subwords)
    log = try TrainingLog(path: "\(options.model)/log.jsonl")
    try loadNumbers()
  }

  private static func checkpointPath(_ options: TrainingOptions) -> String {
    "\(options.model)/\(Checkpoint.fileName)"
  }

  private static func loadState(_ options: TrainingOptions) throws -> Checkpoint.State {
    let path = checkpointPath(options)
    guard FileManager.default.fileExists(atPath: path) else { return Checkpoint.State(options: options) }
    return try Checkpoint.readState(path)
  }

  private func loadNumbers() throws {
    if state.update > 0 {
      try Checkpoint.read(Self.checkpointPath(options), parameters: parameters, optimiser: optimiser)
    } else {
      var generator = SplitMix64(seed: options.seed, 0)
      parameters.initialize(using: &generator)
    }
  }

  private static func loadValidation(_ options: TrainingOptions, _ subwords: SubwordModel) throws -> [TokenPair] {
    guard !options.validSets.isEmpty else { return [] }
    let text = try ParallelText(source: options.validSets[0], target: options.validSets[1])
    let encoder = try SubwordEncoder(model: subwords)
    return (0..<text.count).compactMap { index in
      let (source, target) = text[index]
      let pair = TokenPair(
        source: encoder.encode(source) + [Vocabulary.endOfSentence],
        target: encoder.encode(target) + [Vocabulary.endOfSentence])
      return max(pair.source.count, pair.target.count) <= options.maxLength ? pair : nil
    }
  }

  /// Number of parameters.
  public var parameterCount: Int { parameters.layout.parameters.reduce(0) { $0 + $1.count } }

  /// The update that the run has reached.
  public var update: Int { state.update }

  /// Trains until a limit is reached or `shouldStop` says so; a checkpoint and the model `last` are written at the end.
  public func run(shouldStop: () -> Bool = { false }) throws {
    while !isFinished && !shouldStop() {
      try takeUpdate()
      if state.update % options.displayFrequency == 0 { display() }
      if state.update % options.validFrequency == 0 { try validate() }
      if state.update % options.saveFrequency == 0 { try save() }
    }
    try save()
  }

  private var isFinished: Bool {
    (options.afterUpdates > 0 && state.update >= options.afterUpdates)
      || (options.afterEpochs > 0 && source.position.epoch >= options.afterEpochs)
      || (options.earlyStopping > 0 && state.validationsWithoutProgress >= options.earlyStopping)
  }

  private func takeUpdate() throws(TrainingError) {
    var sums = LossSums()
    for part in 0..<options.optimizerDelay {
      var generator = SplitMix64(seed: options.seed, 3, state.update, part)
      sums += parallel.forwardBackward(try source.next(), seed: generator.next())
    }
    let rate = options.schedule.rate(at: state.update + 1)
    guard sums.loss.isFinite else { throw .diverged(update: state.update + 1, learningRate: rate) }
    let norm = optimiser.update(
      parameters, gradients: parallel.gradients, tokens: sums.tokens, learningRate: rate, workers: parallel.workers)
    guard norm.isFinite else { throw .diverged(update: state.update + 1, learningRate: rate) }
    state.update += 1
    state.tokens += sums.tokens
    state.position = source.position
    meter.add(sums, gradientNorm: norm, learningRate: rate)
  }

  private func display() {
    emit(meter.flush(event: "train", state))
  }

  private func emit(_ event: TrainingEvent) {
    log.append(event)
    report(event)
  }

  private func validate() throws {
    guard !validation.isEmpty else { return }
    let sums = parallel.loss(validation, parameters: averagedParameters())
    let loss = sums.loss / Double(max(sums.tokens, 1))
    if loss < state.bestLoss ?? .infinity {
      state.bestLoss = loss
      state.validationsWithoutProgress = 0
      try export(to: "best")
    } else {
      state.validationsWithoutProgress += 1
    }
    var event = meter.event("valid", state)
    event.loss = loss
    event.perplexity = sums.perplexity
    emit(event)
  }

  private func save() throws {
    try Checkpoint.write(state, parameters: parameters, optimiser: optimiser, to: Self.checkpointPath(options))
    try export(to: "last")
  }

  /// The moving average of the weights, or the weights themselves where none is kept.
  private func averagedParameters() -> ParameterVector {
    guard let average = optimiser.average else { return parameters }
    let result = ParameterVector(parameters.configuration)
    result.storage.pointer.update(from: average.pointer, count: average.count)
    return result
  }

  private func export(to name: String) throws {
    let path = "\(options.model)/\(name)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try subwords.write(to: path)
    let description = ModelDirectory.Description(
      sourceLanguage: options.sourceLanguage, targetLanguage: options.targetLanguage,
      configuration: parameters.configuration, maximumLength: options.maxLength,
      notes: ["updates": "\(state.update)", "targetTokens": "\(state.tokens)"])
    try ModelDirectory.write(
      description, parameters: averagedParameters(), as: .float16, subwordFiles: [SubwordModel.codesFile, SubwordModel.vocabularyFile], to: path)
  }
}
