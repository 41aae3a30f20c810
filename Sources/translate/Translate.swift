import ArgumentParser
import Basics
import FoundationEssentials
import Glibc

@main
struct Translate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translate",
    abstract: "Translate text with a Transformer, offline.",
    discussion: """
      Without a subcommand, text lines are translated from standard input to standard output:

        echo 'Where is the file?' | translate
        translate < input.en > output.de

      Options that people ask for most:

        -m MODEL             another model: a directory, or the name of an installed one
        -i FILE, -o FILE     a file instead of standard input or output
        -b 5                 a beam of 5: slower, a little better
        --format jsonl       scores, alignment and warnings beside each translation
        --n-best 5           several translations of each line
        --numbers keep       1,299.99 stays as it is
        --protect REGEX      what matches stays as it is
        -q                   no warnings

      'translate help filter' tells all options of that.
      """,
    version: programVersion,
    subcommands: [
      FilterCommand.self, FilesCommand.self, ScoreCommand.self, BPECommand.self, CorpusCommand.self,
      ServeCommand.self, TrainCommand.self, ModelCommand.self, ShortlistCommand.self, DictionaryCommand.self,
      TuneCommand.self, BenchCommand.self, MemoryCommand.self, CorrectCommand.self, AdaptCommand.self,
      ReportCommand.self,
    ],
    defaultSubcommand: FilterCommand.self)

  /// Most starts have nothing to parse, and making the tree of all options takes longer than translating a line.
  static func main() {
    guard CommandLine.arguments.count == 1 else {
      if let advice = advice(for: Array(CommandLine.arguments.dropFirst())) { fail(with: ValidationError(advice)) }
      return runCommand()
    }
    do { try FilterRun().run() } catch { fail(with: error) }
  }

  private static func runCommand() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error as CocoaError {
      fail(with: FileSystemError(error))
    } catch {
      fail(with: error)
    }
  }

  /// Ends the program with the parser's status; every subcommand's errors begin alike, as those of the filter do.
  private static func fail(with error: any Error) -> Never {
    let message = fullMessage(for: error)
    guard message.hasPrefix(_errorPrefix) else { exit(withError: error) }
    StandardError.print("translate: error: " + message.dropFirst(_errorPrefix.count))
    Glibc.exit(exitCode(for: error).rawValue)
  }
}
