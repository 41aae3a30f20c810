import ArgumentParser
import Corpora
import Threads
import Training
import Transformer
import Translation

/// `translate shortlist build`
struct ShortlistBuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Learn a shortlist from parallel text and put it into a model's directory.",
    discussion: """
      Learns which target pieces translate which source pieces (IBM model 1). Reads one TSV file (source, target, \
      separated by a tab) or two files whose lines translate each other, once for each pass; they may be compressed. \
      Instead, --lexicon takes probabilities from a file of Marian's, lex.s2t: 'target source probability' a line.

      The shortlist is used from then on in greedy search, with --shortlist in beams too; take it out again by removing \
      shortlist.bin from the directory and from its model.json.

        translate shortlist build en-de text.en text.de
        translate shortlist build en-de --columns 2,3 corpus.tsv.xz --per-piece 50
        translate shortlist build en-de --lexicon lex.s2t
      """)

  @OptionGroup var model: ModelArgument

  @Argument(help: "One TSV file or two files of text.", completion: .file()) var files: [String] = []

  @Option(help: "The columns of source and target in TSV, counted from 1.") var columns = "1,2"

  @Option(help: "Take probabilities from this file, in the form of Marian's lex.s2t.", completion: .file())
  var lexicon: String?

  @Option(help: "Write the probabilities in that form.", completion: .file()) var writeLexicon: String?

  @Option(help: "Most target pieces for a source piece.") var perPiece = 200

  @Option(help: "Frequent target pieces that every sentence has.") var common = 500

  @Option(help: "Least probability of a target piece.") var threshold: Float = 0.0002

  @Option(help: "Passes over the text.") var passes = 4

  @Option(help: "Pairs of lines to read at most; all unless given.") var limit: Int?

  @Option(help: "Threads that learn.") var threads = availableProcessors

  func validate() throws {
    guard lexicon == nil ? (1...2).contains(files.count) : files.isEmpty else {
      throw ValidationError("name one TSV file, two files of text, or --lexicon")
    }
    guard columnNumbers != nil else {
      throw ValidationError("--columns takes two numbers from 1 up, such as 2,3, not '\(columns)'")
    }
    guard perPiece >= 1, common >= 0, threshold >= 0, passes >= 2, limit ?? 1 >= 1, threads >= 1 else {
      throw ValidationError("--passes must be 2 or more, --common and --threshold 0 or more, the rest 1 or more")
    }
  }

  func run() throws {
    let directory = try ModelDirectory(path: model.directory())
    let pieces = try TextPieces(of: directory)
    let lexicon = try makeLexicon(pieces)
    if let writeLexicon { try lexicon.writeMarian(to: writeLexicon, pieces: pieces.spellings()) }
    let shortlist = lexicon.shortlist(perPiece: perPiece, common: common, threshold: threshold)
    try shortlist.write(to: "\(directory.path)/\(Shortlist.fileName)")
    try directory.adopt(Shortlist.fileName)
    StandardError.print("shortlist: \(shortlist.count) pieces for \(shortlist.sources) source pieces")
  }

  private func makeLexicon(_ pieces: TextPieces) throws -> Lexicon {
    if let lexicon { return try Lexicon(marian: lexicon, pieces: pieces.spellings()) }
    var learner = LexiconLearner(pieces)
    learner.passes = passes
    learner.threads = threads
    learner.limit = limit ?? .max
    return try learner.learn(from: open) { pass, sentences, perplexity in
      let fit = pass == 1 ? "" : ", perplexity \(Double(Int(perplexity * 10)) / 10)"
      StandardError.print("pass \(pass): \(sentences) pairs\(fit)")
    }
  }

  private func open() throws -> PairStream {
    let columns = columnNumbers ?? (1, 2)
    return files.count == 2
      ? try PairStream(source: files[0], target: files[1])
      : try PairStream(table: files[0], sourceColumn: columns.source, targetColumn: columns.target)
  }

  private var columnNumbers: (source: Int, target: Int)? {
    let numbers = columns.split(separator: ",").map { Int($0) }
    guard numbers.count == 2, let source = numbers[0], let target = numbers[1], min(source, target) >= 1 else {
      return nil
    }
    return (source, target)
  }
}
