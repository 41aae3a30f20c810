import Basics
import Corpora
import Subwords
import Terminology
import Translation

/// Turns a pair of lines into the tokens of a training example, or of two where both directions are trained.
final class PairEncoder {
  private let encoder: SubwordEncoder
  private let options: BatchSource.Options
  private let hints: TrainingHints?

  init(_ model: SubwordModel, _ options: BatchSource.Options, hints: TrainingHints?) throws {
    encoder = try SubwordEncoder(model: model)
    self.options = options
    self.hints = hints
  }

  /// The examples of a pair, each with the end of the sentence on both sides. A side with a like sentence's translation
  /// behind it can be read, and is nothing to be learnt to write.
  func examples(_ source: String, _ target: String, _ generator: inout SplitMix64) -> [TokenPair] {
    let prefix = options.bothDirections ? [ControlToken.forward.id] : []
    var examples: [TokenPair] = []
    if !Self.holdsMemory(target) { examples.append(example(source, target, prefix, hints?.forward, &generator)) }
    if options.bothDirections, !Self.holdsMemory(source) {
      examples.append(example(target, source, [ControlToken.backward.id], hints?.backward, &generator))
    }
    return examples
  }

  private static func holdsMemory(_ text: String) -> Bool {
    PlaceholderTokens.mayStand(in: text) && PlaceholderTokens.parts(of: text).contains(ControlToken.memory.part)
  }

  private func example(
    _ source: String, _ target: String, _ prefix: [Int32], _ maker: HintMaker?, _ generator: inout SplitMix64
  ) -> TokenPair {
    let hints = PlaceholderTokens.mayStand(in: source) ? [] : maker?.hints(for: source, target, using: &generator) ?? []
    return TokenPair(
      source: prefix + encode(source, hints, &generator) + [Vocabulary.endOfSentence],
      target: encode(target, [], &generator) + [Vocabulary.endOfSentence])
  }

  /// `<ph0>` to `<ph31>` are read as the vocabulary's placeholder tokens.
  private func encode(_ text: String, _ hints: [Hint], _ generator: inout SplitMix64) -> [Int32] {
    if !hints.isEmpty { return encoder.encode([SubwordPart](text, hints: hints) { [.text($0)] }) }
    if PlaceholderTokens.mayStand(in: text) { return encoder.encode(PlaceholderTokens.parts(of: text)) }
    return options.bpeDropout > 0
      ? encoder.encode(text, dropout: options.bpeDropout, using: &generator) : encoder.encode(text)
  }
}

/// Where hints come from in training: the dictionaries of both directions.
package struct TrainingHints {
  let forward: HintMaker
  let backward: HintMaker

  /// Opens the word lists that 'translate dictionary build' has put into a directory.
  ///
  /// - Throws: ``WordListError``.
  package init(directory: String, source: String, target: String) throws(WordListError) {
    forward = HintMaker(try WordList(path: "\(directory)/words.\(source)-\(target).bin"), language: source)
    backward = HintMaker(try WordList(path: "\(directory)/words.\(target)-\(source).bin"), language: target)
  }
}
