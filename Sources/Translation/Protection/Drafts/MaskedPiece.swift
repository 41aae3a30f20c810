/// A piece of a masked text, no longer than the model can take.
struct MaskedPiece {
  private var scalars: ArraySlice<Unicode.Scalar>
  private(set) var spans: [ProtectedSpan]

  init(_ text: String, spans: some Sequence<ProtectedSpan>) {
    scalars = Array(text.unicodeScalars)[...]
    self.spans = Array(spans)
  }

  /// Whether there is anything to translate: more than a single letter of ASCII, which names something.
  var hasWords: Bool {
    let letters = scalars.lazy.filter { $0.properties.isAlphabetic }.prefix(2)
    return letters.count > 1 || letters.contains { !$0.isASCII }
  }

  /// The text with the marks numbered.
  var numbered: String {
    var number = 0
    return scalars.reduce(into: "") { text, scalar in
      guard var mark = SpanMark(scalar) else { return text.unicodeScalars.append(scalar) }
      mark.number = number
      number += 1
      text.unicodeScalars.append(mark.scalar)
    }
  }

  /// All of it as it goes through.
  var verbatim: [PreparedText.Part] { Self.parts(scalars, spans) }

  private static func parts(
    _ scalars: some Sequence<Unicode.Scalar>, _ spans: some Sequence<ProtectedSpan>
  ) -> [PreparedText.Part] {
    var parts: [PreparedText.Part] = []
    var spans = spans.makeIterator()
    var text = String.UnicodeScalarView()
    func flush() {
      if !text.isEmpty { parts.append(.fixed(String(text))) }
      text.removeAll()
    }
    for scalar in scalars {
      if SpanMark(scalar) != nil, let span = spans.next() {
        flush()
        parts.append(.span(span))
      } else {
        text.append(scalar)
      }
    }
    flush()
    return parts
  }

  /// Takes off what encloses the whole piece and tags whose other half is elsewhere, with the space beside them.
  /// Returns what has been taken from the front and from the back.
  mutating func peel() -> (front: [PreparedText.Part], back: [PreparedText.Part]) {
    var front = Self.parts(scalars.prefix { $0.isGap }, [])
    scalars = scalars.drop { $0.isGap }
    let space = scalars.reversed().prefix { $0.isGap }.count
    var back = Self.parts(scalars.suffix(space), [])
    scalars = scalars.dropLast(space)
    while let (atFront, atBack) = ends {
      if atFront { front += takeFront() }
      if atBack { back = takeBack() + back }
    }
    return (front, back)
  }

  /// Which ends of the piece can go; nil where none can.
  private var ends: (front: Bool, back: Bool)? {
    guard let first = scalars.first, let last = scalars.last, scalars.count > 1 else { return nil }
    let (front, back) = (SpanMark(first)?.kind, SpanMark(last)?.kind)
    let partner = front == .opening ? closing(of: scalars.startIndex) : nil
    if front == .opening, partner == scalars.endIndex - 1 { return (true, true) }
    let isFrontLoose =
      front == .closing || front == .opening && partner == nil || front == .single && spans.first?.isOrnament == true
    let isBackLoose =
      back == .opening || back == .closing && opensBefore || back == .single && spans.last?.isOrnament == true
    return isFrontLoose || isBackLoose ? (isFrontLoose, isBackLoose) : nil
  }

  /// Where the pair ends that begins at `start`; nil where it does not end here.
  private func closing(of start: Int) -> Int? {
    var depth = 0
    for index in start..<scalars.endIndex {
      switch SpanMark(scalars[index])?.kind {
      case .opening: depth += 1
      case .closing: depth -= 1
      default: break
      }
      if depth == 0 { return index }
    }
    return nil
  }

  /// Whether the closing mark at the end has its opening before this piece.
  private var opensBefore: Bool {
    var depth = 0
    for scalar in scalars.dropLast() {
      switch SpanMark(scalar)?.kind {
      case .opening: depth += 1
      case .closing: depth = max(0, depth - 1)
      default: break
      }
    }
    return depth == 0
  }

  private mutating func takeFront() -> [PreparedText.Part] {
    let space = scalars.dropFirst().prefix { $0.isGap }
    let taken = scalars[..<space.endIndex]
    scalars = scalars[space.endIndex...]
    return Self.parts(taken, [spans.removeFirst()])
  }

  private mutating func takeBack() -> [PreparedText.Part] {
    let space = scalars.dropLast().reversed().prefix { $0.isGap }.count
    let start = scalars.endIndex - 1 - space
    let taken = scalars[start...]
    scalars = scalars[..<start]
    return Self.parts(taken, [spans.removeLast()])
  }
}

extension Unicode.Scalar {
  /// White space, or what is left out where the model reads.
  fileprivate var isGap: Bool { properties.isWhitespace || isIgnorable }
}
