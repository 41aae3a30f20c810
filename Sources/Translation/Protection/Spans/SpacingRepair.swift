/// Puts the white space around the marks of a masked translation right: a span that stood between spaces does not touch
/// a word, one that touched a bracket or a comma does so again, tags lie close to what they enclose, and none is at the
/// ends.
struct SpacingRepair {
  /// What stood next to a mark in the source, and then; nil is the end of the text.
  private struct Surroundings {
    var before: Unicode.Scalar?
    var after: Unicode.Scalar?
    var second: Unicode.Scalar?
  }

  private let source: [Int: Surroundings]
  private var scalars: [Unicode.Scalar]

  /// The repaired text of `translation`; both are masked.
  static func repaired(_ translation: String, like source: String) -> String {
    guard translation.unicodeScalars.contains(where: { SpanMark($0) != nil }) else { return translation }
    var repair = SpacingRepair(translation, like: source)
    repair.run()
    let start = repair.scalars.firstIndex { !$0.isBlank } ?? 0
    let end = repair.scalars.lastIndex { !$0.isBlank } ?? -1
    return String(String.UnicodeScalarView(repair.scalars[start..<max(start, end + 1)]))
  }

  private init(_ translation: String, like text: String) {
    let original = Array(text.unicodeScalars)
    func scalar(_ index: Int) -> Unicode.Scalar? { original.indices.contains(index) ? original[index] : nil }
    var source: [Int: Surroundings] = [:]
    for index in original.indices {
      guard let mark = SpanMark(original[index]) else { continue }
      source[mark.number] = Surroundings(before: scalar(index - 1), after: scalar(index + 1), second: scalar(index + 2))
    }
    self.source = source
    scalars = Array(translation.unicodeScalars)
  }

  private mutating func run() {
    var index = 0
    while index < scalars.count {
      if let mark = SpanMark(scalars[index]), let source = source[mark.number] {
        dropHyphen(at: &index, mark.kind, source)
        if mark.kind == .opening { index = movedOut(behind: index, source.after) }
        if mark.kind == .closing { index = movedOut(before: index, source.before) }
        index = repairFront(at: index, source)
        repairBack(at: index, source)
      }
      index += 1
    }
  }

  private func scalar(_ index: Int) -> Unicode.Scalar? { scalars.indices.contains(index) ? scalars[index] : nil }

  /// `<b>-word` becomes `<b>word`: a tag is no word to which another could be joined.
  private mutating func dropHyphen(at index: inout Int, _ kind: SpanMark.Kind, _ source: Surroundings) {
    if kind == .opening, scalar(index + 1) == "-", source.after != "-" { scalars.remove(at: index + 1) }
    if kind == .closing, scalar(index - 1) == "-", source.before != "-" {
      scalars.remove(at: index - 1)
      index -= 1
    }
  }

  /// `<b> word` becomes ` <b>word`. Returns where the mark is now.
  private mutating func movedOut(behind index: Int, _ after: Unicode.Scalar?) -> Int {
    guard let after, !after.isBlank, scalar(index + 1)?.isBlank == true else { return index }
    let space = scalars.remove(at: index + 1)
    guard let front = scalar(index - 1), !front.isBlank, !front.isOpeningMark else { return index }
    scalars.insert(space, at: index)
    return index + 1
  }

  /// `word </b>` becomes `word</b> `. Returns where the mark is now.
  private mutating func movedOut(before index: Int, _ before: Unicode.Scalar?) -> Int {
    guard let before, !before.isBlank, scalar(index - 1)?.isBlank == true else { return index }
    let space = scalars.remove(at: index - 1)
    if let next = scalar(index), next.isWordPart { scalars.insert(space, at: index) }
    return index - 1
  }

  /// Returns where the mark is now.
  private mutating func repairFront(at index: Int, _ source: Surroundings) -> Int {
    guard let front = scalar(index - 1) else { return index }
    if front == " ", let before = source.before, !before.isBlank, !before.isWordPart, before == scalar(index - 2) {
      scalars.remove(at: index - 1)
      return index - 1
    }
    guard front.isWordPart, source.before?.isWordPart != true, source.before.map({ SpanMark($0) == nil }) ?? true else {
      return index
    }
    scalars.insert(" ", at: index)
    return index + 1
  }

  private mutating func repairBack(at index: Int, _ source: Surroundings) {
    guard let back = scalar(index + 1) else { return }
    if back == " ", let next = scalar(index + 2) {
      let isGlued = source.after.map { !$0.isBlank && !$0.isWordPart && $0 == next } ?? false
      let endsClause = next.endsClause && !(source.after?.isBlank == true && source.second == next)
      if isGlued || endsClause { scalars.remove(at: index + 1) }
    } else if back.isWordPart, source.after?.isWordPart != true, source.after.map({ SpanMark($0) == nil }) ?? true {
      scalars.insert(" ", at: index + 1)
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isBlank: Bool { properties.isWhitespace }

  /// A letter or digit of a script that puts spaces between words.
  fileprivate var isWordPart: Bool {
    properties.isAlphabetic && !properties.isIdeographic || properties.numericType != nil
  }

  fileprivate var isOpeningMark: Bool {
    "([{\"'„“‚‘«»".unicodeScalars.contains(self) || SpanMark(self)?.kind == .opening
  }

  fileprivate var endsClause: Bool { ".,;:!?)]}".unicodeScalars.contains(self) }
}
