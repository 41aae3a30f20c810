import Text

/// Replaces what a translation copies by the vocabulary's placeholder tokens, `<ph0>` to `<ph31>`.
package enum CopyMasking {
  /// The vocabulary has this many.
  package static let tokenCount = 32
  private static let mostReplaced = 4

  /// The pair with up to four words that stand once on each side (numbers, names inside the sentence, paths,
  /// directives) replaced; nil where there are none. Tokens are numbered in the order of the source, from 0 or, to
  /// exercise them all, from a random one.
  package static func masked(_ pair: TextPair, _ random: inout HashRandom) -> TextPair? {
    var source = pair.source.split(separator: " ", omittingEmptySubsequences: false).map(Word.init)
    var target = pair.target.split(separator: " ", omittingEmptySubsequences: false).map(Word.init)
    let start = random.happens(0.5) ? 0 : random.below(tokenCount - mostReplaced)
    var replaced = 0
    for index in source.indices where replaced < mostReplaced {
      let core = source[index].core
      guard isCopied(core, isFirst: index == 0), source.count(where: { $0.core == core }) == 1 else { continue }
      let places = target.indices.filter { target[$0].core == core }
      guard places.count == 1, let place = places.first else { continue }
      source[index].core = "<ph\(start + replaced)>"
      target[place].core = source[index].core
      replaced += 1
    }
    guard replaced > 0 else { return nil }
    return TextPair(text(source), text(target))
  }

  private static func text(_ words: [Word]) -> String { words.map(\.text).joined(separator: " ") }

  /// Has a digit or a sign of names and code, or is a capitalised word inside the sentence.
  private static func isCopied(_ word: String, isFirst: Bool) -> Bool {
    guard let first = word.utf8.first, !word.hasPrefix("<ph") else { return false }
    let signs = "%{}_/@$\\=~<>".utf8
    if word.utf8.contains(where: { isDigit($0) || signs.contains($0) }) { return true }
    return !isFirst && (0x41...0x5A).contains(first) && word.utf8.count > 1
  }

  /// A word between spaces, without the punctuation around it.
  private struct Word {
    let front: Substring
    var core: String
    let back: Substring

    init(_ word: Substring) {
      let opening: Set<Character> = ["(", "[", "\"", "'", "“", "„", "‚", "»", "«", "‘", "”"]
      let closing: Set<Character> = [".", ",", ";", ":", "!", "?", ")", "]", "\"", "'", "“", "”", "«", "»", "’", "‘"]
      front = word.prefix { opening.contains($0) }
      let rest = word[front.endIndex...]
      let length = rest.reversed().prefix { closing.contains($0) }.count
      back = rest.suffix(length)
      core = String(rest.dropLast(length))
    }

    var text: String { front + core + back }
  }
}
