import Testing

@Suite("Errors of every subcommand")
struct ErrorVoiceTests {
  /// Wrong usage (status 64) and work that cannot be done (status 1); nothing here needs a model.
  static let failing: [[String]] = [
    ["--no-such-option"], ["--beam-size", "0"], ["--model", "/nowhere"], ["-i", "/nowhere/text"], ["scroe"],
    ["files"], ["files", "/nowhere", "--to", "/nowhere", "--model", "/nowhere"],
    ["score"], ["score", "/nowhere"], ["score", "/dev/null", "-i", "/dev/null"],
    ["score", "/dev/null", "--tokenize", "x"],
    ["bpe", "learn"], ["bpe", "learn", "/nowhere", "-o", "/nowhere/x"], ["bpe", "encode"],
    ["bpe", "encode", "--codes", "/nowhere"], ["bpe", "decode", "--model", "/nowhere"],
    ["corpus", "extract", "/nowhere.po"], ["corpus", "extract", "/nowhere"], ["corpus", "clean", "/nowhere"],
    ["corpus", "build", "/nowhere"], ["corpus", "build"],
    ["train", "--config", "/nowhere"], ["train", "average", "/nowhere", "-o", "/nowhere"],
    ["train", "report", "/nowhere"],
    ["model", "info", "/nowhere"], ["model", "import", "/nowhere", "/nowhere/x"], ["model", "add", "/nowhere"],
    ["model", "quantize", "/nowhere", "/nowhere/x"],
    ["model", "export", "/nowhere", "/nowhere/x", "--format", "marian"],
    ["shortlist", "build", "/nowhere", "/nowhere", "/nowhere"],
    ["dictionary", "build", "/nowhere", "--text", "/nowhere"],
    ["tune", "/nowhere", "/nowhere", "/nowhere"], ["bench", "gemm", "--sizes", "0"],
    ["bench", "translate", "/nowhere"],
    ["memory", "search", "x", "--memory", "/nowhere/x"], ["memory", "import", "/nowhere"], ["memory", "delete"],
    ["correct"], ["report", "corrections", "--memory", "/nowhere/x"], ["serve", "--port", "-1"],
  ]

  @Test("Errors begin with the program's name, on standard error, and say what is wrong", arguments: failing)
  func voice(arguments: [String]) throws {
    let result = try Program.run(arguments)
    #expect(result.status != 0 && result.status < 128)
    let line = result.errors.split(separator: "\n").first { $0.hasPrefix("translate: error: ") }
    let words = try #require(line, "\(arguments): \(result.errors)").dropFirst("translate: error: ".count)
    #expect(words.split(separator: " ").count > 2)
    #expect(!words.hasSuffix("."))
    #expect(result.errors.hasPrefix("translate: "))
  }
}
