/// Cuts a sentence that is too long for the model: behind clauses where that is enough, behind words where a clause is
/// too long, and between characters where a word is.
///
/// Every clause, word and run of characters is measured once, so the work grows with the length of the text only.
package struct LongSegmentSplitter {
  /// The most tokens a segment may have.
  private let limit: Int

  /// Tokens of a text.
  private let length: (String) -> Int

  /// No vocabulary packs more bytes than this into each token of a long text, so that longer ones need no measuring.
  private static let mostBytesPerToken = 16

  private struct Unit {
    var text: Substring
    var length: Int
  }

  package init(limit: Int, length: @escaping (String) -> Int) {
    self.limit = limit
    self.length = length
  }

  /// Cuts `sentence`, which has no white space at its ends. Joined again the parts are the sentence.
  package func parts(of sentence: String) -> [LinePart] {
    if sentence.utf8.count <= limit * Self.mostBytesPerToken {
      let length = length(sentence)
      if length <= limit { return [.segment(sentence, length: length)] }
    }
    return pack(units(of: sentence[...])).flatMap(segment)
  }

  /// A packed piece with its white space set apart. Subwords may fall differently in a piece than in its units; one
  /// that turns out too long after all is halved.
  private func segment(_ piece: Substring) -> [LinePart] {
    let text = piece.trimmingWhiteSpace()
    var parts: [LinePart] = []
    if piece.startIndex < text.startIndex { parts.append(.space(String(piece[..<text.startIndex]))) }
    if !text.isEmpty { parts += halvesIfTooLong(text) }
    if text.endIndex < piece.endIndex { parts.append(.space(String(piece[text.endIndex...]))) }
    return parts
  }

  private func halvesIfTooLong(_ text: Substring) -> [LinePart] {
    let length = length(String(text))
    let scalars = text.unicodeScalars
    if length <= limit || scalars.count < 2 { return [.segment(String(text), length: length)] }
    var middle = text.index(text.startIndex, offsetBy: text.count / 2)
    if middle == text.startIndex { middle = scalars.index(text.startIndex, offsetBy: scalars.count / 2) }
    return segment(text[..<middle]) + segment(text[middle...])
  }

  // MARK: Packing

  /// Joins neighbouring units to as few pieces as possible, all of about the same length.
  private func pack(_ units: [Unit]) -> [Substring] {
    guard let first = units.first else { return [] }
    let total = units.reduce(0) { $0 + $1.length }
    let pieces = max(1, (total + limit - 1) / limit)
    let goal = (total + pieces - 1) / pieces
    var packed: [Substring] = []
    var (start, length) = (first.text.startIndex, 0)
    for unit in units {
      if length > 0, length + unit.length > limit || length >= goal {
        packed.append(first.text.base[start..<unit.text.startIndex])
        (start, length) = (unit.text.startIndex, 0)
      }
      length += unit.length
    }
    packed.append(first.text.base[start..<(units.last?.text.endIndex ?? start)])
    return packed
  }

  // MARK: Units

  private func units(of text: Substring) -> [Unit] {
    text.clauses().flatMap { clause in
      measured(clause)
        ?? clause.words().flatMap { word in
          measured(word) ?? characterRuns(of: word)
        }
    }
  }

  /// The text as one unit; nil if it is too long for that.
  private func measured(_ text: Substring) -> [Unit]? {
    guard text.utf8.count <= limit * Self.mostBytesPerToken else { return nil }
    let length = length(String(text))
    return length <= limit ? [Unit(text: text, length: length)] : nil
  }

  /// Runs of whole characters that are short enough whatever they are: a token has at least a byte. Only a character
  /// that is itself too long, such as one under a thousand accents, is cut between its scalars.
  private func characterRuns(of text: Substring) -> [Unit] {
    let most = max(1, limit / 2)
    var units: [Unit] = []
    var (start, end) = (text.startIndex, text.startIndex)
    var bytes = 0
    func close(at position: Substring.Index) {
      if start < position {
        let run = text[start..<position]
        units.append(Unit(text: run, length: length(String(run))))
      }
      (start, bytes) = (position, 0)
    }
    while end < text.endIndex {
      let next = text.index(after: end)
      let size = text.utf8.distance(from: end, to: next)
      if bytes + size > most { close(at: end) }
      if size > most {
        for scalar in text.unicodeScalars[end..<next].indices {
          if bytes + text.unicodeScalars[scalar].utf8.count > most { close(at: scalar) }
          bytes += text.unicodeScalars[scalar].utf8.count
        }
      } else {
        bytes += size
      }
      end = next
    }
    close(at: end)
    return units
  }
}

extension Unicode.Scalar {
  /// Punctuation after which a sentence may be cut without tearing a phrase apart.
  fileprivate var endsClause: Bool { Self.clauseMarks.contains(self) }

  /// Such punctuation of scripts that put no space behind it.
  fileprivate var endsClauseWithoutSpace: Bool { Self.wideClauseMarks.contains(self) }

  private static let clauseMarks = Set(",;:.!?)\u{2013}\u{2014}\u{060C}\u{061B}\u{0964}".unicodeScalars)
    .union(wideClauseMarks)
  private static let wideClauseMarks = Set("\u{3001}\u{3002}\u{FF0C}\u{FF1A}\u{FF1B}\u{FF01}\u{FF1F}".unicodeScalars)

  fileprivate var isWhiteSpace: Bool {
    isASCII ? value == 0x20 || (0x09...0x0D).contains(value) : properties.isWhitespace
  }
}

extension Substring {
  /// The text cut behind punctuation and the white space that follows it.
  fileprivate func clauses() -> [Substring] {
    cut { mark, isSpaced in mark.endsClause && (isSpaced || mark.endsClauseWithoutSpace) }
  }

  /// The text cut behind white space.
  fileprivate func words() -> [Substring] {
    cut { _, isSpaced in isSpaced }
  }

  /// The text cut in front of each scalar that is not white space where `isEnd` holds for the last such scalar before
  /// it and for whether there is white space between the two.
  private func cut(where isEnd: (Unicode.Scalar, Bool) -> Bool) -> [Substring] {
    var pieces: [Substring] = []
    var start = startIndex
    var last: Unicode.Scalar?
    var isSpaced = false
    for index in unicodeScalars.indices {
      let scalar = unicodeScalars[index]
      if scalar.isWhiteSpace {
        isSpaced = true
        continue
      }
      if let last, isEnd(last, isSpaced) {
        pieces.append(self[start..<index])
        start = index
      }
      (last, isSpaced) = (scalar, false)
    }
    if start < endIndex { pieces.append(self[start...]) }
    return pieces
  }

  fileprivate func trimmingWhiteSpace() -> Substring {
    guard let first = unicodeScalars.firstIndex(where: { !$0.isWhiteSpace }),
      let last = unicodeScalars.lastIndex(where: { !$0.isWhiteSpace })
    else { return self[endIndex...] }
    return self[first..<unicodeScalars.index(after: last)]
  }
}
