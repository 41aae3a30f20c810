/// A masked segment with slots in the place of its numbers. Segments of one pattern can share one translation.
struct NumberPattern: Sendable {
  /// The segment with its slots, one for each different number.
  let key: String
  private let numbers: [String]

  /// U+10FF80 and the 31 after it for numbers of up to three digits, the next 32 for longer ones, in which languages set
  /// separators.
  private static let firstSlot: UInt32 = 0x10FF80
  private static let slotCount = 32
  private static let shortDigits = 3

  /// Nil where the segment has no number that could as well be another.
  init?(_ segment: String) {
    let scalars = Array(segment.unicodeScalars)
    guard !scalars.contains(where: { Self.slot($0) != nil }) else { return nil }
    let runs = Self.numbers(in: scalars).filter { !["0", "1"].contains(Self.string(scalars[$0])) }
    var numbers: [String] = []
    var key = String.UnicodeScalarView()
    var end = 0
    for run in runs {
      let number = Self.string(scalars[run])
      if !numbers.contains(number) { numbers.append(number) }
      guard let index = numbers.firstIndex(of: number), index < Self.slotCount else { return nil }
      key.append(contentsOf: scalars[end..<run.lowerBound])
      key.append(Self.slot(index, of: number))
      end = run.upperBound
    }
    guard !numbers.isEmpty else { return nil }
    key.append(contentsOf: scalars[end...])
    self.key = String(key)
    self.numbers = numbers
  }

  /// A translation of the segment with slots in it; nil where the numbers are not in it just as often.
  func generalised(_ translation: String) -> String? {
    let scalars = Array(translation.unicodeScalars)
    guard !scalars.contains(where: { Self.slot($0) != nil }) else { return nil }
    var counts = [Int](repeating: 0, count: numbers.count)
    var result = String.UnicodeScalarView()
    var end = 0
    for run in Self.numbers(in: scalars) {
      guard let index = numbers.firstIndex(of: Self.string(scalars[run])) else { continue }
      counts[index] += 1
      result.append(contentsOf: scalars[end..<run.lowerBound])
      result.append(Self.slot(index, of: numbers[index]))
      end = run.upperBound
    }
    result.append(contentsOf: scalars[end...])
    var expected = counts.map { _ in 0 }
    for scalar in key.unicodeScalars { if let slot = Self.slot(scalar) { expected[slot] += 1 } }
    return counts == expected ? String(result) : nil
  }

  /// A translation with slots for a segment that has the same pattern.
  func filled(_ translation: String) -> String {
    translation.unicodeScalars.reduce(into: "") { text, scalar in
      if let slot = Self.slot(scalar), numbers.indices.contains(slot) {
        text += numbers[slot]
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }

  private static func slot(_ index: Int, of number: String) -> Unicode.Scalar {
    let offset = index + (number.utf8.count > shortDigits ? slotCount : 0)
    return Unicode.Scalar(firstSlot + UInt32(offset)) ?? "\u{FFFD}"
  }

  private static func slot(_ scalar: Unicode.Scalar) -> Int? {
    guard scalar.value >= firstSlot, scalar.value < firstSlot + UInt32(2 * slotCount) else { return nil }
    return Int(scalar.value - firstSlot) % slotCount
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }

  /// Runs of digits that stand by themselves: no part of a word, a fraction, a date, a time or a version.
  private static func numbers(in scalars: [Unicode.Scalar]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var index = 0
    while index < scalars.count {
      guard scalars[index].isDigit else {
        index += 1
        continue
      }
      let end = scalars[index...].firstIndex { !$0.isDigit } ?? scalars.count
      if !joins(scalars, before: index), !joins(scalars, after: end) { found.append(index..<end) }
      index = end
    }
    return found
  }

  private static func joins(_ scalars: [Unicode.Scalar], before index: Int) -> Bool {
    guard index > 0 else { return false }
    let front = scalars[index - 1]
    return front.isWordLike || ".,:/-+_=\u{2212}'’".unicodeScalars.contains(front)
  }

  private static func joins(_ scalars: [Unicode.Scalar], after end: Int) -> Bool {
    guard end < scalars.count else { return false }
    guard ".,:/-_=%'’".unicodeScalars.contains(scalars[end]) else { return scalars[end].isWordLike }
    return end + 1 < scalars.count && scalars[end + 1].isWordLike
  }
}

extension Unicode.Scalar {
  fileprivate var isDigit: Bool { (0x30...0x39).contains(value) }

  /// A letter, a digit, or something for private use, such as a mark.
  fileprivate var isWordLike: Bool { properties.isAlphabetic || properties.numericType != nil || value >= 0xF0000 }
}
