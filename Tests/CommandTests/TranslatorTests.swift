import Foundation
import Testing
import Translation

/// The library gives what the program gives, to the byte, with the model that is shipped.
@Suite("The library beside the program", .enabled(if: Program.hasModel, "there is no model beside the program"))
struct TranslatorTests {
  /// Lines of every kind, with every kind of end, and some that hold several sentences.
  private static func text() throws -> String {
    let lines = try KindsOfLinesTests.table().map(\.line)
    let rows = lines.enumerated().map { index, line in
      index % 7 == 3
        ? "  \(line) \(lines[(index * 5) % lines.count])\r\n" : index % 11 == 5 ? "\n\(line)\n" : "\(line)\n"
    }
    return "\u{FEFF}" + rows.joined() + "The last line has no end."
  }

  private static func translator() throws -> Translator {
    // As the program that is run does not see the environment.
    try Translator(model: .named(ModelLocator.defaultModel))
  }

  @Test("Instructions that this processor does not have are refused by name") func instructions() throws {
    let run = try Program.run(["--quiet"], input: "One.\n", environment: ["TRANSLATE_CPU=z80"])
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(run.errors.contains("TRANSLATE_CPU is 'z80'") && run.errors.contains("generic"))
    #expect(try Program.run(["--quiet"], input: "", environment: ["TRANSLATE_CPU="]).status == 0)
  }

  @Test("Subword files that model.json does not name are refused", arguments: ["codes.bpe", "vocabulary.txt"])
  func unnamed(file: String) throws {
    let model = try ModelLocator().directory(named: ModelLocator.defaultModel)
    let script =
      #"d=$(mktemp -d); cp "$1"/* "$d"; sed -i "s/\"$2\"/\"other\"/" "$d/model.json"; cp "$d/$2" "$d/other";"#
      + #" head -n 5 "$1/$2" > "$d/$2"; echo One. | "$0" -m "$d"; s=$?; rm -r "$d"; exit $s"#
    let run = try Program.shell(script, arguments: [model, file])
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(run.errors.contains("does not name \(file)"))
  }

  @Test("A text as lines of text") func text() throws {
    let text = try Self.text()
    let expected = try Program.run([], input: text)
    let found = try Self.translator().translate(text)
    #expect(expected.status == 0)
    #expect(Array(found.text.utf8) == Array(expected.output.utf8))
    #expect(found.lines.count > 200)
  }

  @Test("Alternatives, scores, alignment, tokens and warnings as JSON lines") func records() throws {
    let lines = try KindsOfLinesTests.table().map(\.line)[..<60].map { $0 }
    let arguments = ["--format", "jsonl", "--n-best", "3", "-b", "4", "--normalize", "0.7", "--protect", "[Dd]isk"]
    let run = try Program.run(arguments, input: lines.joined(separator: "\n") + "\n")
    try #require(run.status == 0)
    var translator = try Self.translator()
    translator.options.alternatives = 3
    translator.options.beam = .fixed(4)
    translator.options.lengthNormalization = 0.7
    translator.options.protection = try Protection(matching: ["[Dd]isk"])
    translator.options.returnsAlignment = true
    translator.options.returnsTokenScores = true
    let records = run.output.split(separator: "\n")
    try #require(records.count == lines.count)
    for (translation, record) in zip(try translator.translate(lines), records) {
      let json = try #require(try JSONSerialization.jsonObject(with: Data(record.utf8)) as? [String: Any])
      let best = translation.alternatives[0]
      #expect(translation.text == json["translation"] as? String)
      #expect(translation.lines.first?.sourceTokens ?? [] == json["source_tokens"] as? [String])
      #expect(best.tokens == json["tokens"] as? [String])
      #expect(best.alignment.map { [$0.source, $0.target] } == json["alignment"] as? [[Int]])
      #expect(translation.warnings.map(\.rawValue) == json["warnings"] as? [String])
      let score = try #require(json["score"] as? Double)
      #expect(abs(Double(translation.score) - score) <= 0.00005001)
      let scores = try #require(json["token_scores"] as? [Double])
      #expect(zip(best.tokenScores, scores).allSatisfy { abs(Double($0) - $1) <= 0.00005001 })
      let alternatives = (json["n_best"] as? [[String: Any]] ?? [json]).map { $0["translation"] as? String }
      #expect(translation.alternatives.map(\.text) == alternatives)
    }
  }
}
