/// Counts word n-grams for BLEU.
final class BLEUCounter: SegmentCounter {
  private var work: Work

  init(_ configuration: BLEU.Configuration) { work = Work(configuration) }

  func count(hypothesis: Bytes, references: [Bytes], into row: UnsafeMutableBufferPointer<Double>) {
    work.count(hypothesis: hypothesis, references: references, into: row)
  }

  private struct Work: ~Copyable {
    private let configuration: BLEU.Configuration
    private var text = TokenBuffer()
    private var words = WordTable()
    private var table = NGramTable()
    /// The word numbers of all references one after the other, then those of the hypothesis.
    private var numbers = Buffer<UInt32>()
    private var lengths = Buffer<Int>(capacity: 8)
    private var matches = Buffer<Int>(capacity: 8)

    init(_ configuration: BLEU.Configuration) { self.configuration = configuration }

    mutating func count(hypothesis: Bytes, references: [Bytes], into row: UnsafeMutableBufferPointer<Double>) {
      words.begin()
      numbers.count = 0
      lengths.count = 0
      for reference in references { read(reference) }
      let referenceWords = numbers.count
      read(hypothesis)
      enterReferences(words: referenceWords, count: references.count)

      let order = configuration.maximumOrder
      matches.count = 0
      matches.resize(to: order, filling: 0)
      let hypothesisLength = numbers.count - referenceWords
      let items = UnsafeBufferPointer(start: numbers.base + referenceWords, count: hypothesisLength)
      table.match(items, order: order, matches: matches.base)

      row[0] = Double(hypothesisLength)
      row[1] = Double(closestLength(to: hypothesisLength, references: references.count))
      for index in 0..<order {
        row[2 + index] = Double(matches[index])
        row[2 + order + index] = Double(max(0, hypothesisLength - index))
      }
    }

    /// Tokenises a line and appends its word numbers and their count.
    private mutating func read(_ line: Bytes) {
      text.load(line, lowercased: configuration.lowercase)
      configuration.tokeniser.tokenise(&text)
      numbers.reserve(numbers.count + text.tokens.count)
      for token in text.tokens.view { numbers.append(words.number(of: text.bytes(of: token))) }
      lengths.append(text.tokens.count)
    }

    private mutating func enterReferences(words count: Int, count references: Int) {
      table.begin(count: count * configuration.maximumOrder)
      var start = 0
      for index in 0..<references {
        let items = UnsafeBufferPointer(start: numbers.base + start, count: lengths[index])
        if references == 1 {
          table.add(items, order: configuration.maximumOrder)
        } else {
          table.addLargest(items, order: configuration.maximumOrder, reference: UInt32(index + 1))
        }
        start += lengths[index]
      }
    }

    private func closestLength(to length: Int, references: Int) -> Int {
      var closest = lengths[0]
      for index in 1..<max(references, 1) {
        let (difference, best) = (abs(lengths[index] - length), abs(closest - length))
        if difference < best || (difference == best && lengths[index] < closest) { closest = lengths[index] }
      }
      return closest
    }
  }
}
