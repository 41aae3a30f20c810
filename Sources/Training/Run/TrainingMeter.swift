/// Gathers what happened since the last line of progress.
struct TrainingMeter {
  private let start = ContinuousClock.now
  private var last = ContinuousClock.now
  private var sums = LossSums()
  private var gradientNorm = 0.0
  private var learningRate = 0.0
  private var updates = 0

  mutating func add(_ sums: LossSums, gradientNorm: Double, learningRate: Double) {
    self.sums += sums
    self.gradientNorm += gradientNorm
    self.learningRate = learningRate
    updates += 1
  }

  /// An event with the time and place of the run.
  func event(_ name: String, _ state: Checkpoint.State) -> TrainingEvent {
    TrainingEvent(
      event: name, update: state.update, epoch: state.position.epoch + 1, seconds: Self.seconds(from: start),
      tokens: state.tokens)
  }

  /// The event of all that was added since the last call.
  mutating func flush(event name: String, _ state: Checkpoint.State) -> TrainingEvent {
    var event = event(name, state)
    event.loss = sums.loss / Double(max(sums.tokens, 1))
    event.perplexity = sums.perplexity
    event.learningRate = learningRate
    event.gradientNorm = gradientNorm / Double(max(updates, 1))
    let seconds = max(Self.seconds(from: last), 1e-9)
    event.tokensPerSecond = Double(sums.tokens) / seconds
    event.updatesPerSecond = Double(updates) / seconds
    (sums, gradientNorm, updates, last) = (LossSums(), 0, 0, ContinuousClock.now)
    return event
  }

  private static func seconds(from time: ContinuousClock.Instant) -> Double {
    (ContinuousClock.now - time) / .seconds(1)
  }
}
