import Evaluation
import Transformer
import Translation

/// Finds the cheapest beam that translates as well as a wide one.
///
/// Every beam of a grid, of different width and pruned at different thresholds, translates development text; the
/// cheapest whose BLEU comes near enough to that of the widest is chosen. What a beam costs is counted, not timed:
/// multiply-adds of its products, so that the result is the same on every machine.
public struct BeamTuner {
  public typealias AdaptiveBeam = ModelDirectory.AdaptiveBeam

  /// The beam whose BLEU is to be kept.
  public var widest = 5
  /// BLEU that may be lost.
  public var tolerance = 0.1
  public var threads = 1
  /// For each beam narrower than the widest, and for that.
  public var thresholds: [Float] = [0.4, 0.6, 0.8, 1, 1.5, 2]

  private let benchmark: TranslationBenchmark
  private let references: [String]

  /// What one beam has reached.
  public struct Trial: Sendable {
    public let beam: AdaptiveBeam
    public let bleu: Double
    /// Multiply-adds, as a multiple of greedy search's.
    public let cost: Double
  }

  /// - Parameters:
  ///   - sources: development text, a sentence a line.
  ///   - references: their translations.
  public init(modelDirectory: String, direction: LanguagePair? = nil, sources: [String], references: [String]) {
    benchmark = TranslationBenchmark(modelDirectory: modelDirectory, direction: direction, lines: sources)
    self.references = references
  }

  /// Tries all beams.
  ///
  /// - Parameter onTrial: told of each, greedy search first, then the widest beam.
  /// - Returns: the one to use.
  /// - Throws: what ``ModelTranslator`` throws.
  public func tune(onTrial: (Trial) -> Void = { _ in }) throws -> Trial {
    var greedy = 0.0
    func attempt(_ beam: AdaptiveBeam) throws -> Trial {
      let (bleu, multiplications) = try measure(beam)
      if greedy == 0 { greedy = multiplications }
      let trial = Trial(beam: beam, bleu: bleu, cost: multiplications / greedy)
      onTrial(trial)
      return trial
    }
    let simplest = try attempt(AdaptiveBeam(beamSize: 1, pruningThreshold: nil))
    let best = try attempt(AdaptiveBeam(beamSize: widest, pruningThreshold: nil))
    let others = try grid.map(attempt)
    let isGoodEnough = { (trial: Trial) in trial.bleu >= best.bleu - tolerance }
    return ([simplest, best] + others).filter(isGoodEnough).min { $0.cost < $1.cost } ?? best
  }

  private var grid: [AdaptiveBeam] {
    let sizes = Set([2, 3, widest]).filter { (2...widest).contains($0) }.sorted()
    return sizes.flatMap { size in thresholds.map { AdaptiveBeam(beamSize: size, pruningThreshold: $0) } }
  }

  private func measure(_ beam: AdaptiveBeam) throws -> (bleu: Double, multiplications: Double) {
    var setting = TranslationBenchmark.Setting()
    setting.beam = .pruned(beam)
    setting.threads = threads
    // All alike, so that costs compare.
    setting.usesShortlist = false
    let result = try benchmark.measure(setting)
    let bleu = try BLEU().corpusScore(hypotheses: result.translations, references: [references]).value
    return (bleu, result.multiplications)
  }
}
