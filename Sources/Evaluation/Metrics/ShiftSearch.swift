/// Tercom's greedy search for block shifts: as long as it pays, move the block of words whose move saves most.
struct ShiftSearch: ~Copyable {
  /// A block of the hypothesis, `start..<start + length`, and the place before which to put it.
  private struct Shift: BitwiseCopyable {
    let distance: Int
    let length: Int
    let start: Int
    let target: Int

    /// The order in which Tercom prefers shifts.
    func isBetter(than other: Shift) -> Bool {
      if distance != other.distance { return distance < other.distance }
      if length != other.length { return length > other.length }
      if start != other.start { return start < other.start }
      return target < other.target
    }
  }

  private static let maximumLength = 10
  private static let maximumDistance = 50
  private static let maximumCandidates = 1000

  private var distances = EditDistance()
  private var alignment = Alignment()
  private var words = Buffer<UInt32>()
  private var shifted = Buffer<UInt32>()

  /// The number of edits, a shift counting as one. An empty reference costs every word of the hypothesis.
  mutating func edits(from hypothesis: UnsafeBufferPointer<UInt32>, to reference: UnsafeBufferPointer<UInt32>) -> Int {
    if reference.isEmpty { return hypothesis.count }
    if hypothesis.isEmpty { return reference.count }
    words.count = 0
    words.append(hypothesis)
    shifted.reserve(hypothesis.count)
    distances.begin(reference: reference, length: hypothesis.count)

    var distance = distances.rebase(to: words.base, unchanged: 0)
    var shifts = 0
    var candidates = 0
    while let shift = bestShift(distance, reference, &candidates), candidates < ShiftSearch.maximumCandidates {
      ShiftSearch.write(words.view, shift.start, shift.length, shift.target, to: shifted.base)
      words.base.update(from: shifted.base, count: words.count)
      distance = distances.rebase(to: words.base, unchanged: min(shift.start, shift.target))
      shifts += 1
    }
    return shifts + distance
  }

  /// The best shift that makes `distance` smaller, if there is one.
  private mutating func bestShift(
    _ distance: Int, _ reference: UnsafeBufferPointer<UInt32>, _ candidates: inout Int
  ) -> Shift? {
    guard distance > 0 else { return nil }
    alignment.read(distances, words: words.view, referenceLength: reference.count)
    var best: Shift?
    for start in 0..<words.count {
      let nearest = max(0, start - ShiftSearch.maximumDistance)
      let farthest = min(reference.count, start + ShiftSearch.maximumDistance + 1)
      guard nearest < farthest else { break }
      for place in nearest..<farthest {
        let longest = min(ShiftSearch.maximumLength, words.count - start, reference.count - place)
        var length = 0
        while length < longest, words[start + length] == reference[place + length] {
          length += 1
          guard isWorthTrying(start, place, length) else { continue }
          tryPlaces(start, place, length, distance, &best, &candidates)
          if candidates >= ShiftSearch.maximumCandidates { return best }
        }
      }
    }
    return best
  }

  /// Neither block is right where it is, and the move leads out of the block.
  private func isWorthTrying(_ start: Int, _ place: Int, _ length: Int) -> Bool {
    guard alignment.hypothesisErrors(start, length) > 0, alignment.referenceErrors(place, length) > 0 else {
      return false
    }
    let aligned = alignment.place(of: place)
    return aligned < start || aligned >= start + length
  }

  /// Tries the block at every place that the words from before `place` to the block's end are aligned with.
  private mutating func tryPlaces(
    _ start: Int, _ place: Int, _ length: Int, _ distance: Int, _ best: inout Shift?, _ candidates: inout Int
  ) {
    var previous = -1
    for offset in -1..<length {
      let target = place + offset == -1 ? 0 : alignment.place(of: place + offset) + 1
      if target == previous { continue }
      previous = target
      candidates += 1
      ShiftSearch.write(words.view, start, length, target, to: shifted.base)
      let limit = best?.distance ?? distance - 1
      guard let found = distances.distance(of: shifted.base, unchanged: min(start, target), limit: limit) else {
        continue
      }
      let shift = Shift(distance: found, length: length, start: start, target: target)
      if best.map(shift.isBetter) ?? true { best = shift }
    }
  }

  /// Writes `words` with the block moved. A target within the block moves it on by as many words.
  private static func write(
    _ words: UnsafeBufferPointer<UInt32>, _ start: Int, _ length: Int, _ target: Int,
    to output: UnsafeMutablePointer<UInt32>
  ) {
    guard let base = words.baseAddress else { return }
    let place = target > start + length ? target - length : min(target, words.count - length)
    if place <= start {
      output.update(from: base, count: place)
      (output + place).update(from: base + start, count: length)
      (output + place + length).update(from: base + place, count: start - place)
      let end = start + length
      (output + end).update(from: base + end, count: words.count - end)
    } else {
      output.update(from: base, count: start)
      (output + start).update(from: base + start + length, count: place - start)
      (output + place).update(from: base + start, count: length)
      let end = place + length
      (output + end).update(from: base + end, count: words.count - end)
    }
  }
}
