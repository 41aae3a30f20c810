import Evaluation
import FoundationEssentials
import Testing

/// Input that is wrong says what is wrong, and crashes nothing.
@Suite struct InputTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "score-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = folder.appending(path: name)
    try Data(bytes).write(to: path)
    return path.path
  }

  @Test func brokenUTF8NamesTheLine() throws {
    for bytes: [UInt8] in [
      [0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82, 0x0A],
    ] {
      let path = try file("broken", Array("fine\nfine\n".utf8) + bytes)
      #expect(throws: EvaluationError.invalidUTF8(path: path, line: 3)) { try LineReader.segments(path: path) }
    }
  }

  @Test func everyScalarIsValid() throws {
    let text = String(String.UnicodeScalarView((0...0x10FFFF).compactMap { Unicode.Scalar($0 as UInt32) }))
    #expect(UTF8Validation.firstError(Array(text.utf8)) == nil)
  }

  @Test func filesThatCannotBeRead() throws {
    #expect(throws: EvaluationError.self) { try LineReader.segments(path: folder.path) }
    #expect(throws: EvaluationError.self) { try LineReader.segments(path: folder.path + "/none") }
    let plain = try file("plain.gz", Array("not compressed\n".utf8))
    #expect(throws: EvaluationError.corruptGzip(path: plain, reason: "it is not compressed")) {
      try LineReader.segments(path: plain)
    }
  }

  @Test func cutOffGzip() throws {
    let whole = try Data(contentsOf: Golden.folder.appending(path: "several.ref.gz"))
    #expect(try LineReader.segments(path: Golden.path("several.ref.gz")).count == 12)
    for length in [whole.count - 1, whole.count / 2, 12] {
      let path = try file("cut.gz", Array(whole.prefix(length)))
      #expect(throws: EvaluationError.self) { try LineReader.segments(path: path) }
    }
  }

  @Test func lineCountsAreBothNamed() throws {
    let error = #expect(throws: EvaluationError.self) {
      try Corpus(hypotheses: Segments(["a", "b"]), references: [Segments(["a", "b", "c"])])
    }
    let text = try #require(error).description
    #expect(text.contains("2 lines") && text.contains("3"))
  }

  @Test func fieldsThatDoNotMatch() throws {
    let path = try file("tabs", Array("a\tb\nc\n".utf8))
    #expect(throws: EvaluationError.referenceFields(path: path, line: 2, expected: 2, found: 1)) {
      try LineReader.references(path: path, count: 2)
    }
    #expect(throws: EvaluationError.hypothesisFields(path: "standard input", line: 2, expected: 2, found: 3)) {
      try LineReader.systems(bytes: Array("a\tb\nc\td\te\n".utf8), name: "standard input")
    }
  }

  @Test func nothingToScore() {
    #expect(throws: EvaluationError.noReference) { try BLEU().corpusScore(hypotheses: ["a"], references: []) }
    #expect(throws: EvaluationError.self) { try BLEU().corpusScore(hypotheses: [], references: [[]]) }
    #expect(throws: EvaluationError.segmentWithoutReference(line: 1)) {
      try Corpus(hypotheses: Segments(["a"]), references: [Segments(optional: [nil])])
    }
  }

  @Test func tokenisersThatAreNotHere() {
    for name in Tokeniser.unsupportedNames {
      #expect(throws: EvaluationError.unsupportedTokeniser(name: name)) { try Tokeniser(name: name) }
    }
    #expect(throws: EvaluationError.languageNeedsTokeniser(language: "ja")) {
      try Tokeniser.standard(forTargetLanguage: "ja")
    }
  }

  @Test func optionsOutOfRange() {
    let changes: [(inout ScoreRequest) -> Void] = [
      { $0.style.width = -1 }, { $0.bleu.maximumOrder = 0 }, { $0.chrF.characterOrder = 0 },
      { $0.chrF.wordOrder = -1 }, { $0.referencesPerLine = 0 }, { $0.chrF.beta = .max }, { $0.chrF.wordOrder = .max },
    ]
    for change in changes {
      var request = ScoreRequest()
      request.references = ["ref"]
      change(&request)
      #expect(throws: EvaluationError.self) { try request.validate() }
    }
  }
}
