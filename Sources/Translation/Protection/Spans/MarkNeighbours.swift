/// What touches a span can change what it means: a `%` in front of `%s`, a `$` behind `%1`.
enum MarkNeighbours {
  private static let joiningFronts = Set("%$&\\{<#@".unicodeScalars)
  private static let joiningBacks = Set("$%}{;>".unicodeScalars)

  /// Whether no mark of `translation` touches a character that could become a part of its span, unless it does so in
  /// `source`; both are masked.
  static func areHarmless(in translation: String, like source: String) -> Bool {
    let own = Set(neighbours(in: source))
    return neighbours(in: translation).allSatisfy(own.contains)
  }

  private struct Neighbour: Hashable {
    var number: Int
    var isInFront: Bool
    var scalar: Unicode.Scalar
  }

  /// The characters that touch marks and could join them.
  private static func neighbours(in text: String) -> [Neighbour] {
    let scalars = Array(text.unicodeScalars)
    return scalars.indices.flatMap { index -> [Neighbour] in
      guard let mark = SpanMark(scalars[index]) else { return [] }
      let front = index > 0 ? scalars[index - 1] : " "
      let back = index + 1 < scalars.count ? scalars[index + 1] : " "
      var found: [Neighbour] = []
      if joiningFronts.contains(front) { found.append(Neighbour(number: mark.number, isInFront: true, scalar: front)) }
      if joiningBacks.contains(back) { found.append(Neighbour(number: mark.number, isInFront: false, scalar: back)) }
      return found
    }
  }
}
