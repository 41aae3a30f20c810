import ArgumentParser
import Glibc
import Memory
import Text
import Translation

/// Where translations that people have made are kept.
struct PastFileOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The translation memory.", discussion: "Otherwise translate/memory.sqlite in $XDG_DATA_HOME or ~/.local/share.",
      valueName: "file"), completion: .file())
  var memory: String?

  /// Opens the memory, which is made where it is missing.
  func open() throws -> PastStore { try PastStore(path: memory ?? PastFile.makeStandardPath()) }
}

/// Which past translations are used in translating.
struct PastArguments: ParsableArguments {
  static let standardThreshold: Float = 0.5

  @Option(
    help: ArgumentHelp(
      "How like a past sentence has to be, from 0 to 1, to be shown to the model; 1: only equal ones are used.",
      valueName: "similarity"))
  var memoryThreshold = Self.standardThreshold

  func validate() throws {
    guard (0...1).contains(memoryThreshold) else { throw ValidationError("--memory-threshold must be from 0 to 1") }
  }

  /// - Parameter path: of the memory; nil: there is none.
  /// - Returns: nil also where there is nothing in it.
  static func past(
    _ path: String?, for translator: any SegmentTranslator, atLeast threshold: Float,
    warn: @escaping @Sendable (String) -> Void
  ) throws -> PastTranslations? {
    guard let path else { return nil }
    let store = try PastStore(path: path)
    guard try !store.isEmpty else { return nil }
    let languages = LanguagePair(source: translator.sourceLocale, target: translator.targetLocale)
    return store.pastTranslations(languages, atLeast: threshold) { warn("\($0). It is not used any more") }
  }
}

/// Where the filter looks for past translations.
struct FilterMemoryArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Use the past translations of this file.",
      discussion: "Otherwise those of translate/memory.sqlite in $XDG_DATA_HOME or ~/.local/share, where it is: see "
        + "'translate memory'.", valueName: "file"), completion: .file())
  var memory: String?

  @Flag(help: "Do not use past translations.") var noMemory = false

  @OptionGroup var past: PastArguments

  func validate() throws {
    if memory != nil, noMemory { throw ValidationError("--memory and --no-memory exclude each other") }
    if let memory { try requireFile(memory) }
  }

  private func requireFile(_ path: String) throws {
    guard access(path, R_OK) == 0 else { throw ValidationError("\(path): there is no such file") }
  }
}

extension LanguageOptions {
  /// Both languages.
  func pair() throws -> LanguagePair {
    guard let source, let target else { throw ValidationError("name the languages: --from en --to de") }
    return LanguagePair(source: source, target: target)
  }
}
