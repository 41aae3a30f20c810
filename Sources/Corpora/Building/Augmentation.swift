import Basics
import Text

/// What share of the training pairs gets an altered copy of each kind.
public struct AugmentationOptions: Equatable, Sendable {
  /// Names, numbers and directives replaced by `<ph0>` to `<ph31>` on both sides.
  public var placeholders = 0.0
  /// The same, of the pairs that hold directives or tags.
  public var directives = 0.0
  /// Both sides in capitals.
  public var capitals = 0.0
  /// The source in title case; the target as it is.
  public var titleCase = 0.0
  /// Two neighbouring pairs of a document as one.
  public var joined = 0.0
  /// Both sides without the final stop.
  public var withoutStop = 0.0
  /// The source with stray spaces.
  public var spacing = 0.0

  public init() {}
}

/// Makes altered copies of pairs. What happens to a pair depends on the pair alone, not on what came before, except for
/// joining.
package final class Augmenter {
  private let options: AugmentationOptions
  private let sourceCase: CaseMapper
  private let targetCase: CaseMapper
  private var previous: (document: String, pair: TextPair)?

  package init(_ options: AugmentationOptions, _ languages: LanguagePair) throws(TextError) {
    self.options = options
    sourceCase = try CaseMapper(locale: languages.source)
    targetCase = try CaseMapper(locale: languages.target)
  }

  /// Altered copies of a pair of `document`, usually none.
  package func copies(of pair: TextPair, document: String) -> [TextPair] {
    var random = SplitMix64(seed: TextKey.pair(pair))
    defer { previous = (document, pair) }
    var copies: [TextPair?] = []
    if random.happens(maskingShare(of: pair)) { copies.append(CopyMasking.masked(pair, &random)) }
    if random.happens(options.capitals) { copies.append(capitals(pair)) }
    if random.happens(options.titleCase) { copies.append(titleCase(pair)) }
    if random.happens(options.joined) { copies.append(joined(pair, document)) }
    if random.happens(options.withoutStop) { copies.append(Self.withoutStop(pair)) }
    if random.happens(options.spacing) { copies.append(Self.spaced(pair, &random)) }
    return copies.compactMap { $0 == pair ? nil : $0 }
  }

  private func maskingShare(of pair: TextPair) -> Double {
    options.directives > options.placeholders && !Placeholders.keys(of: pair.source).isEmpty
      ? options.directives : options.placeholders
  }

  /// Not where letters have a meaning: directives, tags, addresses, paths.
  private func isCaseFree(_ pair: TextPair) -> Bool {
    Placeholders.keys(of: pair.source).isEmpty
      && !pair.source.utf8.contains { [0x2F, 0x5C, 0x5F, 0x40, 0x3D].contains($0) }
  }

  private func capitals(_ pair: TextPair) -> TextPair? {
    guard isCaseFree(pair) else { return nil }
    return TextPair(sourceCase.uppercased(pair.source), targetCase.uppercased(pair.target))
  }

  private func titleCase(_ pair: TextPair) -> TextPair? {
    let words = pair.source.split(separator: " ").count
    guard isCaseFree(pair), (2...10).contains(words), pair.source.last != "." else { return nil }
    let titled = pair.source.split(separator: " ").map { word in
      word.dropFirst().contains(where: \.isUppercase) ? String(word) : sourceCase.titlecased(String(word))
    }
    return TextPair(titled.joined(separator: " "), pair.target)
  }

  private func joined(_ pair: TextPair, _ document: String) -> TextPair? {
    guard let previous, previous.document == document, Self.endsSentence(previous.pair), Self.endsSentence(pair),
      previous.pair.source.utf8.count + pair.source.utf8.count < 400
    else { return nil }
    return TextPair(previous.pair.source + " " + pair.source, previous.pair.target + " " + pair.target)
  }

  private static func endsSentence(_ pair: TextPair) -> Bool {
    pair.source.last.map { ".!?".contains($0) } == true && pair.source.last == pair.target.last
  }

  private static func withoutStop(_ pair: TextPair) -> TextPair? {
    guard pair.source.hasSuffix("."), pair.target.hasSuffix("."), !pair.source.hasSuffix(".."),
      !pair.target.hasSuffix("..")
    else { return nil }
    return TextPair(String(pair.source.dropLast()), String(pair.target.dropLast()))
  }

  /// A doubled space, or one in front of the final punctuation.
  private static func spaced(_ pair: TextPair, _ random: inout SplitMix64) -> TextPair? {
    let spaces = pair.source.indices.filter { pair.source[$0] == " " }
    guard !spaces.isEmpty else { return nil }
    var source = pair.source
    if let last = source.last, ".!?:".contains(last), random.happens(0.3) {
      source.insert(" ", at: source.index(before: source.endIndex))
    } else {
      source.insert(" ", at: spaces[random.below(spaces.count)])
    }
    return TextPair(source, pair.target)
  }
}
