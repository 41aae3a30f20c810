import Transformer
import Translation

extension Trainer {
  /// Judges the model, keeps it where it is the best so far, and counts validations without progress.
  func validate() throws {
    let parameters = averagedParameters()
    let result = try judge(parameters)
    var event = meter.event("valid", state)
    event.loss = result.values[.crossEntropy]
    event.perplexity = result.values[.perplexity]
    event.bleu = result.values[.bleu]
    event.chrf = result.values[.chrf]
    event.samples = result.samples.isEmpty ? nil : result.samples
    event.improved = try keepBest(result, parameters)
    emit(event)
  }

  private func judge(_ parameters: ParameterVector) throws -> ValidationResult {
    var result = ValidationResult()
    let sums = parallel.loss(validation.pairs, parameters: parameters)
    result.values[.crossEntropy] = sums.loss / Double(max(sums.tokens, 1))
    result.values[.perplexity] = sums.perplexity
    let metrics = options.validMetrics.filter(\.needsTranslation)
    guard !metrics.isEmpty else { return result }
    let translator = try ModelTranslator(parameters, subwords: subwords, description: description)
    var sets = [(translator, validation)]
    if options.bothDirections {
      let back = try translator.translating(from: options.targetLanguage, to: options.sourceLanguage)
      sets.append((back, validation.reversed))
    }
    for (translator, set) in sets {
      let translations = try set.translate(with: translator, options, workers: parallel.workers)
      // Of two directions the mean.
      for metric in metrics {
        result.values[metric, default: 0] += try set.score(translations, metric, options) / Double(sets.count)
      }
      result.samples += set.samples(translations, count: options.validSamples)
    }
    return result
  }

  /// Writes the model under the name of each metric by which it is the best so far.
  ///
  /// - Returns: those metrics.
  private func keepBest(_ result: ValidationResult, _ parameters: ParameterVector) throws -> [String] {
    var improved: [String] = []
    let deciding = options.decidingMetric
    state.validationsWithoutProgress += 1
    for metric in options.validMetrics {
      guard let value = result.values[metric], value.isFinite else { continue }
      if let best = state.best[metric.rawValue], metric.lowerIsBetter ? value >= best : value <= best { continue }
      state.best[metric.rawValue] = value
      if metric == deciding { state.validationsWithoutProgress = 0 }
      improved.append(metric.rawValue)
      try export(parameters, to: metric == deciding ? "best" : "best-\(metric.rawValue)")
    }
    return improved
  }
}
