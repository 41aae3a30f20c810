import Glibc
import Training

/// Shows on standard error how a run goes: a line that is written over on a terminal, plain lines elsewhere.
final class TrainingProgress {
  private let options: TrainingOptions
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var lineIsOpen = false

  init(_ options: TrainingOptions) { self.options = options }

  func show(_ event: TrainingEvent) {
    switch event.event {
    case "train": update(event)
    case "valid": validation(event)
    case "epoch": epoch(event)
    default: break
    }
  }

  /// Leaves the last line standing.
  func finish() {
    if lineIsOpen { StandardError.print("") }
    lineIsOpen = false
  }

  private func update(_ event: TrainingEvent) {
    var text =
      "update \(event.update) epoch \(event.epoch) loss \(fixed(event.loss, 4)) ppl \(fixed(event.perplexity, 2)) "
      + "rate \(fixed(event.learningRate, 6)) norm \(fixed(event.gradientNorm, 2)) "
      + "\(fixed(event.tokensPerSecond, 0)) tokens/s"
    if let left = timeLeft(event) { text += ", \(left) left" }
    guard isTerminal else { return StandardError.print(text) }
    var stream = StandardError()
    stream.write("\r\(text)\u{1B}[K")
    lineIsOpen = true
  }

  private func validation(_ event: TrainingEvent) {
    finish()
    var text = "valid  update \(event.update) epoch \(event.epoch)"
    for (name, value, digits) in [
      ("loss", event.loss, 4), ("ppl", event.perplexity, 2), ("BLEU", event.bleu, 2), ("chrF", event.chrf, 2),
    ] where value != nil { text += " \(name) \(fixed(value, digits))" }
    if let improved = event.improved, !improved.isEmpty { text += " (best \(improved.joined(separator: ", ")))" }
    StandardError.print(text)
    for sample in event.samples ?? [] {
      StandardError.print("  source      \(sample.source)")
      StandardError.print("  translation \(sample.translation)")
      StandardError.print("  reference   \(sample.reference)")
    }
  }

  private func epoch(_ event: TrainingEvent) {
    guard let skipped = event.skipped, skipped.empty + skipped.overlong > 0 else { return }
    finish()
    StandardError.print(
      "epoch \(event.epoch): of \(skipped.pairs) pairs, \(skipped.overlong) had more than \(options.maxLength) tokens "
        + "(--max-length) and \(skipped.empty) were empty; they are left out")
  }

  /// Until the last update, if the run has one.
  private func timeLeft(_ event: TrainingEvent) -> String? {
    guard options.afterUpdates > event.update, let rate = event.updatesPerSecond, rate > 0 else { return nil }
    let seconds = Int(Double(options.afterUpdates - event.update) / rate)
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    return hours > 0 ? "\(hours) h \(minutes) min" : minutes > 0 ? "\(minutes) min" : "\(seconds) s"
  }

  private func fixed(_ value: Double?, _ digits: Int) -> String { value.map { decimal($0, digits) } ?? "-" }
}

/// `value` with `digits` decimals.
func decimal(_ value: Double, _ digits: Int) -> String {
  guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
  let factor = pow(10.0, Double(digits))
  let scaled = Int((abs(value) * factor).rounded())
  let whole = "\(value < 0 ? "-" : "")\(scaled / Int(factor))"
  guard digits > 0 else { return whole }
  let fraction = "\(scaled % Int(factor))"
  return whole + "." + String(repeating: "0", count: digits - fraction.count) + fraction
}
