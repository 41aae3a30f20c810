import Terminology

/// A masked segment with further marks in the place of its facts, in chunks of no more marks than a model can place.
struct FactMask: Sendable {
  /// What goes to the model, and what its marks stand for.
  struct Chunk: Sendable {
    /// Masked, without white space at its ends.
    var text: String
    /// By the number of the mark.
    var originals: [String]
    /// White space behind the chunk.
    var space: String

    /// A translation of the chunk with what its marks stand for.
    func restored(_ translation: String) -> String {
      translation.unicodeScalars.reduce(into: "") { text, scalar in
        if let mark = SpanMark(scalar), originals.indices.contains(mark.number) {
          text += originals[mark.number]
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
  }

  private(set) var chunks: [Chunk] = []

  init(_ segment: String, finder: FactFinder) {
    self.init(segment, Self.covers(segment, finder))
  }

  /// With marks that stand for the translations of terms.
  init(_ segment: String, terms: [Glossary.Match]) {
    let scalars = segment.unicodeScalars
    func offset(_ index: String.Index) -> Int { scalars.distance(from: scalars.startIndex, to: index) }
    self.init(
      segment,
      terms.map {
        Cover(range: offset($0.range.lowerBound)..<offset($0.range.upperBound), form: $0.term.target)
      })
  }

  private init(_ segment: String, _ covers: [Cover]) {
    let items = Self.items(Array(segment.unicodeScalars), covers)
    var rest = items[...]
    while !rest.isEmpty {
      let end = Self.end(of: rest)
      chunks.append(Self.chunk(rest[..<end]))
      rest = rest[end...]
    }
  }

  // MARK: What a mark covers

  /// A stretch of the text that one mark stands for.
  private struct Cover {
    var range: Range<Int>
    var form: String
  }

  /// Facts with what belongs to them, such as a unit without a space; those that touch are one.
  private static func covers(_ segment: String, _ finder: FactFinder) -> [Cover] {
    let scalars = Array(segment.unicodeScalars)
    var covers: [Cover] = []
    for fact in finder.facts(of: segment) {
      var cover = Cover(range: fact.range, form: fact.form)
      if fact.kind == .unit, let number = covers.last, number.range.upperBound < fact.range.lowerBound {
        let gap = number.range.upperBound..<fact.range.lowerBound
        cover = Cover(range: gap.lowerBound..<fact.range.upperBound, form: String(scalars[gap]) + fact.form)
      }
      if fact.kind == .number { widen(&cover, scalars, finder.numbers) }
      if let last = covers.last, last.range.upperBound >= cover.range.lowerBound {
        guard last.range.upperBound == cover.range.lowerBound else { continue }
        covers[covers.count - 1] = Cover(
          range: last.range.lowerBound..<cover.range.upperBound, form: last.form + cover.form)
      } else {
        covers.append(cover)
      }
    }
    return withListsJoined(covers, scalars)
  }

  /// Lists of at least so many facts with nothing but commas between them go behind one mark.
  private static let shortestList = 4

  private static func withListsJoined(_ covers: [Cover], _ scalars: [Unicode.Scalar]) -> [Cover] {
    var joined: [Cover] = []
    var start = 0
    for end in covers.indices.map({ $0 + 1 }) {
      if end < covers.count, isListSeparator(scalars[covers[end - 1].range.upperBound..<covers[end].range.lowerBound]) {
        continue
      }
      let run = covers[start..<end]
      joined += run.count < shortestList ? Array(run) : [list(run, scalars)]
      start = end
    }
    return joined
  }

  private static func isListSeparator(_ gap: ArraySlice<Unicode.Scalar>) -> Bool {
    gap.count <= 2 && !gap.isEmpty && gap.allSatisfy { ",;/ \u{A0}".unicodeScalars.contains($0) }
  }

  /// One cover for several, with what stands between them.
  private static func list(_ covers: ArraySlice<Cover>, _ scalars: [Unicode.Scalar]) -> Cover {
    covers.dropFirst().reduce(covers[covers.startIndex]) { list, cover in
      let gap = String(scalars[list.range.upperBound..<cover.range.lowerBound])
      return Cover(range: list.range.lowerBound..<cover.range.upperBound, form: list.form + gap + cover.form)
    }
  }

  private static func widen(_ cover: inout Cover, _ scalars: [Unicode.Scalar], _ numbers: NumberRule) {
    let letters = scalars[cover.range.upperBound...].prefix { $0.properties.isAlphabetic }
    if !letters.isEmpty, letters.count <= 4 {
      let isOrdinal = ["st", "nd", "rd", "th"].contains(String(letters))
      cover.form =
        isOrdinal ? numbers.ordinal(cover.form) ?? cover.form + String(letters) : cover.form + String(letters)
      cover.range = cover.range.lowerBound..<letters.endIndex
    }
    let end = cover.range.upperBound
    guard end < scalars.count, scalars[end] == "%", end + 1 == scalars.count || !scalars[end + 1].isAlphanumeric else {
      return
    }
    cover.form += numbers.spacesPercent == true ? " %" : "%"
    cover.range = cover.range.lowerBound..<(end + 1)
  }

  // MARK: Chunks

  private enum Item {
    case text(Unicode.Scalar)
    case mark(SpanMark.Kind, original: String)
  }

  private static func items(_ scalars: [Unicode.Scalar], _ covers: [Cover]) -> [Item] {
    var items: [Item] = []
    var covers = covers[...]
    var index = 0
    while index < scalars.count {
      if let cover = covers.first, cover.range.lowerBound == index {
        items.append(.mark(.single, original: cover.form))
        index = cover.range.upperBound
        covers.removeFirst()
      } else {
        let scalar = scalars[index]
        items.append(SpanMark(scalar).map { .mark($0.kind, original: String(scalar)) } ?? .text(scalar))
        index += 1
      }
    }
    return items
  }

  /// Where the first chunk of `items` ends: behind all of them, or behind the last comma or else the last space that
  /// leaves no more marks than there are placeholders.
  private static func end(of items: ArraySlice<Item>) -> Int {
    var (marks, space, clause) = (0, items.startIndex, items.startIndex)
    var previous: Unicode.Scalar?
    for index in items.indices {
      switch items[index] {
      case .mark:
        marks += 1
        if marks > SpanMark.limit {
          let cut = marks > 0 && clause > items.startIndex ? clause : space
          return cut > items.startIndex ? cut : index
        }
        previous = nil
      case .text(let scalar):
        if scalar.properties.isWhitespace {
          space = index + 1
          if let previous, ",;:.".unicodeScalars.contains(previous) { clause = index + 1 }
        }
        previous = scalar
      }
    }
    return items.endIndex
  }

  private static func chunk(_ items: ArraySlice<Item>) -> Chunk {
    var chunk = Chunk(text: "", originals: [], space: "")
    for item in items {
      switch item {
      case .text(let scalar): chunk.text.unicodeScalars.append(scalar)
      case .mark(let kind, let original):
        chunk.text.unicodeScalars.append(SpanMark(kind, number: chunk.originals.count).scalar)
        chunk.originals.append(original)
      }
    }
    let scalars = chunk.text.unicodeScalars
    let end = scalars.lastIndex { !$0.properties.isWhitespace }.map { scalars.index(after: $0) } ?? scalars.startIndex
    chunk.space = String(scalars[end...])
    chunk.text = String(scalars[..<end])
    return chunk
  }
}
