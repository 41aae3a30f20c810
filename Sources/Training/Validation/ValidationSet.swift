import Basics
import Corpora
import Decoding
import Evaluation
import Subwords
import Tensors
import Threads
import Transformer
import Translation

/// Text that is held out to judge models by.
struct ValidationSet {
  /// For the loss; pairs that are too long for the model are left out.
  let pairs: [TokenPair]
  /// For translation: all lines.
  let sources: [String]
  let references: [String]

  init(_ options: TrainingOptions, _ subwords: SubwordModel) throws {
    guard !options.validSets.isEmpty else {
      (pairs, sources, references) = ([], [], [])
      return
    }
    let text = try ParallelText(source: options.validSets[0], target: options.validSets[1])
    let lines = (0..<text.count).map { text[$0] }
    var batching = options.batching
    batching.bpeDropout = 0
    let encoder = try PairEncoder(subwords, batching, hints: nil)
    var generator = SplitMix64(seed: options.seed)
    pairs = lines.flatMap { encoder.examples($0.source, $0.target, &generator) }
      .filter { max($0.source.count, $0.target.count) <= options.maxLength }
    (sources, references) = (lines.map(\.source), lines.map(\.target))
  }

  private init(pairs: [TokenPair], sources: [String], references: [String]) {
    (self.pairs, self.sources, self.references) = (pairs, sources, references)
  }

  /// The other direction.
  var reversed: ValidationSet { ValidationSet(pairs: pairs, sources: references, references: sources) }

  var isEmpty: Bool { sources.isEmpty }
}

/// What a validation found.
public struct ValidationResult: Sendable {
  public internal(set) var values: [ValidationMetric: Double] = [:]
  /// Some lines with their translation and reference.
  public internal(set) var samples: [Sample] = []

  public struct Sample: Codable, Sendable, Equatable {
    public let source: String
    public let translation: String
    public let reference: String
  }
}

extension ValidationSet {
  /// Translates all sources, the threads side by side.
  func translate(with translator: ModelTranslator, _ options: TrainingOptions, workers: WorkerPool) throws -> [String] {
    var search = TranslationOptions()
    search.search.beamSize = options.validBeamSize
    search.search.lengthNormalization = options.validNormalize
    let wanted = search
    // Lines of like length together; dealt out in turns, so that the threads are equally busy.
    let order = sources.indices.filter { sources[$0].contains { $0 != " " } }
      .sorted { (sources[$0].utf8.count, $0) > (sources[$1].utf8.count, $1) }
    let chunks = stride(from: 0, to: order.count, by: 32).map { Array(order[$0..<min($0 + 32, order.count)]) }
    let parts = workers.map { worker in
      Result {
        try stride(from: worker, to: chunks.count, by: workers.count).map { chunk in
          let lines = try translator.translate(chunks[chunk].map { sources[$0] }, options: wanted)
          return zip(chunks[chunk], lines).map { ($0, $1.hypotheses.first?.text ?? "") }
        }
      }
    }
    var translations = [String](repeating: "", count: sources.count)
    for part in parts { for (index, text) in try part.get().joined() { translations[index] = text } }
    return translations
  }

  /// BLEU and chrF of translations of all sources.
  func score(_ translations: [String], _ metric: ValidationMetric, _ options: TrainingOptions) throws -> Double {
    guard metric == .bleu else {
      return try ChrF().corpusScore(hypotheses: translations, references: [references]).value
    }
    var configuration = BLEU.Configuration()
    configuration.tokeniser = options.validTokenizer
    return try BLEU(configuration).corpusScore(hypotheses: translations, references: [references]).value
  }

  /// Lines from all over the text.
  func samples(_ translations: [String], count: Int) -> [ValidationResult.Sample] {
    let count = min(count, sources.count)
    return (0..<count).map { index in
      let line = index * sources.count / count
      return ValidationResult.Sample(
        source: sources[line], translation: translations[line], reference: references[line])
    }
  }
}
