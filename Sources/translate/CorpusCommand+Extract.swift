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
    try reportingCorpusErrors("extract") {
      let extractor = try Extractor(languages: try languages.pair())
      try extractor.readEntities(source: sourceEntities, target: targetEntities)
      let writer = try TextFileWriter(path: output)
      var failures = 0
      var index = 0
      while index < files.count {
        do {
          index += try extract(at: index, extractor, writer)
        } catch let error as CorpusError where !strict {
          StandardError.print("translate corpus extract: \(error)")
          failures += 1
          index += try fileCount(at: index)
        }
      }
      try writer.finish()
      if failures > 0 { throw ExitCode(1) }
    }
  }

  private func formatOfFile(at index: Int) throws(CorpusError) -> CorpusFormat {
    guard let format = format ?? CorpusFormat(path: files[index]) else { throw .unknownFormat(path: files[index]) }
    return format
  }

  private func fileCount(at index: Int) throws(CorpusError) -> Int { try formatOfFile(at: index).comesInPairs ? 2 : 1 }

  /// Extracts one file or two; returns how many.
  private func extract(at index: Int, _ extractor: Extractor, _ writer: TextFileWriter) throws(CorpusError) -> Int {
    let format = try formatOfFile(at: index)
    let name = files[index]
    let write = { (pair: TextPair) throws(CorpusError) in try writer.write(pair.source, pair.target, name) }
    guard format.comesInPairs else {
      try extractor.extract(format, file: name, write)
      return 1
    }
    guard index + 1 < files.count else { throw .needsPairsOfFiles(format: format.rawValue, count: files.count) }
    try extractor.extract(format, source: name, target: files[index + 1], write)
    return 2
  }
}
