import Basics
import Corpora
import Tensors
import Text
import Threads
import Transformer
import Translation

/// Adapts a model to what people have corrected: a ``WeightDelta`` is learnt from corrections, mixed with general text so
/// that nothing else is forgotten, until held-out corrections are not learnt any better.
///
/// The model itself is not changed. A run takes minutes and keeps nothing on disk until it is done.
public final class Adaptation {
  private let options: AdaptationOptions
  private let directory: ModelDirectory
  private let languages: LanguagePair
  private let text: AdaptationText
  private let optimiser: LowRankOptimiser
  private let parallel: DataParallel

  /// A look at how it goes.
  public struct Progress: Sendable {
    public let update: Int
    /// Mean loss of held-out corrections, in nats a token.
    public let heldOutLoss: Double
    public let tokens: Int
  }

  /// What a share of what was learnt is worth.
  public struct Trial: Sendable {
    public let share: Float
    public let scores: AdaptationScores
  }

  /// What has come of it.
  public struct Outcome: Sendable {
    /// Nil where no change is good enough to be kept.
    public let delta: WeightDelta?
    public let before: AdaptationScores
    public let after: AdaptationScores
    /// How much of what was learnt is in the delta: less than 1 where all of it would have cost too much elsewhere.
    public let share: Float
    public let updates: Int
    public let learnt: Int
    public let heldOut: Int
    /// Corrections that training could not use.
    public let unusable: Int
  }

  /// - Parameters:
  ///   - model: a model directory, one that was made here.
  ///   - languages: which of the model's directions; nil: its first.
  ///   - corrections: sources and what their translations are to be.
  ///   - general: text of any kind in the same direction; a quarter of it shows what is lost, the rest is learnt again.
  /// - Throws: ``TrainingError/notAdaptable(path:)``, ``TrainingError/tooFewCorrections(count:least:)``, ``ModelError``.
  public init(
    model path: String, languages: LanguagePair? = nil, corrections: [TextPair], general: [TextPair],
    options: AdaptationOptions = AdaptationOptions()
  ) throws {
    try options.check()
    try OpenBLAS.open()
    self.options = options
    directory = try ModelDirectory(path: path)
    let configuration = directory.description.configuration
    guard configuration.isTrainable else { throw TrainingError.notAdaptable(path: path) }
    let translator = try Self.translator(directory, nil, languages)
    self.languages = LanguagePair(source: translator.sourceLocale, target: translator.targetLocale)
    text = try AdaptationText(translator, corrections: corrections, general: general, options)
    let workers = WorkerPool(count: options.threads)
    optimiser = LowRankOptimiser(
      WeightDelta(configuration, base: directory.weightsChecksum, rank: options.rank),
      base: try ParameterVector(configuration, from: directory.weights()), workers: workers, seed: options.seed)
    parallel = DataParallel(
      optimiser.parameters,
      graph: TransformerGraph(
        configuration, labelSmoothing: 0.1, maximumLength: directory.description.maximumLength),
      dropout: .none, precision: options.precision, shardTokens: 1024, workers: workers)
  }

  private static func translator(
    _ directory: ModelDirectory, _ delta: WeightDelta?, _ languages: LanguagePair?
  ) throws -> ModelTranslator {
    try ModelTranslator(directory, delta: delta, precision: .int8)
      .translating(from: languages?.source, to: languages?.target)
  }

  /// Learns, and judges what was learnt.
  ///
  /// - Parameters:
  ///   - shouldStop: asked between updates; what was learnt until then is judged and kept.
  ///   - report: called at every look at held-out corrections.
  ///   - onTrial: called for every share of what was learnt that is tried.
  public func run(
    shouldStop: () -> Bool = { false }, report: (Progress) -> Void = { _ in }, onTrial: (Trial) -> Void = { _ in }
  ) throws -> Outcome {
    let before = try scores(nil)
    let updates = try learn(shouldStop, report)
    return try judged(before, updates, onTrial)
  }

  /// Ends with the best delta in place.
  private func learn(_ shouldStop: () -> Bool, _ report: (Progress) -> Void) throws -> Int {
    let storage = optimiser.delta.storage
    var best = (loss: heldOutLoss, numbers: numbers, update: 0)
    var batches = AdaptationBatches(text, options)
    let updates = min(options.updates, max(AdaptationOptions.fewestUpdates, batches.count * options.rounds))
    let interval = max(10, updates / 10)
    var (tokens, looksWithoutProgress) = (0, 0)
    for update in 1...updates where looksWithoutProgress < AdaptationOptions.patience {
      if shouldStop() { break }
      let sums = parallel.forwardBackward(batches.next(), seed: options.seed)
      tokens += sums.tokens
      // What the last steps leave behind is noise that costs more elsewhere than what it teaches: they are small.
      let rate =
        options.learnRate
        * min(Double(update) / Double(AdaptationOptions.warmup), Double(updates + 1 - update) / Double(updates))
      let norm = optimiser.update(gradients: parallel.gradients, tokens: max(1, sums.tokens), learningRate: rate)
      guard sums.loss.isFinite, norm.isFinite else {
        throw TrainingError.notANumber(what: "loss", update: update, learningRate: rate)
      }
      guard update % interval == 0 || update == updates else { continue }
      let loss = heldOutLoss
      report(Progress(update: update, heldOutLoss: loss, tokens: tokens))
      looksWithoutProgress += 1
      if loss < best.loss {
        best = (loss, numbers, update)
        looksWithoutProgress = 0
      }
    }
    for (index, number) in best.numbers.enumerated() { storage.pointer[index] = number }
    return best.update
  }

  private var numbers: [Float] {
    let storage = optimiser.delta.storage
    return Array(UnsafeBufferPointer(start: storage.pointer, count: storage.count))
  }

  private var heldOutLoss: Double {
    let sums = parallel.loss(text.heldOutTokens, parameters: optimiser.parameters)
    return sums.loss / Double(max(1, sums.tokens))
  }

  /// The largest share of what was learnt that loses no more on general text than it may.
  private func judged(_ before: AdaptationScores, _ updates: Int, _ onTrial: (Trial) -> Void) throws -> Outcome {
    let shares: [Float] = updates == 0 ? [] : [1, 0.85, 0.7, 0.55, 0.4, 0.25]
    var after = before
    for (index, share) in shares.enumerated() {
      optimiser.delta.scale(by: share / (index == 0 ? 1 : shares[index - 1]))
      after = try scores(optimiser.delta)
      onTrial(Trial(share: share, scores: after))
      guard Self.keeps(before, after, options.tolerance) else { continue }
      guard after.corrections.chrF > before.corrections.chrF else { break }
      return outcome(optimiser.delta, before, after, share, updates)
    }
    return outcome(nil, before, after, 0, updates)
  }

  private static func keeps(_ before: AdaptationScores, _ after: AdaptationScores, _ tolerance: Double) -> Bool {
    guard let old = before.general, let new = after.general else { return true }
    return new.bleu >= old.bleu - tolerance
  }

  private func scores(_ delta: WeightDelta?) throws -> AdaptationScores {
    try AdaptationScores(try Self.translator(directory, delta, languages), text, threads: options.threads)
  }

  private func outcome(
    _ delta: WeightDelta?, _ before: AdaptationScores, _ after: AdaptationScores, _ share: Float, _ updates: Int
  ) -> Outcome {
    Outcome(
      delta: delta, before: before, after: after, share: share, updates: updates, learnt: text.training.count,
      heldOut: text.heldOut.count, unusable: text.unusable)
  }
}
