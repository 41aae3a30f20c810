import ArgumentParser

/// `translate memory`
struct MemoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "memory",
    abstract: "Keep translations that people have made, for sentences like theirs.",
    discussion: """
      What equals a source in the memory gets its translation; for what is like one, a model that has learnt to (see \
      'translate model info') is shown that translation beside the source.

        translate memory import old.tmx project/de.po --from en --to de
        translate memory search 'Open the file.'
        translate memory export -o all.tmx
        translate memory delete --origin old.tmx
      """,
    subcommands: [
      MemoryImportCommand.self, MemoryExportCommand.self, MemorySearchCommand.self, MemoryStatsCommand.self,
      MemoryDeleteCommand.self,
    ])
}
