import Documents
import Glibc
import Service
import Testing
import Translation

@Suite struct TranslationTests {
  private let pair = LanguagePair(source: "en", target: "de")

  private func translated(_ text: String, _ format: TextFormat = .text) async throws -> String {
    let service = try TestService()
    var order = TranslationOrder(texts: [text], pair: pair)
    order.format = format
    return try await service.api.translator.translate(order)[0].text
  }

  /// All that is no text stays, byte for byte.
  @Test(arguments: [
    ("Hello.  World!\n\n\tNew line.\r\nEnd", "HELLO.  WORLD!\n\n\tNEW LINE.\r\nEND"),
    ("", ""), ("   ", "   "), ("\n", "\n"), ("a\rb\n\rc", "a\rb\n\rc"), ("Hi\n", "HI\n"),
    ("See https://example.org/a?b=c now.", "SEE https://example.org/a?b=c NOW."),
  ]) func text(source: String, target: String) async throws {
    let found = try await translated(source)
    #expect(Array(found.utf8) == Array(target.utf8), "\(found.debugDescription)")
  }

  @Test(arguments: [
    ("<p>Hello &lt;b&gt; &amp; <b>world</b>.</p>", "<p>HELLO &lt;b&gt; &amp; <b>WORLD</b>.</p>"),
    ("<a href=\"x?a=1&amp;b=2\">Link</a><br>text", "<a href=\"x?a=1&amp;b=2\">LINK</a><br>TEXT"),
    ("plain", "PLAIN"), ("<p translate=\"no\">Stay</p>", "<p translate=\"no\">Stay</p>"),
  ]) func html(source: String, target: String) async throws {
    #expect(try await translated(source, .html) == target)
  }

  @Test(arguments: [
    (
      "<d><t>A title</t><p>One. Two &amp; <i>three</i>.</p></d>",
      "<d><t>A TITLE</t><p>ONE. TWO &amp; <i>THREE</i>.</p></d>"
    ),
    ("a < b & c", "A &lt; B &amp; C"), ("<x>Stay <y>here</y></x> go", "<x>Stay <y>here</y></x> GO"),
    ("<!-- no --><p>yes</p>", "<!-- no --><p>YES</p>"), ("<p>open", "<p>OPEN"),
    ("x <x>never closed", "X <x>NEVER CLOSED"),
  ]) func xml(source: String, target: String) async throws {
    var reading = XMLReading()
    reading.ignored = ["x"]
    #expect(try await translated(source, .xml(reading)) == target)
  }

  /// Tags without number end in time, whatever they are.
  @Test func hostileXML() async throws {
    for piece in ["<a>", "</a>", "<x>", "<a b='", "<!--", "&", "<", "<a>x</b>"] {
      var reading = XMLReading()
      reading.ignored = ["x"]
      let fragment = XMLFragment(String(repeating: piece, count: 20_000), reading)
      _ = try fragment.rendered(fragment.segments.map { _ in nil })
    }
  }

  @Test func termsAreKept() async throws {
    let service = try TestService()
    var order = TranslationOrder(texts: ["A proton beam hits. Proton beams (x) do not. Proton beam"], pair: pair)
    order.terminology = Terminology([("proton beam", "Protonenstrahl"), ("x", "Ypsilon")])
    order.isDetailed = true
    let answer = try await service.api.translator.translate(order)[0]
    #expect(answer.text == "A Protonenstrahl HITS. PROTON BEAMS (Ypsilon) DO NOT. Protonenstrahl")
    #expect(answer.sentences.map(\.source).prefix(2) == ["A proton beam hits.", "Proton beams (x) do not."])
  }

  @Test func aWordKnowsWhatItStandsFor() {
    var hypothesis = TranslationHypothesis(text: "Das Haus.", tokens: ["▁Das", "▁Ha", "us", "."])
    hypothesis.tokenScores = [-0.1, -2.3, -0.01, 0]
    hypothesis.alignment = [
      AlignmentLink(source: 0, target: 0), AlignmentLink(source: 1, target: 1), AlignmentLink(source: 2, target: 3),
    ]
    let words = WordAlignment.words(
      source: "The house.", sourceTokens: ["▁The", "▁house", "."], translation: hypothesis, text: "Das Haus.")
    #expect(words.map(\.range) == [0..<3, 4..<9])
    #expect(words.map(\.confidence) == [0.9, 0.1])
    #expect(words.map(\.sources) == [[0..<3], [4..<10]])
  }

  /// The same request has the same bytes, whatever else is going on, and those of the filter.
  @Test func determinism() async throws {
    let texts = (0..<60).map { "The file number \($0) could not be opened because it is \($0 % 7) times too large." }
    let directory = try ModelLocator(environmentModel: nil, executable: #filePath).directory()
    let scheduler = Scheduler()
    let shelf = ModelShelf(scheduler: scheduler)
    try shelf.replace(with: [directory])
    let translator = TextTranslator(shelf: shelf, scheduler: scheduler)
    let base = try ModelTranslator(directory: directory)
    let guarded = GuardedTranslator(base, safeguards: Safeguards(for: base))
    let preparer = TextPreparer(for: base, safeguards: Safeguards(for: base))
    let pair = pair
    let together = try await withThrowingTaskGroup(of: (Int, String).self) { group in
      for (index, text) in texts.enumerated() {
        group.addTask {
          (index, try await translator.translate(TranslationOrder(texts: [text], pair: pair))[0].text)
        }
      }
      return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
    }
    for (index, text) in texts.enumerated() where index % 6 == 0 {
      let drafts = try preparer.prepare(text).drafts
      let alone = try drafts.map { draft in
        let translation = try guarded.translate([draft.text], options: LineFilterOptions().translation)[0]
        return try preparer.restored(translation, of: draft).hypotheses[0].text
      }
      #expect(together[index] == alone.joined(separator: " "))
    }
    scheduler.stop()
  }

  @Test func throughAThirdLanguage() async throws {
    let service = try TestService()
    service.api.translator.shelf.add(FakeTranslator(), LanguagePair(source: "de", target: "fr"))
    let languages = await service.send("GET", "/languages")
    #expect(languages.json.array?.first?[key: "targets"] == ["de", "en", "fr"])
    let answer = await service.post("/translate", #"{"q":"Hello world.","source":"en","target":"fr"}"#)
    #expect(answer.text == #"{"translatedText":"HELLO WORLD."}"#)
    #expect(await service.post("/translate", #"{"q":"a","source":"fr","target":"en"}"#).status == 400)
  }

  @Test func whoGoesAwayIsForgotten() async throws {
    let service = try TestService(translator: FakeTranslator(onBatch: { usleep(20_000) }))
    let pair = pair
    let tasks = (0..<50).map { number in
      Task {
        try await service.api.translator.translate(
          TranslationOrder(texts: (0..<40).map { "Sentence \($0) of request \(number) is here." }, pair: pair))
      }
    }
    try await Task.sleep(for: .milliseconds(60))
    for task in tasks { task.cancel() }
    var failures = 0
    for task in tasks { if case .failure = await task.result { failures += 1 } }
    #expect(failures > 0, "a busy machine may be done with many before they are given up")
    try await Task.sleep(for: .milliseconds(100))
    #expect(service.scheduler.requestCount == 0 && service.scheduler.backlog.tokens == 0)
  }
}
