import FoundationEssentials
import Testing
import Training

@Suite struct ConfigurationTests {
  private func options(_ text: String) throws -> TrainingOptions {
    var options = TrainingOptions()
    try options.apply(ConfigurationFile(text: text, path: "run.yaml"))
    return options
  }

  private func message(_ text: String) -> String {
    do {
      _ = try options(text)
      return ""
    } catch { return "\(error)" }
  }

  @Test func yamlAndJSONSayTheSame() throws {
    let yaml = try options(
      """
      # a comment
      train-sets: [a b.en, "c\\u00e4.de"]
      dim-emb: 128
      transformer-norm: pre
      lr-warmup-start-rate: 1e-7
      valid-metrics:
        - bleu
        - cross-entropy
      save-freq: 1e
      valid-sets:
      """)
    let json = try options(
      #"{"train-sets": ["a b.en", "cä.de"], "dim-emb": 128, "transformer-norm": "pre", "lr-warmup-start-rate": 1e-7, "#
        + #""valid-metrics": ["bleu", "cross-entropy"], "save-freq": "1e", "valid-sets": []}"#)
    #expect(yaml == json)
    #expect(yaml.trainSets == ["a b.en", "cä.de"] && yaml.dim == 128 && yaml.normalization == .pre)
    #expect(yaml.lrWarmupStartRate == 1e-7 && yaml.validMetrics == [.bleu, .crossEntropy])
    #expect(yaml.saveFrequency == Frequency(1, .epochs) && yaml.validSets.isEmpty)
  }

  @Test func whatIsWrittenIsRead() throws {
    var options = TrainingOptions()
    options.trainSets = ["plain.txt", "with space", "quo\"te\\", "tab\tü", "~", "-", "1e"]
    options.initialModel = ""
    options.optimizerParams = [0.9, 0.999, 1e-8]
    options.validFrequency = Frequency(2, .epochs)
    options.seed = .max
    #expect(try self.options(options.yaml) == options)
    #expect(try self.options("") == TrainingOptions())
  }

  @Test func mistakesAreNamed() {
    #expect(message("lern-rate: 1") == "run.yaml:1: there is no 'lern-rate'; did you mean 'learn-rate'?")
    #expect(message("\nmini_batch_words: 1").hasPrefix("run.yaml:2: there is no 'mini_batch_words'; did you mean"))
    #expect(message("zzzzzzzzzzzzzz: 1").contains("'translate help train run' lists"))
    #expect(message("seed: 1\nseed: 2") == "run.yaml:2: 'seed' stands on line 1 already")
    #expect(message("dim-emb: big") == "run.yaml:1: 'dim-emb' needs a whole number, not 'big'")
    #expect(message("dim-emb: [1, 2]").contains("needs a whole number"))
    #expect(message("save-freq: 0").contains("such as 1000"))
    #expect(message("transformer-norm: mid").contains("post or pre"))
    #expect(message("seed: {a: 1}").contains("text or a list"))
    #expect(message("- a\n- b").contains("'name: value'"))
    #expect(message("a: [1\nb: 2").hasPrefix("run.yaml:"))
    #expect(message("\u{0}").hasPrefix("run.yaml:1: not valid YAML"))
  }

  @Test func everySettingIsDocumented() throws {
    let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    let text = String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: "\(root)/Documentation/training.md")), as: UTF8.self)
    for key in TrainingKey.all { #expect(text.contains("`\(key.name)`"), "\(key.name)") }
  }
}
