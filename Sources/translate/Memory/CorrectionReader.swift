import ArgumentParser
import Corpora
import Memory
import Text
import Training

/// Reads what is to be learnt: of files, or of the memory's corrections.
struct CorrectionReader {
  private let languages: LanguagePair

  init(_ languages: LanguagePair) { self.languages = languages }

  /// What is no translation that anybody should learn is left out, and told.
  func pairs(in files: [String], orOf memory: PastFileOption) throws -> [TextPair] {
    let intake = CorrectionIntake()
    if files.isEmpty {
      var filter = PastStore.Filter()
      filter.languages(languages)
      filter.kind(.correction)
      try memory.open().forEach(filter) { intake.add($0) }
    }
    for path in files {
      try TranslationFile(path: path, languages: languages).readRows { [languages] row in
        intake.add(PastUnit(languages, row.source, row.target, kind: .correction, origin: path, created: 0))
      }
    }
    StandardError.print(String("\(intake.pairs.count) corrections\n\(intake.refusals.summary)".dropLast()))
    return intake.pairs
  }
}

private final class CorrectionIntake {
  private(set) var pairs: [TextPair] = []
  private(set) var refusals = UnitRefusals()

  func add(_ unit: PastUnit) {
    if !refusals.refuses(unit) { pairs.append(TextPair(unit.source, unit.target)) }
  }
}

/// What an adaptation has changed, as a table.
struct AdaptationTable {
  let text: String

  init(_ outcome: Adaptation.Outcome) {
    func row(_ name: String, _ scores: AdaptationScores.Text?) -> String {
      guard let scores else { return "\(name)\t-\t-\t-" }
      return "\(name)\t" + [scores.chrF, scores.ter, scores.bleu].map { Self.rounded($0, 1) }.joined(separator: "\t")
    }
    let unusable =
      outcome.unusable > 0 ? ", \(outcome.unusable) left out: too long, or other spans than their sources" : ""
    text = """
      learnt from \(outcome.learnt) sentences in \(outcome.updates) updates\(unusable)
      text\tchrF\tTER\tBLEU
      \(row("\(outcome.heldOut) held-out corrections, before", outcome.before.corrections))
      \(row("\(outcome.heldOut) held-out corrections, after", outcome.after.corrections))
      \(row("general text, before", outcome.before.general))
      \(row("general text, after", outcome.after.general))
      """
  }

  static func rounded(_ value: Double, _ digits: Int) -> String {
    var power = 1.0
    for _ in 0..<digits { power *= 10 }
    return "\((value * power).rounded() / power)"
  }
}

/// Why no adapter was written.
struct AdaptationRefusal: Error, CustomStringConvertible {
  let description: String

  init(_ outcome: Adaptation.Outcome, tolerance: Double, _ output: String) {
    let reason =
      outcome.updates == 0 || outcome.after.corrections.chrF <= outcome.before.corrections.chrF
      ? "held-out corrections do not come out any better; more of them, or such as are alike, may teach more"
      : "every change that helps loses more than \(tolerance) BLEU on general text; lower --learn-rate, or raise "
        + "--general-share or --tolerance"
    description = "\(output) is not written: \(reason)"
  }
}
