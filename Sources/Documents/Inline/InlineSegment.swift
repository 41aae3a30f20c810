/// A segment cut out of running text: parts, where they stand, and which spans belong together.
///
/// What stands at its ends and says nothing to the sentence is left out: white space, pictures, and elements that
/// enclose all of it.
struct InlineSegment {
  private(set) var range: Range<Int>
  private(set) var parts: [SegmentPart] = []
  private(set) var spans: [Range<Int>] = []
  private(set) var pairs: [SpanPair] = []

  /// nil where there is nothing to translate.
  init?(_ items: [InlineItem], in bytes: [UInt8]) {
    let folded = Self.trimmed(Self.folded(items))
    guard folded.contains(where: \.hasLetters) else { return nil }
    let items = Self.withoutOuterSpace(Self.merged(folded), bytes)
    guard let first = items.first, let last = items.last else { return nil }
    range = first.range.lowerBound..<last.range.upperBound
    for item in items {
      if case .text(let text) = item.kind {
        parts.append(.text(text))
      } else {
        parts.append(.span(item.span ?? String(decoding: bytes[item.range], as: UTF8.self)))
        spans.append(item.range)
      }
    }
    pairs = Self.pairs(items, parts)
  }

  /// Puts plain spaces in the place of no-break spaces, which the writer gives back; nil where there are none.
  mutating func takeHardSpaces() -> HardSpaces? { HardSpaces(&parts) }

  /// Makes one item of every element that is opaque or holds no text. Elements without an end become voids.
  private static func folded(_ items: [InlineItem]) -> [InlineItem] {
    let partners = InlinePairs(items).partners
    let letters = items.reduce(into: [0]) { $0.append($0[$0.count - 1] + ($1.hasLetters ? 1 : 0)) }
    let atoms = items.reduce(into: [0]) { $0.append($0[$0.count - 1] + ($1.kind == .atom ? 1 : 0)) }
    var result: [InlineItem] = []
    var index = 0
    while index < items.count {
      defer { index += 1 }
      var item = items[index]
      switch item.kind {
      case .open(_, let isOpaque):
        guard let end = partners[index] else {
          item.kind = .void
          break
        }
        guard isOpaque || letters[end] == letters[index] else { break }
        item.kind = isOpaque || atoms[end] > atoms[index] ? .atom : .void
        item.range = item.range.lowerBound..<items[end].range.upperBound
        index = end
      case .close where partners[index] == nil: item.kind = .void
      default: break
      }
      result.append(item)
    }
    return result
  }

  private static func trimmed(_ items: [InlineItem]) -> ArraySlice<InlineItem> {
    let partners = InlinePairs(items).partners
    var rest = items[...]
    while let first = rest.first, let last = rest.last {
      if first.isVoid || first.isWhiteSpace {
        rest.removeFirst()
      } else if last.isVoid || last.isWhiteSpace {
        rest.removeLast()
      } else if rest.count > 1, partners[rest.startIndex] == rest.endIndex - 1 {
        rest = rest.dropFirst().dropLast()
      } else {
        break
      }
    }
    return rest
  }

  /// Joins texts, and markup, that stand side by side.
  private static func merged(_ items: ArraySlice<InlineItem>) -> [InlineItem] {
    var result: [InlineItem] = []
    for item in items {
      guard let last = result.last else {
        result.append(item)
        continue
      }
      let range = last.range.lowerBound..<item.range.upperBound
      if case .text(let start) = last.kind, case .text(let end) = item.kind {
        result[result.count - 1] = InlineItem(kind: .text(start + end), range: range)
      } else if last.isUnpaired, item.isUnpaired, last.range.upperBound == item.range.lowerBound {
        result[result.count - 1] = InlineItem(kind: .atom, range: range)
      } else {
        result.append(item)
      }
    }
    return result
  }

  private static func withoutOuterSpace(_ items: [InlineItem], _ bytes: [UInt8]) -> [InlineItem] {
    var items = items
    if let first = items.first, case .text(let text) = first.kind {
      items[0].range = bytes.skip(first.range) { $0.isSpace }..<first.range.upperBound
      items[0].kind = .text(String(text.drop { $0.isASCII && $0.isWhitespace }))
    }
    if let last = items.last, case .text(let text) = last.kind {
      items[items.count - 1].range = last.range.lowerBound..<bytes.trimmed(last.range).upperBound
      items[items.count - 1].kind = .text(text.trimmingEnd())
    }
    return items
  }

  private static func pairs(_ items: [InlineItem], _ parts: [SegmentPart]) -> [SpanPair] {
    InlinePairs(items).partners.enumerated().compactMap { index, partner in
      guard let partner, partner > index, case .span(let opening) = parts[index],
        case .span(let closing) = parts[partner]
      else { return nil }
      return SpanPair(opening: opening, closing: closing)
    }
  }
}
