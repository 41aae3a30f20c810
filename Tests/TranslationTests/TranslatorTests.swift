import Glibc
import Synchronization
import Testing
import Translation

@Suite("Translator")
struct TranslatorTests {
  private let upper = Translator(DoubleTranslator { $0.uppercased() + "!" })

  @Test(
    "Lines, their ends and what stands between sentences stay as they are",
    arguments: [
      ("", ""), ("\n", "\n"), ("One is here.", "ONE IS HERE.!"), ("  One.  \r\n\n\tTwo.", "  ONE.!  \r\n\n\tTWO.!"),
      ("\u{FEFF}One.\nTwo. Three.\n", "\u{FEFF}ONE.!\nTWO.! THREE.!\n"), (" \n \r\n", " \n \r\n"),
    ])
  func lines(source: String, expected: String) throws {
    let translation = try upper.translate(source)
    #expect(translation.text == expected)
    #expect(Array(translation.text.utf8) == Array(expected.utf8))
    #expect(translation.source == source)
  }

  @Test(
    "Sentences say where they stand, in the text and in its translation",
    arguments: HostileText.special + ["Ah`o.\r`"])
  func ranges(source: String) throws {
    let text = "\u{FEFF}\(source)\r\n  One {x} here. <b>Two</b> &Three!\n\(source)"
    let translation = try upper.translate(text)
    let (sourceBytes, bytes) = (Array(text.utf8), Array(translation.text.utf8))
    for sentence in translation.sentences {
      #expect(Array(sentence.source.utf8) == Array(sourceBytes[sentence.sourceRange]))
      #expect(Array(sentence.text.utf8) == Array(bytes[sentence.targetRange]))
    }
    // What is left is the same on both sides.
    #expect(
      gaps(sourceBytes, translation.sentences.map(\.sourceRange))
        == gaps(bytes, translation.sentences.map(\.targetRange)))
    #expect(translation.sentences.count >= 2)
  }

  private func gaps(_ bytes: [UInt8], _ ranges: [Range<Int>]) -> [ArraySlice<UInt8>] {
    let starts = [0] + ranges.map(\.upperBound)
    return zip(starts, ranges.map(\.lowerBound) + [bytes.count]).map { bytes[$0..<$1] }
  }

  @Test("A text among many is translated as it is alone; a sentence of several is translated once")
  func batches() throws {
    let double = DoubleTranslator { $0.uppercased() }
    let texts = (0..<500).map { "Sentence \($0 % 100).\nAnd line \($0)." }
    let translator = Translator(double)
    let together = try translator.translate(texts)
    #expect(double.batches.joined().count == Set(double.batches.joined()).count)
    for index in [0, 7, 250, 499] { #expect(together[index] == (try translator.translate(texts[index]))) }
    #expect(try translator.translate([String]()) == [])
  }

  @Test("Alternatives come best first, of several lines rank by rank")
  func alternatives() throws {
    var translator = Translator(DoubleTranslator())
    translator.options.alternatives = 2
    #expect(try translator.translate("One.").alternatives.map(\.text) == ["One.", "One.?"])
    let two = try translator.translate("One.\n\nTwo three.")
    #expect(two.alternatives.map(\.text) == ["One.\n\nTwo three.", "One.?\n\nTwo three.?"])
    #expect(two.sentences[1].hypotheses.map(\.text) == ["Two three.", "Two three.?"])
    #expect(two.score == (-0.125 - 0.25) / 2)
  }

  @Test("Alignment and token scores come where they are asked for, counted through the text")
  func alignment() throws {
    var translator = Translator(DoubleTranslator())
    #expect(try translator.translate("One two.").alternatives[0].alignment == [])
    translator.options.returnsAlignment = true
    translator.options.returnsTokenScores = true
    let best = try translator.translate("One two.\nThree.").alternatives[0]
    #expect(best.alignment.map(\.source) == [0, 1, 2])
    #expect(best.alignment.map(\.target) == [0, 1, 2])
    #expect(best.tokenScores == [-0.125, -0.125, -0.125])
  }

  @Test("Protection is the usual, nothing, or more than the usual")
  func protection() throws {
    var translator = Translator(DoubleTranslator { $0.lowercased() })
    #expect(try translator.translate("Open %S at ACME.").text == "open %S at acme.")
    translator.options.protection = try Protection(matching: ["ACME"])
    #expect(try translator.translate("Open %S at ACME.").text == "open %S at ACME.")
    translator.options.protection = .nothing
    #expect(try translator.translate("Open %S at ACME.").text == "open %s at acme.")
    #expect(throws: TranslationError.self) { try Protection(matching: ["("]) }
  }

  @Test("Warnings of all lines, each once")
  func warnings() throws {
    let translator = Translator(DoubleTranslator { $0.contains("three") ? $0 : "\($0) 7" })
    // A number that the source has not is taken out again: what nothing helps stays as it is.
    let warnings = try translator.translate("One two three four.\nNo.\nNever.").warnings
    #expect(warnings.contains(.copied) && Set(warnings).count == warnings.count, "\(warnings)")
  }

  @Test("Options that make no sense throw")
  func invalid() {
    for change: (inout Translator.Options) -> Void in [
      { $0.threads = 0 }, { $0.batchTokens = -1 }, { $0.alternatives = 0 }, { $0.beam = .fixed(0) },
      { $0.lengthNormalization = .nan }, { $0.maximumLengthFactor = -1 },
    ] {
      var translator = upper
      change(&translator.options)
      #expect(throws: SearchError.self) { try translator.translate("One.") }
    }
    #expect(throws: ModelError.self) { try Translator(model: .directory("/nowhere")) }
    #expect(throws: TranslationError.self) { try Translator(model: .named("no-such-model")) }
    #expect(throws: TranslationError.self) { try Translator(model: .named("/tmp")) }
  }

  @Test("An error of the model's comes through")
  func failing() async {
    struct Broken: Error {}
    let translator = Translator(DoubleTranslator { _ in throw Broken() })
    #expect(throws: Broken.self) { try translator.translate("One.") }
    await #expect(throws: Broken.self) { try await translator.translation(of: "One.") }
  }
}

@Suite("Translator, asynchronously")
struct AsynchronousTranslatorTests {
  @Test("A sequence gives what its texts give one by one, in order")
  func sequence() async throws {
    let translator = Translator(DoubleTranslator { fingerprint($0) })
    let texts = (0..<10_000).map { "Sentence \($0 % 700)." }
    let stream = AsyncStream { continuation in
      for text in texts { continuation.yield(text) }
      continuation.finish()
    }
    var found: [String] = []
    for try await translation in translator.translations(of: stream) { found.append(translation.text) }
    #expect(found == (try translator.translate(texts).map(\.text)))
  }

  @Test("A text that comes alone is answered before the next comes", .timeLimit(.minutes(1)))
  func alone() async throws {
    let translator = Translator(DoubleTranslator { $0 + "!" })
    let (stream, continuation) = AsyncStream<String>.makeStream()
    var iterator = translator.translations(of: stream).makeAsyncIterator()
    for text in ["One.", "Two.", "Three."] {
      continuation.yield(text)
      #expect(try await iterator.next()?.text == text + "!")
    }
    continuation.finish()
    #expect(try await iterator.next() == nil)
    #expect(try await iterator.next() == nil)
  }

  @Test("What the texts throw comes after the translations of those before")
  func failingTexts() async throws {
    struct Broken: Error {}
    let translator = Translator(DoubleTranslator())
    let (stream, continuation) = AsyncThrowingStream<String, any Error>.makeStream()
    for text in ["One.", "Two."] { continuation.yield(text) }
    continuation.finish(throwing: Broken())
    var found: [String] = []
    await #expect(throws: Broken.self) {
      for try await translation in translator.translations(of: stream) { found.append(translation.text) }
    }
    #expect(found == ["One.", "Two."])
  }

  @Test("Cancelled, a long translation ends early", .timeLimit(.minutes(1)), arguments: [false, true])
  func cancellation(isSynchronous: Bool) async throws {
    // Cancelled out of its own work, so that no other thread has to find time for it.
    let running = Mutex<Task<Int, any Error>?>(nil)
    let double = DoubleTranslator { text in
      running.withLock { $0?.cancel() }
      var pause = timespec(tv_sec: 0, tv_nsec: 2_000_000)
      nanosleep(&pause, nil)
      return text
    }
    var translator = Translator(double)
    translator.options.batchTokens = 1
    let texts = (0..<20_000).map { "Sentence \($0)." }
    let work = Task { [translator] in
      isSynchronous ? try translator.translate(texts).count : try await translator.translations(of: texts).count
    }
    running.withLock { $0 = work }
    await #expect(throws: CancellationError.self) { try await work.value }
    #expect(double.batches.count < 2000)
  }

  @Test("Cancelled while it waits, a sequence ends, and its texts are let go", .timeLimit(.minutes(1)))
  func cancelledWaiting() async throws {
    let translator = Translator(DoubleTranslator())
    let (stream, continuation) = AsyncStream<String>.makeStream()
    let isLetGo = Mutex(false)
    continuation.onTermination = { _ in isLetGo.withLock { $0 = true } }
    let waiting = Task { for try await _ in translator.translations(of: stream) {} }
    continuation.yield("One.")
    try await Task.sleep(for: .milliseconds(20))
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
    while !isLetGo.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
  }

  @Test("Where nobody asks for more, no more is read than a chunk", .timeLimit(.minutes(1)))
  func bounded() async throws {
    let translator = Translator(DoubleTranslator())
    let read = Mutex(0)
    let stream = AsyncStream {
      read.withLock {
        $0 += 1
        return "Sentence \($0)."
      }
    }
    var iterator: TranslationSequence<AsyncStream<String>>.AsyncIterator? = translator.translations(of: stream)
      .makeAsyncIterator()
    #expect(try await iterator?.next() != nil)
    var before = -1
    while case let now = read.withLock({ $0 }), now != before {
      before = now
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(before <= 3 * 4096)
    iterator = nil
  }
}
