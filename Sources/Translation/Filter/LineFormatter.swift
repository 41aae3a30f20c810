import FoundationEssentials

/// Writes translated lines in the chosen format.
struct LineFormatter: Sendable {
  let options: LineFilterOptions
  private let encoder: JSONEncoder

  init(options: LineFilterOptions) {
    self.options = options
    encoder = JSONEncoder()
    // Sorted, because otherwise the order of the keys would change from run to run.
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  }

  /// Appends what is written for a line.
  ///
  /// Text is `translation`, or with the fields asked for `number ||| translation ||| alignment ||| score`, as Moses and
  /// Marian have it: the number, from 0, with n-best only, where a line has several rows.
  func append(_ translation: LineTranslation, for line: Line, to output: inout [UInt8]) throws {
    switch options.format {
    case .jsonl:
      output += try encoder.encode(LineRecord(translation))
      output.append(0x0A)
    case .text:
      if line.hasByteOrderMark { output += [0xEF, 0xBB, 0xBF] }
      if options.translation.search.nBest > 1 {
        for hypothesis in translation.hypotheses {
          output += Array("\(translation.number - 1) ||| \(fields(hypothesis))\n".utf8)
        }
      } else if let best = translation.hypotheses.first {
        output += Array(fields(best).utf8)
        output += Array(line.terminator.rawValue.utf8)
      }
    }
  }

  /// The fields of a text line; n-best lists always have a score.
  private func fields(_ hypothesis: TranslationHypothesis) -> String {
    var fields = [hypothesis.text]
    if options.showsAlignment {
      fields.append(hypothesis.alignment.map { "\($0.source)-\($0.target)" }.joined(separator: " "))
    }
    if options.showsScores || options.translation.search.nBest > 1 {
      fields.append(hypothesis.score.roundedForOutput.description)
    }
    return fields.joined(separator: " ||| ")
  }
}

/// A line of JSON lines output.
private struct LineRecord: Encodable {
  var line: Int
  /// Present, and true, where an enormous line goes on in the next record.
  var continued: Bool?
  var source: String
  var sourceTokens: [String]
  var best: HypothesisRecord
  /// Present where more than one translation was asked for.
  var nBest: [HypothesisRecord]?
  var warnings: [String]
  /// How the spans of each sentence came through; present where one did not come through by itself.
  var paths: [String]?
  /// Past translations that were used or shown to the model; present where there were any.
  var memory: [PastRecord]?

  init(_ translation: LineTranslation) {
    line = translation.number
    continued = translation.isContinued ? true : nil
    source = translation.source
    sourceTokens = translation.sourceTokens
    let records = translation.hypotheses.map(HypothesisRecord.init)
    best = records.first ?? HypothesisRecord(TranslationHypothesis(text: ""))
    nBest = records.count > 1 ? records : nil
    warnings = translation.warnings.map(\.rawValue)
    paths = translation.paths.allSatisfy { $0 == .ordinary } ? nil : translation.paths.map(\.rawValue)
    let past = translation.sentences.compactMap(\.past).map(PastRecord.init)
    memory = past.isEmpty ? nil : past
  }

  enum CodingKeys: String, CodingKey {
    case line, continued, source, warnings, paths, memory
    case sourceTokens = "source_tokens"
    case nBest = "n_best"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(line, forKey: .line)
    try container.encodeIfPresent(continued, forKey: .continued)
    try container.encode(source, forKey: .source)
    try container.encode(sourceTokens, forKey: .sourceTokens)
    try container.encodeIfPresent(nBest, forKey: .nBest)
    try container.encode(warnings, forKey: .warnings)
    try container.encodeIfPresent(paths, forKey: .paths)
    try container.encodeIfPresent(memory, forKey: .memory)
    try best.encode(to: encoder)
  }
}

private struct PastRecord: Encodable {
  var source: String
  var translation: String
  var similarity: Double
  var origin: String

  init(_ past: PastTranslation) {
    source = past.source
    translation = past.translation
    similarity = past.similarity.roundedForOutput
    origin = past.origin
  }
}

private struct HypothesisRecord: Encodable {
  var translation: String
  /// Null where the model found no way to an end, which JSON has no number for.
  var score: Double?
  var tokens: [String]
  var tokenScores: [Double?]
  var alignment: [[Int]]

  init(_ hypothesis: TranslationHypothesis) {
    translation = hypothesis.text
    score = hypothesis.score.ifFinite
    tokens = hypothesis.tokens
    tokenScores = hypothesis.tokenScores.map(\.ifFinite)
    alignment = hypothesis.alignment.map { [$0.source, $0.target] }
  }

  enum CodingKeys: String, CodingKey {
    case translation, score, tokens, alignment
    case tokenScores = "token_scores"
  }
}

extension Float {
  /// Four decimals: what comes after them differs between processors.
  fileprivate var roundedForOutput: Double { (Double(self) * 10_000).rounded() / 10_000 + 0 }

  fileprivate var ifFinite: Double? { isFinite ? roundedForOutput : nil }
}
