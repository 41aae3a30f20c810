/// Finds what a model has no pieces for, with the words it belongs to, and characters that are no text at all: controls,
/// escape sequences of terminals, marks of direction.
///
/// A model that has pieces for a script translates it; one that would have to spell it in bytes leaves it alone.
struct ForeignFinder: Sendable {
  /// Whether the model has pieces for all of a text.
  let spells: @Sendable (String) -> Bool

  /// The spans of `text`, in bytes: rising, without overlaps, none empty.
  func ranges(in text: String) -> [Range<Int>] {
    guard text.utf8.contains(where: { $0 >= 0x7F || $0 < 0x20 && !(0x09...0x0D).contains($0) }) else { return [] }
    var scan = ForeignScan(Array(text.unicodeScalars))
    scan.mark(spells)
    return scan.byteRanges
  }
}

/// What is foreign in one text.
private struct ForeignScan {
  private enum Kind {
    /// Letters of words; symbols; what has its place between characters. Each is joined to its like only.
    case word, symbol, control
  }

  private struct Run {
    var kind: Kind
    var range: Range<Int>
  }

  private let scalars: [Unicode.Scalar]
  private var runs: [Run] = []

  init(_ scalars: [Unicode.Scalar]) {
    self.scalars = scalars
  }

  /// The runs in bytes of UTF-8.
  var byteRanges: [Range<Int>] {
    var offsets: [Int] = [0]
    offsets.reserveCapacity(scalars.count + 1)
    for scalar in scalars { offsets.append((offsets.last ?? 0) + UTF8.width(scalar)) }
    // The rest of one name may reach into the next run.
    var position = 0
    return joined.compactMap { run in
      let range = max(position, run.range.lowerBound)..<max(position, run.range.upperBound)
      position = range.upperBound
      return range.isEmpty ? nil : range
    }.map { offsets[$0.lowerBound]..<offsets[$0.upperBound] }
  }

  // MARK: Finding

  mutating func mark(_ spells: (String) -> Bool) {
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      if scalar.properties.isWhitespace || scalar.isCellSeparator {
        index += 1
      } else if let end = controlEnd(at: index) {
        runs.append(Run(kind: .control, range: index..<end))
        index = end
      } else {
        let end = tokenEnd(from: index)
        markToken(index..<end, spells)
        index = end
      }
    }
  }

  /// The end of a control character or sequence.
  private func controlEnd(at index: Int) -> Int? {
    let scalar = scalars[index]
    if scalar == "\u{1B}" { return escapeEnd(at: index) }
    let isControl = scalar.properties.generalCategory == .control || scalar.isDirectionMark
    return isControl ? index + 1 : nil
  }

  /// The end of `ESC [ ... m`, `ESC ] ... BEL`, `ESC ] ... ESC \` and sequences of two characters.
  private func escapeEnd(at index: Int) -> Int {
    func isIn(_ position: Int, _ range: ClosedRange<UInt32>) -> Bool {
      position < scalars.count && range.contains(scalars[position].value)
    }
    var end = index + 1
    if end < scalars.count, scalars[end] == "[" {
      end += 1
      while isIn(end, 0x20...0x3F) { end += 1 }
      return isIn(end, 0x40...0x7E) ? end + 1 : end
    }
    if end < scalars.count, scalars[end] == "]" {
      let limit = min(scalars.count, index + 4096)
      while end < limit, scalars[end] != "\u{7}" {
        if scalars[end] == "\u{1B}", end + 1 < limit, scalars[end + 1] == "\\" { return end + 2 }
        end += 1
      }
      return end < limit ? end + 1 : index + 2
    }
    return isIn(end, 0x40...0x5F) ? end + 1 : end
  }

  /// The end of what stands without white space or controls in it. Longer stretches come in several.
  private func tokenEnd(from start: Int) -> Int {
    var end = start
    while end < scalars.count, end - start < 256, !scalars[end].properties.isWhitespace, !scalars[end].isCellSeparator,
      controlEnd(at: end) == nil
    {
      end += 1
    }
    return end
  }

  private mutating func markToken(_ token: Range<Int>, _ spells: (String) -> Bool) {
    guard scalars[token].contains(where: { $0.value >= 0x80 && !$0.isIgnorable }) else { return }
    let visible = String(String.UnicodeScalarView(scalars[token].lazy.filter { !$0.isIgnorable }))
    guard !spells(visible) else { return }
    var clusters: [Range<Int>] = []
    var start = token.lowerBound
    for character in String(scalars[token]) {
      let end = start + character.unicodeScalars.count
      if character.unicodeScalars.contains(where: { $0.value >= 0x80 && !$0.isIgnorable }) {
        clusters.append(start..<end)
      }
      start = end
    }
    let foreign = clusters.filter { !spells(String(scalars[$0])) }
    // Where each could be spelled alone, but not beside the others, none is sure.
    for cluster in foreign.isEmpty ? clusters : foreign {
      // A run that has been found is not gone through again for each of its characters: words may be very long.
      if let last = runs.last, last.range.upperBound >= cluster.upperBound { continue }
      runs.append(run(around: cluster))
    }
  }

  /// A character with the word it belongs to.
  private func run(around cluster: Range<Int>) -> Run {
    let characters = scalars[cluster]
    // What was no UTF-8 was part of a word.
    if characters.contains(where: { $0.properties.isAlphabetic || $0 == "\u{FFFD}" }) {
      return Run(kind: .word, range: wordStart(cluster.lowerBound)..<wordEnd(cluster.upperBound))
    }
    var range = cluster
    let front = numberStart(range.lowerBound)..<range.lowerBound
    let back = range.upperBound..<numberEnd(range.upperBound)
    let marksWord = characters.contains {
      "\u{2122}\u{2120}\u{AE}\u{A9}".unicodeScalars.contains($0) || $0.isSuperscript
    }
    if marksWord || joins(front) { range = front.lowerBound..<range.upperBound }
    if joins(back), !marksWord { range = range.lowerBound..<back.upperBound }
    return Run(kind: .symbol, range: range)
  }

  /// Whether letters and digits beside a symbol make one thing with it: a number, or a unit or variable.
  private func joins(_ neighbour: Range<Int>) -> Bool {
    guard !neighbour.isEmpty else { return false }
    return neighbour.count <= 2 || scalars[neighbour].contains { $0.decimalDigit != nil }
  }

  // MARK: Words

  private func isWordPart(_ index: Int) -> Bool {
    guard scalars.indices.contains(index) else { return false }
    let scalar = scalars[index]
    return scalar.isAlphanumeric || scalar.isIgnorable || scalar.isMark || scalar == "\u{200C}" || scalar == "\u{200D}"
  }

  /// Hyphens and apostrophes inside of a word.
  private func isJoiner(_ index: Int) -> Bool {
    scalars.indices.contains(index) && "-'\u{2019}\u{2010}\u{2011}\u{B7}".unicodeScalars.contains(scalars[index])
  }

  private func wordStart(_ index: Int) -> Int {
    var start = index
    while isWordPart(start - 1) || isJoiner(start - 1) && isWordPart(start - 2) || isSeparator(start - 1) { start -= 1 }
    return start
  }

  private func wordEnd(_ index: Int) -> Int {
    var end = index
    while isWordPart(end) || isJoiner(end) && isWordPart(end + 1) || isSeparator(end) { end += 1 }
    return end
  }

  /// Points and commas between digits belong to a number.
  private func numberStart(_ index: Int) -> Int {
    var start = index
    while isWordPart(start - 1) || isSeparator(start - 1) { start -= 1 }
    return start
  }

  private func numberEnd(_ index: Int) -> Int {
    var end = index
    while isWordPart(end) || isSeparator(end) { end += 1 }
    return end
  }

  private func isSeparator(_ index: Int) -> Bool {
    guard index > 0, index + 1 < scalars.count, ".,".unicodeScalars.contains(scalars[index]) else { return false }
    return scalars[index - 1].decimalDigit != nil && scalars[index + 1].decimalDigit != nil
  }

  // MARK: Joining

  /// The runs, neighbours of one kind made one where nothing but a space or punctuation stands between them.
  private var joined: [Run] {
    runs.sorted { $0.range.lowerBound < $1.range.lowerBound }.reduce(into: []) { joined, run in
      guard let last = joined.last, belongTogether(last, run) else { return joined.append(run) }
      joined[joined.count - 1].range = last.range.lowerBound..<max(last.range.upperBound, run.range.upperBound)
    }.map(withRestOfName)
  }

  /// A name of two and more words goes on in capitalised ones: that of `Hồ Chí Minh` ends in a word of plain letters.
  private func withRestOfName(_ run: Run) -> Run {
    guard run.kind == .word, let first = scalars[run.range].first, first.properties.isUppercase,
      scalars[run.range].contains(" ")
    else { return run }
    var end = run.range.upperBound
    while end + 1 < scalars.count, scalars[end] == " ", scalars[end + 1].properties.isUppercase {
      end = wordEnd(end + 1)
    }
    return Run(kind: .word, range: run.range.lowerBound..<end)
  }

  private func belongTogether(_ one: Run, _ other: Run) -> Bool {
    guard one.range.upperBound < other.range.lowerBound else {
      // What touches is one; sequences of a terminal and what stands beside them are not.
      return one.range.upperBound > other.range.lowerBound || (one.kind == .control) == (other.kind == .control)
    }
    let gap = scalars[one.range.upperBound..<other.range.lowerBound]
    return one.kind == other.kind && one.kind != .control && gap.count <= 3
      && gap.allSatisfy { $0 == " " || ",.;:!?-/·、。，".unicodeScalars.contains($0) }
  }
}

extension Unicode.Scalar {
  /// What only says where a line may be broken: it is left out where the model reads.
  var isIgnorable: Bool { value == 0xAD || value == 0x200B || value == 0x2060 || value == 0xFEFF }

  /// Left-to-right and right-to-left marks, embeddings and isolates.
  fileprivate var isDirectionMark: Bool {
    value == 0x61C || value == 0x200E || value == 0x200F || (0x202A...0x202E).contains(value)
      || (0x2066...0x2069).contains(value)
  }

  fileprivate var isMark: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }

  fileprivate var isSuperscript: Bool { properties.generalCategory == .otherNumber && properties.numericType == .digit }

  /// What sets cells apart in a line: tab, vertical tab, form feed, the separators of ASCII and those of Unicode.
  var isCellSeparator: Bool {
    switch value {
    case 0x09, 0x0B, 0x0C, 0x1C...0x1F, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }
}
