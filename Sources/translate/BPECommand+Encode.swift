import ArgumentParser
import Basics
import Corpora
import Subwords

/// `translate bpe encode`
struct BPEEncodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encode",
    abstract: "Cut text into pieces, or their ids.",
    discussion: """
      One line in, one line out, pieces with a space between. With a vocabulary, pieces that it lacks are spelled in \
      bytes; with --codes alone they stay as they are.

        translate bpe encode --model Vocab/en-de < text
        translate bpe encode --model Vocab/en-de --ids --dropout 0.1 --seed 7 < text
        translate bpe encode --codes codes.bpe --pretokenized --separator '@@' < tokenised.txt
      """)

  @OptionGroup var source: SubwordModelOptions

  @Flag(name: .long, help: "Print ids instead of pieces.")
  var ids = false

  @Flag(name: .long, help: "Words are separated by spaces already; with --codes alone, do what apply-bpe does.")
  var pretokenized = false

  @Option(name: .long, help: "What marks pieces that do not end a word; only without a vocabulary.")
  var separator = "@@"

  @Flag(name: .long, help: "Read <ph0> to <ph31> as the vocabulary's placeholder tokens, as training does.")
  var placeholders = false

  @Option(name: .long, help: "Leave out each merge with this probability, from 0 to 1 (BPE-dropout, for training).")
  var dropout = 0.0

  @Option(name: .long, help: "Seed for --dropout, so that a run can be repeated.")
  var seed: UInt64 = 1

  @Argument(help: "Files to encode; standard input where there are none.")
  var files: [String] = []

  func validate() throws {
    if source.model == nil, source.codes == nil {
      throw ValidationError("give a model: --model, or --codes with or without --vocabulary")
    }
    let hasVocabulary = source.model != nil || source.vocabulary != nil
    if ids, !hasVocabulary { throw ValidationError("--ids needs a vocabulary: give --model or --vocabulary") }
    if hasVocabulary, separator != "@@" { throw ValidationError("--separator is only for --codes alone") }
    if hasVocabulary, pretokenized, dropout > 0 {
      throw ValidationError("--pretokenized with --dropout is only for --codes alone")
    }
    if placeholders, !hasVocabulary || pretokenized {
      throw ValidationError("--placeholders needs a vocabulary and text as people write it, not --pretokenized")
    }
    guard (0...1).contains(dropout) else { throw ValidationError("--dropout is a probability, from 0 to 1") }
  }

  func run() throws {
    var out = LineOutput()
    if let model = try source.load() {
      try encode(with: SubwordEncoder(model: model), to: &out)
    } else if let codes = source.codes {
      try segment(with: BytePairCodes(contentsOf: codes), to: &out)
    }
    try out.flush()
  }

  private func encode(with encoder: SubwordEncoder, to out: inout LineOutput) throws {
    var generator = SplitMix64(seed: seed)
    let pieces = encoder.model.vocabulary.pieces
    try LineInput.forEachLine(of: files) { line, end, _ in
      let encoded =
        pretokenized
        ? encoder.encodePretokenized(line)
        : placeholders && PlaceholderTokens.mayStand(in: line)
          ? encoder.encode(PlaceholderTokens.parts(of: line))
          : encoder.encode(line, dropout: dropout, using: &generator)
      try out.write(encoded.map { ids ? String($0) : pieces[Int($0)] }.joined(separator: " ") + end)
    }
  }

  private func segment(with codes: BytePairCodes, to out: inout LineOutput) throws {
    var generator = SplitMix64(seed: seed)
    let segmenter = PretokenizedSegmenter(codes: codes, separator: separator)
    let pretokenizer = try Pretokenizer()
    try LineInput.forEachLine(of: files) { line, end, _ in
      let words = pretokenized ? line : pretokenizer.pretokenize(line)
      try out.write(segmenter.segment(words, dropout: dropout, using: &generator) + end)
    }
  }
}
