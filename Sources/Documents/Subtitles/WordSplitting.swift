/// Cuts a list of words into pieces of given shares.
enum WordSplitting {
  /// Each cut goes to the word boundary that comes closest to its share; one after a punctuation mark may be a little
  /// further away. Where there are fewer words than shares, the last ones stay empty.
  static func split(_ words: [String], weights: [Int]) -> [[String]] {
    guard weights.count > 1 else { return [words] }
    let ends = words.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count + 1) }
    let total = Double(max(weights.reduce(0, +), 1))
    let length = Double(ends[ends.count - 1])
    var pieces: [[String]] = []
    var start = 0
    var weight = 0
    for (index, share) in weights.dropLast().enumerated() {
      weight += share
      let target = length * Double(weight) / total
      let left = weights.count - 1 - index
      let latest = max(start, min(words.count, max(words.count - left, start + 1)))
      let earliest = min(start + 1, latest)
      let cut = (earliest...latest).min { distance($0, words, ends, target) < distance($1, words, ends, target) }
      pieces.append(Array(words[start..<(cut ?? start)]))
      start = cut ?? start
    }
    return pieces + [Array(words[start...])]
  }

  private static func distance(_ cut: Int, _ words: [String], _ ends: [Int], _ target: Double) -> Double {
    let distance = abs(Double(ends[cut]) - target)
    let isAtPause = cut > 0 && words[cut - 1].last.map { ",;:.!?…".contains($0) } ?? false
    return isAtPause ? distance - 6 : distance
  }

  /// Lines of about the same length: as many as in the source, or one more where they would be too long.
  static func lines(_ words: [String], count: Int, longest: Int) -> [String] {
    let length = words.reduce(0) { $0 + $1.count + 1 }
    let needed = min(max(count, (length + longest - 1) / max(longest, 1)), max(count, 3))
    return split(words, weights: Array(repeating: 1, count: max(needed, 1)))
      .map { $0.joined(separator: " ") }.filter { !$0.isEmpty }
  }
}
