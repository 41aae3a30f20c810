import ArgumentParser
import Evaluation

/// `translate score`: takes sacreBLEU's command lines.
struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Score translations against references with BLEU, chrF and TER, as sacreBLEU does.",
    discussion: """
      translate score ref.de < hyp.de
      translate score ref1.de ref2.de -i hyp.de -m bleu chrf ter -f text
      translate score ref.de -i a.de b.de c.de --paired-bs -f text
      """)

  @OptionGroup(title: "Input") var input: ScoreInputOptions
  @OptionGroup(title: "BLEU") var bleu: ScoreBLEUOptions
  @OptionGroup(title: "chrF") var chrF: ScoreChrFOptions
  @OptionGroup(title: "TER") var ter: ScoreTEROptions
  @OptionGroup(title: "Significance") var significance: ScoreSignificanceOptions
  @OptionGroup(title: "Output") var output: ScoreOutputOptions

  func run() throws {
    let run = try ScoreRun(try request())
    if !output.quiet {
      for text in run.notes + bleu.advice(languagePair: input.languagePair, metrics: input.metrics) {
        StandardError.print("translate: warning: \(text)")
      }
    }
    print(run.output())
    if let path = output.report { try run.writeReport(to: path) }
  }

  private func request() throws(EvaluationError) -> ScoreRequest {
    var request = ScoreRequest()
    input.fill(&request)
    request.bleu = try bleu.configuration(languagePair: input.languagePair, metrics: input.metrics)
    request.chrF = chrF.configuration
    request.ter = ter.configuration
    try significance.fill(&request)
    output.fill(&request)
    return request
  }
}
