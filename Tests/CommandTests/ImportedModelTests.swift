import Foundation
import TestSupport
import Testing

/// What can be done with a model of ours can be done with one of others: toy models, with the program itself.
@Suite struct ImportedModelTests {
  static let names = ["huggingface", "torch", "ctranslate2", "student/model.npz"]

  /// The toy models of Tests/InterchangeTests.
  private static func golden(_ name: String, of file: String = #filePath) -> String {
    let tests = file.split(separator: "/").dropLast(2).joined(separator: "/")
    return "/\(tests)/InterchangeTests/Golden/foreign/\(name)"
  }

  private static func imported(_ name: String, in folder: TemporaryDirectory) throws -> String {
    let path = "\(folder.path)/model"
    let result = try Program.run([
      "model", "import", "--source-language", "en", "--target-language", "de", golden(name), path,
    ])
    try #require(result.status == 0, "\(result.errors)")
    return path
  }

  private static let lines = [
    "The lamp on the desk.", "a warm light", "", "zzz", "The lamp. The lamp on the desk, and a desk!", "lamp",
    "desk desk desk desk desk desk desk desk", "on",
  ]

  /// Its translation is the line's own business: whatever stands beside it, in however many threads.
  @Test(arguments: names) func aLineDependsOnItselfAlone(_ name: String) throws {
    let folder = try TemporaryDirectory()
    let model = try Self.imported(name, in: folder)
    for options in [[], ["-b", "4"]] as [[String]] {
      let alone = try Self.lines.map {
        try Program.run(["filter", "-q", "--model", model] + options, input: $0 + "\n").output
      }
      for threads in ["1", "2"] {
        let arguments = ["filter", "-q", "--model", model, "--threads", threads] + options
        let all = (Self.lines + Self.lines.reversed()).map { $0 + "\n" }.joined()
        #expect(try Program.run(arguments, input: all).output == (alone + alone.reversed()).joined())
      }
    }
  }

  /// What the model has no piece for comes back as it was.
  @Test(arguments: ["huggingface", "ctranslate2"]) func unknownCharactersSurvive(_ name: String) throws {
    let folder = try TemporaryDirectory()
    let model = try Self.imported(name, in: folder)
    let result = try Program.run(["filter", "--model", model], input: "The \u{2603} lamp \u{4F60}\u{597D}.\n")
    #expect(result.output.contains("\u{2603}") && result.output.contains("\u{4F60}\u{597D}"), "\(result.output)")
  }

  @Test func shortlistsAndBeamsAreMadeForThem() throws {
    let folder = try TemporaryDirectory()
    let model = try Self.imported("huggingface", in: folder)
    for language in ["en", "de"] {
      try (0..<20).map { "The lamp on the desk \($0 % 3).\n" }.joined().write(
        toFile: "\(folder.path)/text.\(language)", atomically: true, encoding: .utf8)
    }
    let text = ["\(folder.path)/text.en", "\(folder.path)/text.de"]
    let built = try Program.run(
      ["shortlist", "build", model, "--write-lexicon", "\(folder.path)/lex", "--common", "5"] + text)
    #expect(built.status == 0, "\(built.errors)")
    #expect(folder.read("model/model.json")?.contains("shortlist.bin") == true)
    let again = try Program.run(["shortlist", "build", model, "--lexicon", "\(folder.path)/lex"])
    #expect(again.status == 0, "\(again.errors)")
    #expect(try Program.run(["filter", "--model", model, "--shortlist"], input: "The lamp.\n").status == 0)
    let tuned = try Program.run(["tune", model, "--from", "en", "--to", "de", "--beam-size", "2"] + text)
    #expect(tuned.status == 0 && tuned.output.contains("auto"), "\(tuned.errors)")
    let wrong = try Program.run(["tune", model, "--from", "fr", "--to", "ja", "--dry-run"] + text)
    #expect(wrong.status != 0 && wrong.errors.contains("fr"), "\(wrong.errors)")
  }

  @Test func benchFindsModelsByLanguage() throws {
    let folder = try TemporaryDirectory()
    let environment = ["XDG_DATA_HOME=\(folder.path)", "HOME=\(folder.path)"]
    let added = try Program.run(
      ["model", "add", "--source-language", "en", "--target-language", "sw", Self.golden("huggingface")],
      environment: environment)
    #expect(added.output == "en-sw\n", "\(added.errors)")
    let text = "\(folder.path)/text"
    try "The lamp.\n".write(toFile: text, atomically: true, encoding: .utf8)
    let bench = ["bench", "translate", "--input", text, "--beam-size", "1", "--precision", "int8"]
    #expect(try Program.run(bench + ["--from", "en", "--to", "sw"], environment: environment).status == 0)
    #expect(try Program.run(bench + ["--from", "en"], environment: environment).errors.contains("both"))
  }

  @Test func searchAndGetSayWhatTheyLack() throws {
    let folder = try TemporaryDirectory()
    let mirror = ["--from-mirror", folder.path]
    #expect(try Program.run(["model", "search"] + mirror).errors.contains("index.json"))
    let index = """
      [{"from_code": "en", "to_code": "de", "package_version": "1.0", "links": ["https://example.org/a.argosmodel"]}]
      """
    try index.write(toFile: "\(folder.path)/index.json", atomically: true, encoding: .utf8)
    let found = try Program.run(["model", "search", "en-de"] + mirror)
    #expect(found.output.hasPrefix("argos-en-de\ten to de\tversion 1.0\tsize not told"), "\(found.errors)")
    let environment = ["XDG_DATA_HOME=\(folder.path)", "XDG_CACHE_HOME=\(folder.path)"]
    let missing = try Program.run(["model", "get", "en-de"] + mirror, environment: environment)
    #expect(missing.status == 1 && missing.errors.contains("a.argosmodel is not there"), "\(missing.errors)")
    #expect(try Program.run(["model", "get", "en-fr"] + mirror).errors.contains("no model for en-fr"))
  }
}
