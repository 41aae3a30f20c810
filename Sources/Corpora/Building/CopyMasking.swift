import Basics
import Text

/// Replaces what a translation copies by the vocabulary's placeholder tokens, `<ph0>` to `<ph31>`.
package enum CopyMasking {
  /// The vocabulary has this many.
  package static let tokenCount = 32
  private static let mostWords = 4
  private static let mostDirectives = 16

  /// The pair with its directives and tags replaced, and up to four words that stand once on each side (numbers, names
  /// inside the sentence, paths); nil where there are none. Tokens are numbered in the order of the source, from 0 or,
  /// to exercise them all, from a random one.
  package static func masked(_ pair: TextPair, _ random: inout SplitMix64) -> TextPair? {
    let start = random.happens(0.5) ? 0 : random.below(tokenCount - mostDirectives - mostWords)
    var found: [String: [Int]] = [:]
    let directives = matchingDirectives(of: pair)
    for (number, directive) in directives.enumerated() { found[directive, default: []].append(number) }
    let source = hidingDirectives(of: pair.source, found)
    let target = hidingDirectives(of: pair.target, found)
    var words = WordMasking(TextPair(source, target), firstNumber: directives.count)
    words.mask(atMost: mostWords)
    return words.next > 0 ? words.pair(numberedFrom: start) : nil
  }

  /// The directives of the source in order, if the target has the same ones in whatever order.
  private static func matchingDirectives(of pair: TextPair) -> [String] {
    let source = directives(of: pair.source)
    let isUsable = source.count <= mostDirectives && source.sorted() == directives(of: pair.target).sorted()
    return isUsable ? source : []
  }

  private static func directives(of text: String) -> [String] {
    let bytes = Array(text.utf8)
    return Placeholders.matches(in: text).map { String(decoding: bytes[$0.range], as: UTF8.self) }
  }

  /// `text` with each directive as `<phN>`, where N is the next of its numbers.
  private static func hidingDirectives(of text: String, _ numbers: [String: [Int]]) -> String {
    guard !numbers.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var remaining = numbers
    var masked: [UInt8] = []
    var position = 0
    for match in Placeholders.matches(in: text) {
      let directive = String(decoding: bytes[match.range], as: UTF8.self)
      guard let number = remaining[directive]?.first else { continue }
      remaining[directive]?.removeFirst()
      masked += bytes[position..<match.range.lowerBound] + Array("<ph\(number)>".utf8)
      position = match.range.upperBound
    }
    return String(decoding: masked + bytes[position...], as: UTF8.self)
  }
}

/// A pair in words, of which some are being replaced.
private struct WordMasking {
  private var source: [Word]
  private var target: [Word]
  /// The number of the next placeholder.
  private(set) var next: Int

  init(_ pair: TextPair, firstNumber: Int) {
    source = pair.source.split(separator: " ", omittingEmptySubsequences: false).map(Word.init)
    target = pair.target.split(separator: " ", omittingEmptySubsequences: false).map(Word.init)
    next = firstNumber
  }

  /// Replaces words that stand once on each side.
  mutating func mask(atMost count: Int) {
    let end = next + count
    for index in source.indices where next < end {
      let core = source[index].core
      guard Self.isCopied(core, isFirst: index == 0), source.count(where: { $0.core == core }) == 1 else { continue }
      let places = target.indices.filter { target[$0].core == core }
      guard places.count == 1, let place = places.first else { continue }
      source[index].core = "<ph\(next)>"
      target[place].core = source[index].core
      next += 1
    }
  }

  /// The pair with the numbers of placeholders raised by `start`.
  func pair(numberedFrom start: Int) -> TextPair {
    TextPair(Self.text(source, raisedBy: start), Self.text(target, raisedBy: start))
  }

  private static func text(_ words: [Word], raisedBy start: Int) -> String {
    let text = words.map(\.text).joined(separator: " ")
    guard start > 0 else { return text }
    return PlaceholderTokens.parts(of: text).reduce(into: "") { result, part in
      switch part {
      case .text(let text): result += text
      case .placeholder(let number): result += "<ph\(number + start)>"
      }
    }
  }

  /// Has a digit or a sign of names and code, or is a capitalised word inside the sentence.
  private static func isCopied(_ word: String, isFirst: Bool) -> Bool {
    guard let first = word.utf8.first, !word.contains("<ph") else { return false }
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
