import FoundationEssentials
import Subwords

/// The files in Golden/, which make.sh made with subword-nmt.
enum Golden {
  static func path(_ name: String, of file: String = #filePath) -> String {
    (file.split(separator: "/").dropLast() + ["Golden", name[...]]).reduce(into: "") { $0 += "/" + $1 }
  }

  static func lines(_ name: String) throws -> [String] {
    try lines(of: Data(contentsOf: URL(filePath: path(name))))
  }

  /// A line can begin with a combining mark, which is one `Character` with the line end in front of it.
  static func lines(of text: some Collection<UInt8>) -> [String] {
    text.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
  }

  /// What is learnt from golden files.
  static func learn(
    _ files: [String], _ size: BPELearner.Options.Size, pretokenized: Bool = false, minimumCharacterCount: Int = 1
  ) throws -> BPELearner.Result {
    let counter = try WordCounter(pretokenized: pretokenized)
    for line in try files.flatMap(lines) { counter.add(line) }
    var options = BPELearner.Options(size: size)
    options.minimumCharacterCount = minimumCharacterCount
    options.excludesInvisible = !pretokenized
    var learner = try BPELearner(counter, options: options)
    return try learner.learn()
  }

  /// A small model learnt from the golden sentences.
  static func model() throws -> SubwordModel {
    let result = try learn(["sentences.txt"], .merges(150), minimumCharacterCount: 2)
    return SubwordModel(codes: result.codes, vocabulary: result.vocabulary)
  }
}
