import Transformer

/// What can stop a training run.
public enum TrainingError: Error, Sendable {
  case noUsablePairs(maximumLength: Int)
  case notANumber(what: String, update: Int, learningRate: Double)
  case diverged(update: Int, loss: Double, lowest: Double)
  case checkpointMismatch(path: String, reason: String)
  case directoryInUse(path: String)
  case initialModelDiffers(path: String, name: String, model: String, options: String)
  case modelCannotGrow(path: String, name: String, model: String, options: String, reason: String)
  case initialVocabularyDiffers(path: String, vocab: String)
  case nothingToAverage(path: String)
  case noLog(path: String)
  case model(ModelError)
  case notAdaptable(path: String)
  case tooFewCorrections(count: Int, least: Int)
  case invalidOption(name: String, reason: String)
}

extension TrainingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noUsablePairs(let maximumLength):
      "no pair of the training text has 1 to \(maximumLength - 1) tokens on both sides: raise --max-length or check "
        + "the files"
    case .notANumber(let what, let update, let learningRate):
      "the \(what) is not a number at update \(update) (learning rate \(learningRate)): lower --learn-rate, lengthen "
        + "--lr-warmup, lower --clip-norm or choose --precision float32, and start again from the last checkpoint"
    case .diverged(let update, let loss, let lowest):
      "the run has diverged: around update \(update) the mean loss is \(rounded(loss)), after \(rounded(lowest)) at its "
        + "best: lower --learn-rate or lengthen --lr-warmup, and begin anew or from an earlier model (--init); "
        + "--divergence-limit 0 goes on regardless"
    case .checkpointMismatch(let path, let reason):
      "\(path) belongs to another run: \(reason); choose another --model directory or the same settings"
    case .directoryInUse(let path):
      "another process is training in \(path): stop it or choose another --model directory"
    case .initialModelDiffers(let path, let name, let model, let options):
      "\(path) (--init) has --\(name) \(model), not \(options); leave the setting out to take over the model's"
    case .modelCannotGrow(let path, let name, let model, let options, let reason):
      "\(path) (--init) has --\(name) \(model), which cannot become \(options): \(reason); leave the setting out to "
        + "take over the model's"
    case .initialVocabularyDiffers(let path, let vocab):
      "\(vocab) (--vocab) is not the vocabulary of \(path) (--init), nor one that begins with its pieces; leave it out "
        + "to take over the model's"
    case .nothingToAverage(let path):
      "\(path) holds no weights to average: give a run directory with 'checkpoints' (--keep-checkpoints), model "
        + "directories or weights files"
    case .noLog(let path): "\(path) holds no log.jsonl with training events"
    case .notAdaptable(let path):
      "\(path) has parts that only imported models have; training knows the form of models made here only"
    case .tooFewCorrections(let count, let least):
      "\(count) corrections can be learnt from, and fewer than \(least) teach nothing; keep them with 'translate correct', "
        + "which uses them at once"
    case .model(let error): "\(error)"
    case .invalidOption(let name, let reason): "--\(name) \(reason)"
    }
  }

  private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
