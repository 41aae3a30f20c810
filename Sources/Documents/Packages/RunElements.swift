/// The elements of a paragraph, in groups between tabs and line breaks.
struct RunElements {
  enum Kind: Equatable {
    case text(String)
    case atom
    case open, close, boundary
  }

  struct Element {
    var kind: Kind
    var range: Range<Int>
    /// The run that it begins and ends in; nil: it stands beside runs.
    var enter: RunFormat?
    var leave: RunFormat?

    var text: String? { if case .text(let text) = kind { text } else { nil } }
  }

  private var elements: [Element] = []
  /// Where the elements of an open field begin, and what it is.
  private var fieldStart: Int?
  private var depth = 0
  private var isLink = false
  private var isLinkOpen = false

  mutating func append(_ kind: Kind, _ range: Range<Int>, in format: RunFormat?) {
    if kind == .atom, let last = elements.last, last.kind == .atom, last.range.upperBound == range.lowerBound,
      last.leave == format
    {
      elements[elements.count - 1].range = last.range.lowerBound..<range.upperBound
      elements[elements.count - 1].leave = format
      return
    }
    elements.append(Element(kind: kind, range: range, enter: format, leave: format))
  }

  /// Fields go from `begin` over `separate` to `end`. What is between the last two is computed, and stays; but the text
  /// of a link is text.
  mutating func field(_ type: String, _ range: Range<Int>, _ format: RunFormat) {
    switch type {
    case "begin":
      depth += 1
      elements.append(Element(kind: .atom, range: range, enter: format, leave: format))
      if depth == 1 { (fieldStart, isLink, isLinkOpen) = (elements.count - 1, false, false) }
    case "separate":
      elements.append(Element(kind: .atom, range: range, enter: format, leave: format))
      guard depth == 1, let start = fieldStart, isLink else { break }
      collapse(from: start, as: .open)
      isLinkOpen = true
    default:
      depth -= 1
      elements.append(Element(kind: .atom, range: range, enter: format, leave: format))
      guard depth <= 0 else { break }
      depth = 0
      if isLinkOpen {
        elements[elements.count - 1].kind = .close
      } else if let start = fieldStart {
        collapse(from: start, as: .atom)
      }
      (fieldStart, isLinkOpen) = (nil, false)
    }
  }

  mutating func instruction(_ text: String, _ range: Range<Int>, _ format: RunFormat) {
    isLink = isLink || (depth == 1 && text.contains("HYPERLINK"))
    append(.atom, range, in: format)
  }

  private mutating func collapse(from start: Int, as kind: Kind) {
    guard start < elements.count else { return }
    let range = elements[start].range.lowerBound..<elements[elements.count - 1].range.upperBound
    let element = Element(
      kind: kind, range: range, enter: elements[start].enter, leave: elements[elements.count - 1].leave)
    elements.replaceSubrange(start..., with: [element])
  }

  /// A field that goes on in the next paragraph is frozen up to here; a link is no pair then.
  private var closed: [Element] {
    guard let start = fieldStart, start < elements.count else { return elements }
    var copy = self
    if isLinkOpen { copy.elements[start].kind = .atom } else { copy.collapse(from: start, as: .atom) }
    return copy.elements
  }

  var groups: [[Element]] {
    var groups: [[Element]] = [[]]
    var depth = 0
    for var element in closed {
      switch element.kind {
      case .boundary where depth == 0:
        groups.append([])
        continue
      case .boundary: element.kind = .atom
      case .open: depth += 1
      case .close where depth == 0: element.kind = .atom
      case .close: depth -= 1
      default: break
      }
      groups[groups.count - 1].append(element)
    }
    return depth == 0 ? groups : []
  }
}
