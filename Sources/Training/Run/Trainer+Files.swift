import FoundationEssentials
import IO
import Subwords
import Transformer

extension Trainer {
  /// Writes what the run goes on from, then the model `last`.
  ///
  /// - Parameter isDue: whether it is time for a checkpoint; only such ones are kept for averaging, so that a run that
  ///   was interrupted keeps the same ones as one that was not.
  func save(isDue: Bool) throws {
    try Checkpoint.write(
      state, parameters: parameters, optimiser: optimiser, to: RunDirectory.checkpointPath(options))
    if isDue, options.keepCheckpoints > 0 {
      try RunDirectory.keep(parameters, update: state.update, count: options.keepCheckpoints, in: options.model)
    }
    try export(averagedParameters(), to: "last")
  }

  /// The moving average of the weights, or the weights themselves where none is kept.
  func averagedParameters() -> ParameterVector {
    guard let average = optimiser.average, state.update > 0 else { return parameters }
    let result = ParameterVector(parameters.configuration)
    result.storage.pointer.update(from: average.pointer, count: average.count)
    return result
  }

  var description: ModelDirectory.Description {
    var description = ModelDirectory.Description(
      sourceLanguage: options.sourceLanguage, targetLanguage: options.targetLanguage,
      configuration: parameters.configuration, maximumLength: options.maxLength,
      placeholders: source.holdsPlaceholders ? true : state.beganWithPlaceholders,
      notes: ["updates": "\(state.update)", "targetTokens": "\(state.tokens)", "training": options.portable.yaml])
    if options.bothDirections {
      let (source, target) = (options.sourceLanguage, options.targetLanguage)
      description.directions = [
        .init(source: source, target: target, prefix: [ControlToken.forward.id]),
        .init(source: target, target: source, prefix: [ControlToken.backward.id]),
      ]
    }
    description.heedsHints = options.hints.isEmpty ? state.beganWithHints : true
    description.heedsPast = source.holdsPast ? true : state.beganWithPast
    return description
  }

  func export(_ parameters: ParameterVector, to name: String) throws {
    let path = "\(options.model)/\(name)"
    try Directory<ModelError>.make(path)
    try subwords.write(to: path)
    try ModelDirectory.write(
      description, parameters: parameters, as: .float16,
      subwordFiles: [SubwordModel.codesFile, SubwordModel.vocabularyFile], to: path)
  }
}
