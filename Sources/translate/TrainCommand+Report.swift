import ArgumentParser
import Training

/// `translate train report`
struct TrainReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Draw the curves of a run on one HTML page.",
    discussion: "Works while training goes on: run it again for newer curves.")

  @Argument(help: "Directory of the run.") var directory: String
  @Option(
    name: [.short, .long], help: ArgumentHelp("Page to write. (default: report.html in the run)", valueName: "file"))
  var output: String?

  func run() throws {
    let path = output ?? "\(directory)/report.html"
    try TrainingReport(TrainingHistory(directory: directory), title: "Training of \(directory)").write(to: path)
    print(path)
  }
}
