import Decoding
import Terminology
import Testing
import Translation

/// What is kept under a fingerprint lives longer than the program that wrote it.
@Suite("Fingerprints of options")
struct FingerprintTests {
  @Test("That of the defaults is this, whatever is renamed")
  func defaults() {
    // 7f800000 is infinity, 3f800000 is 1, 40400000 is 3, by IEEE 754.
    #expect(
      TranslationOptions().fingerprint
        == "2; alignment false; beam 4 7f800000; dictionary true; length 40400000 10; marks false; "
        + "n-best 1; no-repeat 0; normalize 3f800000; numbers localize; shortlist greedy; token-scores false; tokens 0 []; word-penalty 0"
    )
  }

  @Test("Every option that there is makes another")
  func all() {
    let changes: [(inout TranslationOptions) -> Void] = [
      { $0.adaptsBeam = true }, { $0.returnAlignment = true }, { $0.holdsEveryMark = true },
      { $0.usesShortlist = true },
      { $0.usesShortlist = false }, { $0.usesDictionary = false }, { $0.search.beamSize = 5 },
      { $0.search.pruningThreshold = 0.5 },
      { $0.search.lengthNormalization = 0.5 }, { $0.search.wordPenalty = 0.5 }, { $0.search.maximumLengthFactor = 2 },
      { $0.search.maximumLengthAllowance = 2 }, { $0.search.noRepeatNgramSize = 3 }, { $0.search.nBest = 2 },
      { $0.search.returnTokenScores = true }, { $0.search.endOfSentence = 2 }, { $0.search.forbiddenTokens = [2] },
      { $0.search.sampling = SamplingOptions() }, { $0.numbers = .keep }, { $0.reverseWeight = 0.2 },
      { $0.glossary = Glossary([Term(source: "a", target: "b")], sourceLanguage: "en") },
    ]
    var found: Set = [TranslationOptions().fingerprint]
    for change in changes {
      var options = TranslationOptions()
      change(&options)
      found.insert(options.fingerprint)
    }
    var sampled = TranslationOptions()
    sampled.search.sampling = SamplingOptions()
    for change: (inout TranslationOptions) -> Void in [
      { $0.seed = 2 }, { $0.search.sampling?.temperature = 2 }, { $0.search.sampling?.topK = 2 },
      { $0.search.sampling?.topP = 0.5 },
    ] {
      var options = sampled
      change(&options)
      found.insert(options.fingerprint)
    }
    #expect(found.count == 1 + changes.count + 4)
    // A new option belongs into the fingerprint, and into this test.
    let counts = [
      Mirror(reflecting: TranslationOptions()), Mirror(reflecting: SearchOptions()),
      Mirror(reflecting: SamplingOptions()),
    ]
    .map { $0.children.count }
    // One of the search's is set by whoever ranks anew, and changes no translation; past translations are part of the key that a
    // translation is kept under.
    #expect(counts == [11, 13, 3])
  }
}
