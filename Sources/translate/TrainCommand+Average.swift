import ArgumentParser
import Training

/// `translate train average`
struct TrainAverageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "average",
    abstract: "Average the weights of several checkpoints into one model.",
    discussion: """
      A run directory stands for the weights that it has kept (--keep-checkpoints).

        translate train average Runs/first --output Models/first
        translate train average Runs/first/best Runs/second/best --output Models/mean
      """)

  @Argument(help: "Run directories, model directories or weights files of one architecture and vocabulary.")
  var inputs: [String]
  @Option(name: [.short, .long], help: ArgumentHelp("Model directory to write.", valueName: "dir")) var output: String
  @Option(help: "Take only so many of the weights, from the end.") var last: Int?

  func validate() throws {
    if let last, last < 1 { throw ValidationError("--last must be at least 1") }
  }

  func run() throws {
    let average = try CheckpointAverage(inputs, last: last)
    try average.write(to: output)
    StandardError.print("\(output): the mean of \(average.files.count) weights")
  }
}
