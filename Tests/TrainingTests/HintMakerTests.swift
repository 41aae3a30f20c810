import Basics
import Corpora
import FoundationEssentials
import Subwords
import Terminology
import Testing
import Training
import Transformer

@Suite struct HintMakerTests {
  @Test(arguments: [
    ("Äpfel", "Apfel", true), ("Birnen", "Birne", true), ("Häuser", "Haus", true), ("ging", "gehen", false),
    ("große", "groß", true), ("Rat", "Rad", false), ("Straßenbahnen", "Straße", false),
  ])
  func formsOfAWord(word: String, base: String, expected: Bool) {
    #expect(InflectedWord(word).isForm(of: base) == expected)
  }

  private static func write(_ entries: [String: [String]], to path: String) throws {
    var writer = WordListWriter()
    for (word, translations) in entries { writer.add(word, translations) }
    try writer.write(to: path)
  }

  @Test func termsAreRightAndSuggestionsAreTheDictionarys() throws {
    let corpus = try MadeUpCorpus(pairs: 1)
    let path = "\(corpus.directory)/words.bin"
    try Self.write(["star": ["rats", "gwiazda"], "live": ["evil"], "mug": ["kubek"]], to: path)
    let maker = HintMaker(try WordList(path: path), language: "xx")
    var generator = SplitMix64(seed: 1)
    var (lines, kinds) = (0, [Hint.Kind: Int]())
    for _ in 0..<4000 {
      let source = "star mug live pin"
      let hints = maker.hints(for: source, "rats gum evil nip", using: &generator)
      if !hints.isEmpty { lines += 1 }
      for hint in hints {
        kinds[hint.kind, default: 0] += 1
        let word = String(source[hint.range])
        #expect(["star", "mug", "live"].contains(word))
        if hint.kind == .term { #expect(hint.translations == (word == "star" ? ["rats"] : ["evil"])) }
      }
    }
    // About a third of the lines; some words have no luck.
    #expect((800...1300).contains(lines))
    #expect((kinds[.suggestion] ?? 0) > 3 * (kinds[.term] ?? 0) && (kinds[.term] ?? 0) > 100)
  }

  @Test func bothDirectionsAreExamplesWithTheirToken() throws {
    let corpus = try MadeUpCorpus(pairs: 40)
    try Self.write(["star": ["rats"]], to: "\(corpus.directory)/words.a-b.bin")
    try Self.write(["rats": ["star"]], to: "\(corpus.directory)/words.b-a.bin")
    let text = TextMixture(
      try ParallelText(source: "\(corpus.directory)/train.a", target: "\(corpus.directory)/train.b"))
    var options = BatchSource.Options()
    options.bothDirections = true
    let hints = try TrainingHints(directory: corpus.directory, source: "a", target: "b")
    let model = try corpus.subwords
    let source = try BatchSource(text, model: model, options: options, hints: hints)
    var (forward, backward): ([String], [String]) = ([], [])
    while source.position.epoch == 0 {
      for pair in try source.next() {
        let plain = Self.withoutHints(pair.source.dropFirst())
        let (from, to) = (model.decode(Array(plain)), model.decode(pair.target))
        switch pair.source.first {
        case ControlToken.forward.id: forward.append("\(from)|\(to)")
        case ControlToken.backward.id: backward.append("\(to)|\(from)")
        default: Issue.record("no direction")
        }
      }
    }
    #expect(forward.count == 40)
    #expect(forward.sorted() == backward.sorted())
  }

  /// What is left of a source when its hints are taken out again.
  private static func withoutHints(_ tokens: ArraySlice<Int32>) -> [Int32] {
    var (plain, isSuggestion) = ([Int32](), false)
    for token in tokens {
      switch token {
      case ControlToken.term.id, ControlToken.suggestion.id: break
      case ControlToken.alternative.id: isSuggestion = true
      case ControlToken.close.id: isSuggestion = false
      default: if !isSuggestion { plain.append(token) }
      }
    }
    return plain
  }
}
