import Decoding
import Subwords

/// Stands in a text for a protected span: one scalar at the end of the private use area.
///
/// Masked text so is an ordinary string that can be cut, measured and compared, and says of itself which spans open and
/// close. Where a text has such scalars of its own, ``SpanFinder`` hides them behind marks too.
package struct SpanMark: Hashable, Sendable {
  package enum Kind: UInt32, Sendable {
    case single, opening, closing
    /// Has its place among its like, as the first `%s` stands for the first argument.
    case sequential
  }

  package var kind: Kind
  /// From 0 up to ``limit``: the model's placeholder.
  package var number: Int

  /// How many different spans one segment can have. The highest placeholders of a vocabulary are for other uses.
  package static let limit = min(24, Vocabulary.placeholderCount)

  /// U+10FF00 and the 127 after it: 32 numbers of each kind.
  private static let first: UInt32 = 0x10FF00
  private static let stride: UInt32 = 32

  package init(_ kind: Kind, number: Int = 0) {
    self.kind = kind
    self.number = number
  }

  /// The mark that `scalar` is.
  package init?(_ scalar: Unicode.Scalar) {
    guard scalar.value >= Self.first, let kind = Kind(rawValue: (scalar.value - Self.first) / Self.stride) else {
      return nil
    }
    self.init(kind, number: Int((scalar.value - Self.first) % Self.stride))
  }

  package var scalar: Unicode.Scalar {
    Unicode.Scalar(Self.first + kind.rawValue * Self.stride + UInt32(number)) ?? "\u{FFFD}"
  }

  /// The placeholder's token.
  var token: Int32 { Vocabulary.firstPlaceholder + Int32(number) }
}

extension StringProtocol {
  /// The marks of a masked text, in order.
  package var marks: [SpanMark] { unicodeScalars.compactMap(SpanMark.init) }

  /// Whether there is anything to translate outside of the marks.
  package var hasLetters: Bool { unicodeScalars.contains { $0.properties.isAlphabetic } }
}

extension [SubwordPart] {
  /// A masked text as the model reads it.
  package init(masked text: String) {
    self = []
    var run = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      guard let mark = SpanMark(scalar) else {
        run.append(scalar)
        continue
      }
      if !run.isEmpty { append(.text(String(run))) }
      run.removeAll(keepingCapacity: true)
      append(.placeholder(mark.number))
    }
    if !run.isEmpty { append(.text(String(run))) }
  }

  /// The masked text of which a model has given these parts; `marks` are those of its source.
  package func masked(like marks: [SpanMark]) -> String {
    reduce(into: "") { text, part in
      switch part {
      case .text(let string): text += string
      case .placeholder(let number):
        let mark = marks.first { $0.number == number } ?? SpanMark(.single, number: number)
        text.unicodeScalars.append(mark.scalar)
      }
    }
  }
}

extension RequiredTokens {
  /// What a translation of a masked text has to hold: each placeholder once, and pairs nested in each other as in the
  /// source. A pair whose other half stands in another segment is open from the beginning, or to the end.
  package init(masked text: String) {
    let scalars = Array(text.unicodeScalars)
    let places = scalars.indices.filter { SpanMark(scalars[$0]) != nil }
    let marks = places.compactMap { SpanMark(scalars[$0]) }
    let openings = Self.openings(of: marks)
    // Closings without an opening, the innermost first, are numbered by themselves as openings are.
    let outer = marks.indices.filter { marks[$0].kind == .closing && openings[$0] == nil }
    var open = Array(outer.reversed())
    self.init([], openPairs: open)
    for (index, mark) in marks.enumerated() {
      let role: Role
      switch mark.kind {
      case .single: role = .single
      case .sequential: role = .sequential
      case .opening:
        role = .opening(pair: index, parent: open.last)
        open.append(index)
      case .closing:
        let pair = openings[index] ?? index
        role = .closing(pair: pair, mayBeEmpty: pair != index && places[index] == places[pair] + 1)
        if let place = open.lastIndex(of: pair) { open.removeSubrange(place...) }
      }
      items.append(Item(token: mark.token, role: role))
    }
  }

  /// For each closing mark the place of its opening; nil where it has none.
  private static func openings(of marks: [SpanMark]) -> [Int?] {
    var open: [Int] = []
    return marks.indices.map { index in
      switch marks[index].kind {
      case .single, .sequential: return nil
      case .opening:
        open.append(index)
        return nil
      case .closing: return open.popLast()
      }
    }
  }

  /// Whether `translation`, a masked text, holds what is required. White space is nothing that a pair could enclose.
  package func areMet(byMasked translation: String) -> Bool {
    areMet(
      by: translation.unicodeScalars.lazy.compactMap { scalar -> Int32? in
        if let mark = SpanMark(scalar) { return mark.token }
        return scalar.properties.isWhitespace ? nil : -1
      })
  }
}
