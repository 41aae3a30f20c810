import Corpora
import FoundationEssentials
import Subwords
import Testing
import Training
import Translation

/// Shortlists learnt from text whose word-for-word translations are known.
@Suite struct LexiconTests {
  /// The last piece of each word, which stands for the word where a word is one piece.
  private func id(_ word: String, _ subwords: SubwordModel) throws -> Int32? {
    let ids = try SubwordEncoder(model: subwords).encode("no " + word)
    let lead = try SubwordEncoder(model: subwords).encode("no")
    return ids.count == lead.count + 1 ? ids.last : nil
  }

  @Test(arguments: [1, 2]) func theTranslationOfAWordIsFound(threads: Int) throws {
    let corpus = try MadeUpCorpus()
    let subwords = try corpus.subwords
    var learner = LexiconLearner(subwords)
    learner.threads = threads
    learner.passes = 6
    var perplexities: [Double] = []
    let lexicon = try learner.learn {
      try PairStream(source: "\(corpus.directory)/train.a", target: "\(corpus.directory)/train.b")
    } onPass: { pass, sentences, perplexity in
      #expect(sentences == 400)
      if pass > 1 { perplexities.append(perplexity) }
    }
    // Expectation maximisation never makes the text less likely.
    for (earlier, later) in zip(perplexities, perplexities.dropFirst()) { #expect(later < earlier * 1.0001) }
    var tested = 0
    for word in ["tab", "der", "loop", "star", "live", "mug", "pin", "war", "ten", "saw", "part"] {
      guard let source = try id(word, subwords), let target = try id(String(word.reversed()), subwords) else {
        continue
      }
      tested += 1
      #expect(lexicon.translations[Int(source)].first?.target == target, "\(word)")
    }
    #expect(tested >= 3)
    for entries in lexicon.translations where !entries.isEmpty {
      #expect(abs(entries.reduce(0) { $0 + $1.probability } - 1) < 0.01)
    }
  }

  @Test func marianFilesAreReadBack() throws {
    let corpus = try MadeUpCorpus()
    let vocabulary = try corpus.subwords.vocabulary
    let (a, b) = (vocabulary.pieces[300], vocabulary.pieces[310])
    try corpus.write("\(b) \(a) 0.75\nNULL \(a) 0.2\n\(a) \(a) 0.05\nnopiece \(a) 0.5\n", to: "lex.s2t")
    let lexicon = try Lexicon(marian: "\(corpus.directory)/lex.s2t", vocabulary: vocabulary)
    #expect(lexicon.translations[300].map(\.target) == [310, 300])
    #expect(lexicon.translations[300].map(\.probability) == [0.75, 0.05])
    try lexicon.writeMarian(to: "\(corpus.directory)/again", vocabulary: vocabulary)
    let again = try Lexicon(marian: "\(corpus.directory)/again", vocabulary: vocabulary)
    #expect(again.translations == lexicon.translations)
    let list = lexicon.shortlist(perPiece: 1, common: 0, threshold: 0.1).tokens(for: [300])
    #expect(list == [Vocabulary.endOfSentence, 300, 310])
    try corpus.write("\(b) \(a)\n", to: "lex.s2t")
    #expect(throws: (any Error).self) { try Lexicon(marian: "\(corpus.directory)/lex.s2t", vocabulary: vocabulary) }
  }
}
