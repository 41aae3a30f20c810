import ArgumentParser
import Corpora

extension CorpusFormat: ExpressibleByArgument {}

/// `translate corpus extract`: pairs from files as other programs have them.
struct CorpusExtractCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract",
    abstract: "Take pairs out of catalogues, manuals and translation memories.",
    discussion: """
      Formats that hold both languages: mo, po, qm, tmx, xliff, tsv, ding. Formats with a file for each language, named in
      pairs, source first: moses, man, html, docbook, mallard, descriptions. The format is guessed from the name.

      translate corpus extract /usr/share/locale/de/LC_MESSAGES/*.mo -o messages.tsv
      translate corpus extract man1/ls.1.gz de/man1/ls.1.gz -o ls.tsv
      """)

  @Argument(help: "Files, compressed or not.") var files: [String]
  @Option(name: [.short, .long], help: "Where to write TSV: source, target, file. Default: standard output.")
  var output = "-"
  @Option(help: "The format of all files.") var format: CorpusFormat?
  @OptionGroup var languages: CorpusLanguageOptions
  @Option(help: "Entity declarations for DocBook, source language; may be repeated.") var sourceEntities: [String] = []
  @Option(help: "Entity declarations for DocBook, target language; may be repeated.") var targetEntities: [String] = []
  @Flag(help: "Stop at a file that cannot be read; otherwise it is reported and left out.") var strict = false

  func run() throws {
    let extractor = try Extractor(languages: try languages.pair())
    try extractor.readEntities(source: sourceEntities, target: targetEntities)
    let writer = try TextFileWriter(path: output)
    let failures = try extractAll(extractor, writer)
    try writer.finish()
    if failures > 0 { throw ExitCode(1) }
  }

  /// Returns how many files could not be read.
  private func extractAll(_ extractor: Extractor, _ writer: TextFileWriter) throws(CorpusError) -> Int {
    var (failures, index) = (0, 0)
    while index < files.count {
      do {
        try extract(at: index, extractor, writer)
      } catch {
        if strict { throw error }
        StandardError.print("translate: error: \(error)")
        failures += 1
      }
      index += try fileCount(at: index)
    }
    return failures
  }

  private func formatOfFile(at index: Int) throws(CorpusError) -> CorpusFormat {
    guard let format = format ?? CorpusFormat(path: files[index]) else { throw .unknownFormat(path: files[index]) }
    return format
  }

  private func fileCount(at index: Int) throws(CorpusError) -> Int { try formatOfFile(at: index).comesInPairs ? 2 : 1 }

  /// Extracts one file or two.
  private func extract(at index: Int, _ extractor: Extractor, _ writer: TextFileWriter) throws(CorpusError) {
    let format = try formatOfFile(at: index)
    let name = files[index]
    let write = { (pair: TextPair) throws(CorpusError) in try writer.write(pair.source, pair.target, name) }
    guard format.comesInPairs else {
      return try extractor.extract(format, file: name, write)
    }
    guard index + 1 < files.count else { throw .needsPairsOfFiles(format: format.rawValue, count: files.count) }
    try extractor.extract(format, source: name, target: files[index + 1], write)
  }
}
