import Text

/// What a text is made of, found in one pass.
struct CharacterCounts {
  var words = 0
  var characters = 0
  var letters = 0
  /// Letters of the script that is expected; the ASCII letters count for Latin.
  var expectedLetters = 0
  /// How often each digit stands there.
  var digits = [Int](repeating: 0, count: 10)

  init(_ text: String, scripts: Set<String>) {
    var inWord = false
    for scalar in text.unicodeScalars {
      let isSpace = scalar == " "
      if !isSpace, !inWord { words += 1 }
      inWord = !isSpace
      characters += 1
      count(scalar, scripts)
    }
  }

  private mutating func count(_ scalar: Unicode.Scalar, _ scripts: Set<String>) {
    let value = scalar.value
    if value < 0x80 {
      if isDigit(UInt8(value)) { digits[Int(value) - 0x30] += 1 }
      if isLetter(UInt8(value)) {
        letters += 1
        if scripts.contains("Latn") { expectedLetters += 1 }
      }
    } else if scalar.isLetter {
      letters += 1
      if scripts.contains(scalar.script) { expectedLetters += 1 }
    }
  }

  /// The scripts that a language is written in, as ISO 15924 codes; nil where any will do.
  static func scripts(of language: String) -> Set<String> {
    switch language {
    case "ja": ["Hani", "Hira", "Kana", "Zyyy"]
    case "zh": ["Hani", "Bopo"]
    case "ko": ["Hang", "Hani"]
    case "ru", "uk", "bg", "be", "mk": ["Cyrl"]
    case "sr": ["Cyrl", "Latn"]
    case "el": ["Grek"]
    case "ar", "fa", "ur": ["Arab"]
    case "he", "yi": ["Hebr"]
    case "hi", "mr", "ne": ["Deva"]
    case "th": ["Thai"]
    case "ka": ["Geor"]
    case "hy": ["Armn"]
    default: ["Latn"]
    }
  }
}
