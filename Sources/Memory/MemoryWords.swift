import Text
import Translation

/// The words of a text as a memory compares texts: in small letters, each placeholder the same word, signs words by
/// themselves, each character of scripts without spaces too.
struct MemoryWords {
  let words: [String]

  /// Longer texts are cut: nobody looks for the like of a page.
  static let limit = 256
  /// Stands for any placeholder.
  private static let placeholder = "\u{25A1}"

  init(_ text: String) {
    var reader = Reader()
    let bytes = Array(text.utf8)
    var start = 0
    for place in Placeholders.matches(in: text).map(\.range) {
      reader.read(String(decoding: bytes[start..<place.lowerBound], as: UTF8.self))
      reader.add(Self.placeholder)
      start = place.upperBound
    }
    reader.read(String(decoding: bytes[start...], as: UTF8.self))
    words = Array(reader.words.prefix(Self.limit))
  }

  private struct Reader {
    var words: [String] = []
    private var word = ""

    mutating func add(_ other: String) {
      flush()
      words.append(other)
    }

    private mutating func flush() {
      if !word.isEmpty { words.append(word.lowercased()) }
      word = ""
    }

    mutating func read(_ text: String) {
      for scalar in text.unicodeScalars {
        if SpanMark(scalar) != nil {
          add(MemoryWords.placeholder)
        } else if scalar.standsAlone {
          add(String(scalar))
        } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil
          || scalar.properties.generalCategory == .nonspacingMark
        {
          word.unicodeScalars.append(scalar)
        } else if scalar.properties.isWhitespace {
          flush()
        } else if scalar != "_", scalar != "&", scalar != "\u{AD}" {
          // Accelerators in front of a letter of a word are no signs.
          add(String(scalar))
        }
      }
      flush()
    }
  }

  /// What a text is indexed by: its words and pairs of neighbors, without signs.
  var grams: [String] {
    let plain = words.filter {
      $0.unicodeScalars.contains { $0.properties.isAlphabetic || $0.properties.numericType != nil }
    }
    let pairs = zip(plain, plain.dropFirst()).map { "\($0) \($1)" }
    return Array(Set(plain + pairs))
  }

  /// 1 - edit distance in words (Levenshtein) / words of the longer text.
  func similarity(to other: MemoryWords) -> Float {
    let longer = max(words.count, other.words.count)
    guard longer > 0 else { return 0 }
    return 1 - Float(distance(to: other)) / Float(longer)
  }

  private func distance(to other: MemoryWords) -> Int {
    var row = Array(0...other.words.count)
    for (index, word) in words.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for (place, candidate) in other.words.enumerated() {
        let substituted = diagonal + (word == candidate ? 0 : 1)
        diagonal = row[place + 1]
        row[place + 1] = min(substituted, diagonal + 1, row[place] + 1)
      }
    }
    return row[other.words.count]
  }
}

extension Unicode.Scalar {
  /// Of a script that writes without spaces: Han, Kana, Thai, Lao, Burmese, Khmer.
  fileprivate var standsAlone: Bool {
    switch value {
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x3400...0x9FFF, 0xF900...0xFAFF,
      0x20000...0x3FFFF:
      true
    default: false
    }
  }
}
