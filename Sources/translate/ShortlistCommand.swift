import ArgumentParser

/// `translate shortlist`: which target pieces a translation may need.
struct ShortlistCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shortlist",
    abstract: "Make shortlists, with which decoding looks at likely words only.",
    subcommands: [ShortlistBuildCommand.self])
}
