/// The mark in front of the letter that is pressed with Alt: `_File`, `E&xit`. It is taken out before a text is
/// translated and put in front of a fitting letter afterwards.
struct Accelerator: Hashable, Sendable {
  private let mark: Unicode.Scalar
  /// Where the letter stands in the text without the mark, in scalars.
  private let place: Int
  private let text: String.UnicodeScalarView

  /// Labels are short.
  private static let mostWords = 8
  private static let mostScalars = 80

  static func == (one: Accelerator, other: Accelerator) -> Bool {
    one.mark == other.mark && one.place == other.place && one.text.elementsEqual(other.text)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(mark)
    hasher.combine(place)
  }

  /// Takes the mark out of a masked text; nil where there is none, or it could mean something else.
  static func removed(from masked: String) -> (text: String, accelerator: Accelerator)? {
    let scalars = Array(masked.unicodeScalars)
    guard scalars.count <= mostScalars, masked.split(separator: " ").count <= mostWords else { return nil }
    for mark: Unicode.Scalar in ["_", "&"] {
      let places = scalars.indices.filter { scalars[$0] == mark }
      guard places.count == 1, let place = places.first, isAccelerator(at: place, in: scalars) else { continue }
      var text = String.UnicodeScalarView(scalars[..<place])
      text.append(contentsOf: scalars[(place + 1)...])
      return (String(text), Accelerator(mark: mark, place: place, text: text))
    }
    return nil
  }

  /// A translation that people have made of the text, without its mark, which may stand anywhere: `ö&ffnen`.
  func removed(fromTranslation translation: String) -> String {
    guard translation.unicodeScalars.count(where: { $0 == mark }) == 1 else { return translation }
    return String(String.UnicodeScalarView(translation.unicodeScalars.filter { $0 != mark }))
  }

  /// In front of a word, or inside of a capitalised one: not `R&D`, `file_name`.
  private static func isAccelerator(at place: Int, in scalars: [Unicode.Scalar]) -> Bool {
    guard place + 1 < scalars.count, scalars[place + 1].isAcceleratable else { return false }
    let front = scalars[..<place].reversed().prefix { $0.isAcceleratable }
    guard let first = front.last else {
      let closes = scalars[(place + 1)...].drop { $0.isAcceleratable }.first
      return closes != "=" && closes != ";" && (place == 0 || scalars[place - 1].isSpaceOrOpening)
    }
    return first.properties.isUppercase && scalars[place + 1].properties.isLowercase
      && front.dropLast().allSatisfy(\.properties.isLowercase)
  }

  /// `masked` with the mark in front of the same letter, at the beginning of a word if there is one; else in front of
  /// the first letter. A translation that equals the text has it where it was.
  func inserted(into masked: String) -> String {
    var scalars = Array(masked.unicodeScalars)
    guard !scalars.elementsEqual(text) else {
      scalars.insert(mark, at: place)
      return String(String.UnicodeScalarView(scalars))
    }
    let letter = text[text.index(text.startIndex, offsetBy: place)].properties.lowercaseMapping
    let same = scalars.indices.filter { scalars[$0].properties.lowercaseMapping == letter }
    func beginsWord(_ index: Int) -> Bool { index == 0 || !scalars[index - 1].isAcceleratable }
    let place = same.first(where: beginsWord) ?? same.first ?? scalars.firstIndex { $0.isAcceleratable }
    if let place {
      scalars.insert(mark, at: place)
    } else {
      scalars += Array("(\(mark)\(letter.uppercased()))".unicodeScalars)
    }
    return String(String.UnicodeScalarView(scalars))
  }
}

extension Unicode.Scalar {
  fileprivate var isAcceleratable: Bool { properties.isAlphabetic || properties.numericType == .decimal }

  fileprivate var isSpaceOrOpening: Bool { properties.isWhitespace || "([\"'".unicodeScalars.contains(self) }
}
