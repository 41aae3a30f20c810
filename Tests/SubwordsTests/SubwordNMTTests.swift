import Subwords
import Testing

/// Learning and applying must agree with subword-nmt, byte for byte.
@Suite struct SubwordNMTTests {
  @Test func wordsAreTheGoldenOnes() throws {
    let pretokenizer = try Pretokenizer()
    #expect(
      try Golden.lines("sentences.txt").map { pretokenizer.pretokenize($0).bytes }
        == Golden.lines("words.txt").map(\.bytes))
  }

  @Test(arguments: [(["words.txt"], 300, "words.codes"), (["sentences.txt", "runs.txt"], 200, "plain.codes")])
  func learnsTheSameMerges(files: [String], merges: Int, golden: String) throws {
    let result = try Golden.learn(files, .merges(merges), pretokenized: true)
    #expect(try Golden.lines(of: result.codes.text.utf8).map(\.bytes) == Golden.lines(golden).map(\.bytes))
  }

  @Test func learnsTheSameFromTextAsFromItsWords() throws {
    let result = try Golden.learn(["sentences.txt"], .merges(300))
    #expect(try Golden.lines(of: result.codes.text.utf8).map(\.bytes) == Golden.lines("words.codes").map(\.bytes))
  }

  @Test(arguments: [
    ("words.codes", "@@", "words.txt", "words.segmented"), ("plain.codes", "##", "runs.txt", "runs.segmented"),
    ("crossed.codes", "@@", "runs.txt", "crossed.segmented"),
  ])
  func segmentsTheSame(codes: String, separator: String, input: String, golden: String) throws {
    let segmenter = PretokenizedSegmenter(
      codes: try BytePairCodes(contentsOf: Golden.path(codes)), separator: separator)
    #expect(try Golden.lines(input).map { segmenter.segment($0).bytes } == Golden.lines(golden).map(\.bytes))
  }

  @Test func piecesOfAModelAreThoseOfItsCodes() throws {
    let result = try Golden.learn(["sentences.txt"], .merges(300))
    let encoder = try SubwordEncoder(model: SubwordModel(codes: result.codes, vocabulary: result.vocabulary))
    // The golden sentences hold no character without a piece, but for joiners that the alphabet leaves out.
    for (sentence, golden) in zip(try Golden.lines("sentences.txt"), try Golden.lines("words.segmented")) {
      #expect(encoder.pieces(sentence).joined(separator: " ").bytes == golden.bytes)
    }
  }

  @Test(arguments: ["  two   words ", "", "   ", " x", "x ", "a\r"]) func keepsSpaceAtTheEnds(line: String) throws {
    let segmenter = PretokenizedSegmenter(codes: BytePairCodes(merges: []))
    let trimmed = line.split(separator: " ").map { $0.map(String.init).joined(separator: "@@ ") }
    let expected =
      line.prefix { $0 == " " }
      + (trimmed.isEmpty ? "" : trimmed.joined(separator: " ") + line.reversed().prefix { $0 == " " })
    if !line.contains("\r") { #expect(segmenter.segment(line).bytes == expected.bytes) }
    #expect(segmenter.segment("a\r") == "a\r")
  }
}
