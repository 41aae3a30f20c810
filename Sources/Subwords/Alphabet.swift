import Text

/// The single-character symbols from which learning starts, each as it stands at the end of a word or elsewhere.
struct Alphabet {
  /// A code point, with the lowest bit set where it ends a word.
  private typealias Form = UInt64

  /// The symbols in code point order, one that does not end a word in front of the same one that does.
  let symbols: [String]
  private let indexes: [Form: Int32]
  private let spaceIsMarker: Bool

  /// What a `▁` in the text itself is counted as, apart from the marker of spaces.
  private static let literalMarker: Form = 1 << 40

  init(_ words: WordCounter, options: BPELearner.Options) {
    spaceIsMarker = !words.isPretokenized
    var counts: [Form: Int] = [:]
    words.forEachWord { word, count in
      Alphabet.forEachForm(of: word, spaceIsMarker: !words.isPretokenized) { counts[$0, default: 0] += count }
    }
    let forms = counts.filter { form, count in
      count >= options.minimumCharacterCount && form < Alphabet.literalMarker
        && !(options.excludesInvisible && Alphabet.isInvisible(form))
    }.keys.sorted()
    symbols = forms.map(Alphabet.symbol)
    indexes = Dictionary(uniqueKeysWithValues: zip(forms, 0...))
  }

  /// Calls `body` with each character of a word: its place in `symbols`, or -1.
  func forEachSymbol(of word: UnsafeBufferPointer<UInt8>, _ body: (Int32) -> Void) {
    Alphabet.forEachForm(of: word, spaceIsMarker: spaceIsMarker) { body(indexes[$0] ?? -1) }
  }

  private static func forEachForm(
    of word: UnsafeBufferPointer<UInt8>, spaceIsMarker: Bool, _ body: (Form) -> Void
  ) {
    var position = 0
    while position < word.count {
      var (value, length) = decodeScalar(word, at: position)
      position += length
      if spaceIsMarker, value == marker {
        body(literalMarker)
        continue
      }
      if spaceIsMarker, value == 0x20 { value = marker }
      body(Form(value) << 1 | (position == word.count ? 1 : 0))
    }
  }

  private static func isInvisible(_ form: Form) -> Bool {
    Unicode.Scalar(UInt32(form >> 1))?.isInvisible ?? true
  }

  private static func symbol(_ form: Form) -> String {
    let character = Unicode.Scalar(UInt32(form >> 1)).map { String(Character($0)) } ?? ""
    return form & 1 == 1 ? character + BytePairCodes.endOfWord : character
  }
}
