/// Remembers where a closing mark has been looked for in vain: text full of marks that nothing closes would otherwise be
/// searched to its end from each of them.
struct VainSearches {
  private var ranges: [String: Range<Int>] = [:]

  /// What `search` finds in a range, unless it is known that there is nothing.
  ///
  /// - Parameter mark: what is looked for; what is not in a range is not in any part of it either.
  mutating func first<Found>(_ mark: String, in range: Range<Int>, _ search: (Range<Int>) -> Found?) -> Found? {
    if let known = ranges[mark], known.contains(range.lowerBound), range.upperBound <= known.upperBound { return nil }
    let found = search(range)
    if found == nil { ranges[mark] = range }
    return found
  }
}
