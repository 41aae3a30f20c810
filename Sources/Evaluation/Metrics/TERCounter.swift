/// Counts edits for TER.
final class TERCounter: SegmentCounter {
  private var work: Work

  init(_ configuration: TER.Configuration) { work = Work(configuration) }

  func count(hypothesis: Bytes, references: [Bytes], into row: UnsafeMutableBufferPointer<Double>) {
    work.count(hypothesis: hypothesis, references: references, into: row)
  }

  private struct Work: ~Copyable {
    private let configuration: TER.Configuration
    private var text = TokenBuffer()
    private var numbering = WordTable()
    private var hypothesisWords = Buffer<UInt32>()
    private var referenceWords = Buffer<UInt32>()
    private var search = ShiftSearch()

    init(_ configuration: TER.Configuration) { self.configuration = configuration }

    mutating func count(hypothesis: Bytes, references: [Bytes], into row: UnsafeMutableBufferPointer<Double>) {
      numbering.begin()
      Work.read(hypothesis, configuration, &text, &numbering, into: &hypothesisWords)
      var fewest = Int.max
      var length = 0
      for reference in references {
        Work.read(reference, configuration, &text, &numbering, into: &referenceWords)
        fewest = min(fewest, search.edits(from: hypothesisWords.view, to: referenceWords.view))
        length += referenceWords.count
      }
      row[0] = Double(fewest)
      row[1] = Double(length) / Double(references.count)
    }

    private static func read(
      _ line: Bytes, _ configuration: TER.Configuration, _ text: inout TokenBuffer, _ numbering: inout WordTable,
      into words: inout Buffer<UInt32>
    ) {
      text.load(line, lowercased: !configuration.caseSensitive)
      TercomText.tokenise(&text, configuration)
      words.count = 0
      for token in text.tokens.view { words.append(numbering.number(of: text.bytes(of: token))) }
    }
  }
}
