import Glibc
import IO
import Synchronization
import Testing
import Translation

@Suite("What goes wrong in a filter")
struct FilterErrorTests {
  @Test("Invalid UTF-8 is replaced, with one warning that names the first line")
  func invalidUTF8() throws {
    let log = LogRecorder()
    let input = Array("good\nbad ".utf8) + [0xED, 0xA0, 0x80] + Array(" end\nworse ".utf8) + [0xFF] + [0x0A]
    let output = try filter(input, log: log)
    #expect(String(decoding: output, as: UTF8.self) == "good\nbad \u{FFFD}\u{FFFD}\u{FFFD} end\nworse \u{FFFD}\n")
    #expect(log.messages.count == 1)
    #expect(log.messages.first?.hasPrefix("warning: line 2, byte 5: invalid UTF-8") == true)
  }

  @Test("Where that is forbidden it is an error that names line and byte, after the lines before")
  func strict() {
    let input = Array("good\nfine\nbad ".utf8) + [0xC3, 0x28] + Array("\nmore\n".utf8)
    let (output, error) = outcome(of: input) { $0.isStrict = true }
    #expect(String(decoding: output, as: UTF8.self) == "good\nfine\n")
    #expect(error as? TranslationError == .invalidUTF8(line: 3, byte: 5))
    #expect("\(TranslationError.invalidUTF8(line: 3, byte: 5))".hasPrefix("line 3, byte 5: invalid UTF-8"))
  }

  @Test("Bytes are counted from the beginning of the line, whatever precedes", arguments: [8, 100])
  func strictPosition(fragmentLimit: Int) {
    let input = [0xEF, 0xBB, 0xBF] + Array("aaaa bbbb cccc ".utf8) + [0xFF, 0x0A]
    let (_, error) = outcome(of: input) {
      $0.isStrict = true
      $0.fragmentLimit = fragmentLimit
    }
    #expect(error as? TranslationError == .invalidUTF8(line: 1, byte: 19))
  }

  @Test("A translator's error is passed on")
  func translatorFails() {
    struct Failure: Error {}
    let (output, error) = outcome(of: Array("one.\ntwo.\n".utf8), through: DoubleTranslator { _ in throw Failure() })
    #expect(error is Failure)
    #expect(output.isEmpty)
  }

  @Test("A translator that breaks its contract is found out")
  func brokenTranslator() {
    struct Forgetful: SegmentTranslator {
      let identity = "forgetful"
      let sourceLocale = "en"
      let maximumSegmentLength = 100
      let result: [SegmentTranslation]
      func length(of segment: String) -> Int { 1 }
      func translate(_ segments: [String], options: TranslationOptions) -> [SegmentTranslation] { result }
    }
    #expect(
      outcome(of: Array("one.\n".utf8), through: Forgetful(result: [])).error as? TranslationError
        == .translationCount(expected: 1, found: 0))
    #expect(
      outcome(of: Array("one.\n".utf8), through: Forgetful(result: [SegmentTranslation(hypotheses: [])])).error
        as? TranslationError == .noHypothesis(segment: "one."))
  }

  @Test("An input that cannot be read is an error that names it")
  func unreadableInput() {
    let directory = open("/", O_RDONLY)
    defer { close(directory) }
    let filter = LineFilter(DoubleTranslator(), options: LineFilterOptions(), logger: LogRecorder().logger)
    #expect(throws: FileError.unreadable(path: "somewhere", reason: "Is a directory")) {
      try filter.run(input: directory, inputPath: "somewhere", output: .standardOutput)
    }
    #expect(
      "\(FileError.unreadable(path: "somewhere", reason: "Is a directory"))"
        == "somewhere: cannot be read: Is a directory")
  }

  @Test("A full disk is an error that names the output")
  func fullDisk() throws {
    let full = open("/dev/full", O_WRONLY)
    try #require(full >= 0)
    defer { close(full) }
    let input = Pipe()
    input.write("one.\n")
    input.closeWriteEnd()
    let filter = LineFilter(DoubleTranslator(), options: LineFilterOptions(), logger: LogRecorder().logger)
    #expect(throws: FileError.unwritable(path: "out", reason: "No space left on device")) {
      try filter.run(input: input.readEnd, output: OutputDescriptor(descriptor: full, path: "out"))
    }
  }
}
