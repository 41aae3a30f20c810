/// A piece of running text with markup, as a reader finds it in the bytes of a document.
struct InlineItem: Sendable {
  enum Kind: Equatable, Sendable {
    /// Without the escapes of the format.
    case text(String)
    /// Markup that is part of its sentence, such as inline code. Its inside is not translated.
    case atom
    /// Markup that need not be part of a sentence at whose end it stands: a picture, a line break, a comment.
    case void
    /// A line break that is meant.
    case lineBreak
    /// Sentences end here, as at a tag of a template that begins a condition.
    case boundary
    /// Begins what the next `close` of this name ends. The inside of something opaque is not translated.
    case open(String, isOpaque: Bool)
    case close(String)
  }

  var kind: Kind
  var range: Range<Int>
  /// What a span says where that is not what is written: the label of `[label][]`.
  var span: String?

  var isUnpaired: Bool { kind == .atom || isVoid }
  var isVoid: Bool { kind == .void || kind == .lineBreak || kind == .boundary }
  var hasLetters: Bool { if case .text(let text) = kind { text.hasLetters } else { false } }
  var isWhiteSpace: Bool { if case .text(let text) = kind { text.utf8.allSatisfy { $0.isSpace } } else { false } }
}

/// Which items of a list begin and end the same element.
struct InlinePairs {
  /// For each item the other one of its pair.
  private(set) var partners: [Int?]

  /// A closing item goes with the last opening one of its name; those between, which nothing closes, stay alone.
  init(_ items: [InlineItem]) {
    partners = Array(repeating: nil, count: items.count)
    var open: [(name: String, index: Int)] = []
    var counts: [String: Int] = [:]
    for (index, item) in items.enumerated() {
      switch item.kind {
      case .open(let name, _):
        open.append((name, index))
        counts[name, default: 0] += 1
      case .close(let name) where counts[name, default: 0] > 0:
        while let last = open.popLast() {
          counts[last.name, default: 0] -= 1
          guard last.name == name else { continue }
          (partners[index], partners[last.index]) = (last.index, index)
          break
        }
      default: break
      }
    }
  }
}
