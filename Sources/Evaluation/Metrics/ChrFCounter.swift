/// Counts character and word n-grams for chrF. With several references, the one with the best F-score of the line
/// counts.
final class ChrFCounter: SegmentCounter {
  private var work: Work

  init(_ metric: ChrF) { work = Work(metric) }

  func count(hypothesis: Bytes, references: [Bytes], into row: UnsafeMutableBufferPointer<Double>) {
    work.count(hypothesis: hypothesis, references: references, into: row)
  }

  /// The characters and words of one line as numbers.
  private struct Items: ~Copyable {
    var characters = Buffer<UInt32>()
    var words = Buffer<UInt32>()

    mutating func read(
      _ line: Bytes, _ configuration: ChrF.Configuration, text: inout Buffer<UInt8>, numbering: inout WordTable
    ) {
      text.count = 0
      if configuration.lowercase { Lowercase.append(line, to: &text) } else { text.append(line) }
      ChrFText.readCharacters(text.view, whitespace: configuration.whitespace, into: &characters)
      words.count = 0
      guard configuration.wordOrder > 0 else { return }
      ChrFText.readWords(text.view, numbering: &numbering, into: &words)
    }
  }

  private struct Work: ~Copyable {
    private let metric: ChrF
    private var text = Buffer<UInt8>()
    private var numbering = WordTable()
    private var table = NGramTable()
    private var hypothesisItems = Items()
    private var referenceItems = Items()
    private var matches = Buffer<Int>(capacity: 16)
    private var candidate = Buffer<Double>(capacity: 32)

    init(_ metric: ChrF) { self.metric = metric }

    mutating func count(hypothesis: Bytes, references: [Bytes], into row: UnsafeMutableBufferPointer<Double>) {
      numbering.begin()
      hypothesisItems.read(hypothesis, metric.configuration, text: &text, numbering: &numbering)
      candidate.resize(to: metric.columns, filling: 0)
      var best = -1.0
      for reference in references {
        referenceItems.read(reference, metric.configuration, text: &text, numbering: &numbering)
        compare()
        let score = references.count == 1 ? 0 : metric.fScore(candidate.view)
        guard score > best else { continue }
        best = score
        for column in 0..<metric.columns { row[column] = candidate[column] }
      }
    }

    /// Fills `candidate` with the statistics of the hypothesis against the present reference.
    private mutating func compare() {
      let characterOrder = metric.configuration.characterOrder
      compare(hypothesisItems.characters.view, referenceItems.characters.view, order: characterOrder, firstRow: 0)
      compare(
        hypothesisItems.words.view, referenceItems.words.view, order: metric.configuration.wordOrder,
        firstRow: characterOrder)
    }

    private mutating func compare(
      _ hypothesis: UnsafeBufferPointer<UInt32>, _ reference: UnsafeBufferPointer<UInt32>, order: Int, firstRow: Int
    ) {
      guard order > 0 else { return }
      table.begin(count: reference.count * order)
      matches.count = 0
      matches.resize(to: order, filling: 0)
      table.add(reference, order: order)
      table.match(hypothesis, order: order, matches: matches.base)
      for index in 0..<order {
        let column = 3 * (firstRow + index)
        let referenceCount = max(0, reference.count - index)
        // Hypothesis n-grams count only where the reference is long enough to have some of that order.
        candidate[column] = referenceCount > 0 ? Double(max(0, hypothesis.count - index)) : 0
        candidate[column + 1] = Double(referenceCount)
        candidate[column + 2] = Double(matches[index])
      }
    }
  }
}

/// How chrF cuts a line into characters and words.
private enum ChrFText {
  static func readCharacters(_ text: Bytes, whitespace: Bool, into output: inout Buffer<UInt32>) {
    output.count = 0
    guard let base = text.baseAddress else { return }
    output.reserve(text.count)
    var index = 0
    while index < text.count {
      let (scalar, length) = UTF8Scanning.decode(base, at: index)
      if whitespace || !Whitespace.contains(scalar) { output.append(scalar) }
      index += length
    }
  }

  /// Words at white space, with one ASCII punctuation mark cut off at the end or, failing that, at the start.
  static func readWords(_ text: Bytes, numbering: inout WordTable, into output: inout Buffer<UInt32>) {
    guard let base = text.baseAddress else { return }
    var index = 0
    while index < text.count {
      let space = Whitespace.length(base, at: index, end: text.count)
      guard space == 0 else {
        index += space
        continue
      }
      let start = index
      repeat { index += 1 } while index < text.count && Whitespace.length(base, at: index, end: text.count) == 0
      addWord(Bytes(start: base + start, count: index - start), numbering: &numbering, to: &output)
    }
  }

  private static func addWord(_ word: Bytes, numbering: inout WordTable, to output: inout Buffer<UInt32>) {
    let length = word.count
    guard length > 1 else { return output.append(numbering.number(of: word)) }
    if isPunctuation(word[length - 1]) {
      output.append(numbering.number(of: Bytes(rebasing: word[..<(length - 1)])))
      output.append(numbering.number(of: Bytes(rebasing: word[(length - 1)...])))
    } else if isPunctuation(word[0]) {
      output.append(numbering.number(of: Bytes(rebasing: word[..<1])))
      output.append(numbering.number(of: Bytes(rebasing: word[1...])))
    } else {
      output.append(numbering.number(of: word))
    }
  }

  private static func isPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
    default: false
    }
  }
}
