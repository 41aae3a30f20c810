import Testing
import Translation

@Suite("Line filter")
struct LineFilterTests {
  @Test(
    "Line ends, byte order mark, empty lines and spacing come out as they went in",
    arguments: [
      "", "\n", "\n\n\n", "\r\n", "a", "a\n", "a\r\n", "a\r\nb\nc", "\u{FEFF}a\nb\n", "\u{FEFF}", "\u{FEFF}\n",
      "a\n\u{FEFF}b\n", "  a  \n", " \n\t\n", "a.  b.   c. \n", "\r\r\n", "a\rb\r\nc\r", "\0\n\0a\0\n", "a\n\nb",
    ])
  func staysAsItIs(input: String) throws {
    #expect(Array(try filter(input).utf8) == Array(input.utf8))
  }

  @Test("Sentences are translated one by one, and nothing but sentences")
  func sentences() throws {
    let translator = DoubleTranslator { "[\($0)]" }
    let output = try filter("Hello there.  How are you?\n\n   \nDoctor Smith left.\n", through: translator)
    #expect(output == "[Hello there.]  [How are you?]\n\n   \n[Doctor Smith left.]\n")
  }

  @Test("Marks of list items stay in front of what is translated")
  func listMarks() throws {
    let translator = DoubleTranslator { "[\($0)]" }
    let output = try filter("  - Hello there.\n1. Open it. Close it.\n- \n-\n", through: translator)
    #expect(output == "  - [Hello there.]\n1. [Open it.] [Close it.]\n- \n-\n")
  }

  @Test("Without sentence splitting a line is one segment, if the model can take it")
  func wholeLines() throws {
    let input = "  a . b ! c ?  \n\n- d. e.\n" + String(repeating: "long . ", count: 60) + "\n"
    let translator = DoubleTranslator()
    #expect(try filter(input, through: translator) { $0.splitsSentences = false } == input)
    let segments = translator.batches.flatMap { $0 }
    #expect(segments.contains("a . b ! c ?") && segments.contains("- d. e."))
    #expect(translator.brokenPromises.isEmpty)
  }

  @Test("5,000 hostile lines in, 5,000 lines out, byte for byte but for what is not UTF-8")
  func hostile() throws {
    let lines = HostileText.lines(count: 5000)
    let translator = DoubleTranslator()
    let output = try filter(HostileText.text(lineCount: 5000), through: translator)
    let expected = lines.map { Array(String(decoding: $0, as: UTF8.self).utf8) }
    let found = output.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().map(Array.init)
    #expect(found.count == 5000)
    // Soft hyphens and the like are left out of what is translated.
    func visible(_ line: [UInt8]) -> [Unicode.Scalar] {
      // Beside symbols a no-break space may change places with a plain one.
      String(decoding: line, as: UTF8.self).unicodeScalars.filter { $0.properties.generalCategory != .format }
        .map { [0xA0, 0x202F].contains($0.value) ? " " : $0 }
    }
    let different = zip(found, expected).enumerated().filter { visible($1.0) != visible($1.1) }.map(\.offset)
    #expect(different.isEmpty)
    #expect(translator.brokenPromises.isEmpty)
  }

  @Test("A translation that holds line breaks remains one line")
  func lineBreaksInTranslations() throws {
    let output = try filter("One.\nTwo.\r\n", through: DoubleTranslator { "\($0)\n\r\nmore\n" })
    #expect(output == "One.   more \nTwo.   more \r\n")
  }

  @Test("Threads, batch sizes and chunk sizes change nothing")
  func invariance() throws {
    let input = HostileText.text(lineCount: 800)
    func output(_ change: (inout LineFilterOptions) -> Void) throws -> [UInt8] {
      try filter(input, through: DoubleTranslator { fingerprint($0) }, change)
    }
    let expected = try output { $0.threads = 1 }
    for threads in [2, 7] {
      for words in [1, 50, 5000] {
        let found = try output {
          $0.threads = threads
          $0.miniBatchWords = words
        }
        #expect(found == expected)
      }
    }
    let small = try output {
      $0.chunkLines = 3
      $0.chunkBytes = 100
    }
    #expect(small == expected)
  }

  @Test("Shuffled lines give shuffled translations")
  func shuffled() throws {
    let lines = (1...1000).map { "The package \($0) is already installed. Do not panic." }
    var random = Numbers(state: 3)
    let order = lines.indices.shuffled(using: &random)
    func translated(_ lines: [String]) throws -> [Substring] {
      try filter(lines.map { $0 + "\n" }.joined(), through: DoubleTranslator { fingerprint($0) })
        .split(separator: "\n")
    }
    let straight = try translated(lines)
    #expect(straight.count == 1000)
    #expect(try translated(order.map { lines[$0] }) == order.map { straight[$0] })
  }

  @Test("A segment that occurs often is translated once, and batches keep their size, longest first")
  func batches() throws {
    let translator = DoubleTranslator()
    let lines = (0..<600).map { "Number \($0 % 200) \(String(repeating: "x", count: $0 % 200)).\n" }
    _ = try filter(lines.joined(), through: translator) {
      $0.miniBatchWords = 100
      $0.threads = 1
      // The input may come in several chunks; this much of it has come before the filter is asked.
      $0.chunkBytes = 1 << 20
    }
    let segments = translator.batches.flatMap { $0 }
    #expect(segments.count < 600)
    #expect(Set(segments).count == 200)
    for batch in translator.batches {
      let lengths = batch.map(translator.length)
      #expect(lengths == lengths.sorted(by: >))
      #expect(batch.count == 1 || batch.count * lengths[0] <= 100)
    }
  }

  @Test("Canonically equal but different segments are different")
  func canonicalEquivalence() throws {
    let input = "caf\u{E9}.\ncafe\u{301}.\n"
    #expect(Array(try filter(input).utf8) == Array(input.utf8))
  }

  @Test("An enormous line is handed on in fragments that together are the line")
  func enormousLine() throws {
    let words = (0..<5000).map { "word\($0)" }.joined(separator: " ")
    let input = "short\n\(words)\r\n\(String(repeating: "é", count: 3001))\nshort"
    for limit in [16, 100, 4096] {
      let translator = DoubleTranslator()
      let output = try filter(input, through: translator) { $0.fragmentLimit = limit }
      #expect(output == input)
      // Words stay whole.
      let parts = translator.batches.flatMap { $0 }.flatMap { $0.split(separator: " ") }.filter { $0.hasPrefix("w") }
      if limit > 16 { #expect(Set(parts.map(String.init)) == Set((0..<5000).map { "word\($0)" })) }
    }
  }

  @Test("An over-long sentence is cut, never cut off")
  func overLongSentence() throws {
    let translator = DoubleTranslator(maximumSegmentLength: 10)
    let sentence = (0..<300).map { "word\($0)\($0 % 9 == 0 ? "," : "")" }.joined(separator: " ") + "."
    #expect(try filter(sentence + "\n", through: translator) == sentence + "\n")
    #expect(translator.brokenPromises.isEmpty)
    #expect(translator.batches.flatMap { $0 }.count > 30)
  }
}
