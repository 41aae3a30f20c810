import Testing

@Suite("Command line")
struct UsageTests {
  @Test("The version and the help go to standard output")
  func help() throws {
    let version = try Program.run(["--version"])
    #expect(version.status == 0)
    #expect(version.output.wholeMatch(of: #/\d+\.\d+\.\d+\n/#) != nil)
    let help = try Program.run(["help", "filter"])
    #expect(help.status == 0)
    for option in [
      "--model", "--beam-size", "-b", "--normalize", "--n-best", "--threads", "--mini-batch-words",
      "--max-length-factor", "--scores", "--alignment", "--format", "--strict", "--quiet",
    ] { #expect(help.output.contains(option)) }
    #expect(help.errors.isEmpty)
  }

  @Test(
    "Wrong usage is status 64, with an explanation on standard error and nothing else",
    arguments: [
      ["--no-such-option"], ["--beam-size", "0"], ["--beam-size", "many"], ["--n-best", "-1"], ["--format", "xml"],
      ["--threads", "0"], ["--mini-batch-words", "0"], ["--max-length-factor", "-1"], ["--normalize", "nan"],
      ["--sampling", "--top-p", "2"], ["extra"], ["--seed", "3"], ["--top-k", "3"], ["--numbers", "some"],
    ])
  func wrongUsage(arguments: [String]) throws {
    let result = try Program.run(arguments)
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("translate: error: "))
  }

  @Test("Who mistypes a subcommand or names a file is told what to type")
  func advice() throws {
    #expect(try Program.run(["scroe"]).errors.contains("did you mean 'score'?"))
    #expect(try Program.run(["fils", "x"]).errors.contains("did you mean 'files'?"))
    #expect(try Program.run(["/etc/passwd"]).errors.contains("translate -i /etc/passwd"))
    let penalty = try Program.run(["--word-penalty", "-0.5", "--model", "/nowhere"])
    #expect(penalty.status == 1 && penalty.errors.contains("/nowhere"))
  }

  @Test("Activations that training does not know are refused, on the command line and in a file")
  func activation() throws {
    let usual = ["train", "--train-sets", "/dev/null", "/dev/null", "--vocab", "/nowhere", "--model", "/nowhere"]
    let flag = try Program.run(usual + ["--transformer-ffn-activation", "gelu"])
    #expect(flag.status != 0 && flag.status < 128)
    #expect(flag.errors.contains("relu or swish, not gelu"))
    let file = try Program.shell(
      #"""
      f=$(mktemp); trap 'rm $f' EXIT; echo 'transformer-ffn-activation: gelu-tanh' > $f
      "$0" "$@" --config $f
      """#, arguments: usual)
    #expect(file.status != 0 && file.status < 128)
    #expect(file.errors.contains("transformer-ffn-activation"))
  }

  @Test("A model or a file that is not there is status 1, in words that name it")
  func missingFiles() throws {
    let model = try Program.run(["--model", "/nowhere/model"])
    #expect(model.status == 1)
    #expect(model.output.isEmpty)
    #expect(model.errors.hasPrefix("translate: error: no model '/nowhere/model' found"))
    let environment = try Program.run([], environment: ["TRANSLATE_MODEL=/nowhere/else"])
    #expect(environment.status == 1)
    #expect(environment.errors.contains("/nowhere/else"))
  }

  @Test("Placeholder tokens are read where they are asked for, and come back")
  func placeholderTokens() throws {
    let vocabulary = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/Vocab/en-de"
    let encode = ["bpe", "encode", "--ids", "--model", vocabulary]
    let line = "<ph31> no <ph3>tab <ph99>\n"
    let found = try Program.run(encode + ["--placeholders"], input: line).output
    // </s> and <unk> stand in front of the placeholders.
    #expect(found.hasPrefix("\(2 + 31) ") && found.contains(" \(2 + 3) "))
    #expect(try !Program.run(encode, input: line).output.hasPrefix("\(2 + 31) "))
    #expect(try Program.run(["bpe", "decode", "--ids", "--model", vocabulary], input: found).output == line)
    #expect(try Program.run(["bpe", "encode", "--codes", "x", "--placeholders"]).status == 64)
  }

  @Test("Completion scripts are made for every shell", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) throws {
    let result = try Program.run(["--generate-completion-script", shell])
    #expect(result.status == 0)
    #expect(result.output.contains("mini-batch-words"))
  }
}
