import FoundationEssentials
import Glibc

/// What a run reports, one JSON object a line in `log.jsonl`; appended to when the run goes on.
///
/// `event` is `start` (also where a run goes on: what the log says of later updates is void then), `train`, `valid`,
/// `epoch` or `stop`.
public struct TrainingEvent: Codable, Sendable {
  public var event: String
  public var update: Int
  public var epoch: Int
  /// Seconds since this process began to train.
  public var seconds: Double
  /// Label-smoothed cross-entropy a target token, in nats.
  public var loss: Double?
  public var perplexity: Double?
  public var learningRate: Double?
  public var gradientNorm: Double?
  /// Target tokens a second since the last line.
  public var tokensPerSecond: Double?
  public var updatesPerSecond: Double?
  /// Target tokens trained on in the whole run.
  public var tokens: Int?
  public var bleu: Double?
  public var chrf: Double?
  /// Metrics by which this validation is the best so far.
  public var improved: [String]?
  public var samples: [ValidationResult.Sample]?
  /// Pairs that the pass left out.
  public var skipped: SkippedPairs?
}

/// Appends events to a file as they come.
final class TrainingLog {
  private let descriptor: Int32
  private let encoder = JSONEncoder()

  init(path: String) throws(TrainingError) {
    descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .model(.unwritable(path: path, reason: String(cString: strerror(errno))))
    }
    encoder.outputFormatting = .sortedKeys
  }

  deinit { close(descriptor) }

  /// Keeps other processes from training in the same directory, until this one ends.
  func lock() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

  /// A log that cannot be written is not worth a run: errors are passed over.
  func append(_ event: TrainingEvent) {
    guard let json = try? encoder.encode(event) else { return }
    let line = [UInt8](json) + [UInt8(ascii: "\n")]
    _ = write(descriptor, line, line.count)
  }
}
