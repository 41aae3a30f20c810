import Transformer

/// What can stop a training run.
public enum TrainingError: Error, Sendable {
  case noUsablePairs(maximumLength: Int)
  case diverged(update: Int, learningRate: Double)
  case checkpointMismatch(path: String, reason: String)
  case model(ModelError)
  case invalidOption(name: String, reason: String)
}

extension TrainingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noUsablePairs(let maximumLength):
      "no pair of the training text has 1 to \(maximumLength) tokens on both sides: raise --max-length or check the files"
    case .diverged(let update, let learningRate):
      "the loss is not a number at update \(update) (learning rate \(learningRate)): "
        + "lower --learn-rate, lengthen --lr-warmup or lower --clip-norm, and start again from the last checkpoint"
    case .checkpointMismatch(let path, let reason):
      "\(path) belongs to another run: \(reason); choose another --model directory or the same options"
    case .model(let error): "\(error)"
    case .invalidOption(let name, let reason): "--\(name): \(reason)"
    }
  }
}
