/// No-break spaces of a text. A translator gets plain spaces; its translation gets the hard ones back beside the words
/// that are still there (`10 km`, `Figure 3`), and otherwise where they stood in proportion.
struct HardSpaces: Sendable {
  private struct Place: Sendable {
    var before: String
    var after: String
    /// Of the text that stands before it, from 0 to 1.
    var share: Double
  }

  private static let hard: Character = "\u{A0}"
  private var places: [Place] = []

  /// Takes the hard spaces out of a text; nil where there are none.
  init?(_ parts: inout [SegmentPart]) {
    let all = parts.text
    guard all.contains(Self.hard) else { return nil }
    let characters = Array(all)
    for index in characters.indices where characters[index] == Self.hard {
      let isSpace = { (character: Character) in character.isWhitespace }
      let before = characters[..<index].reversed().prefix { !isSpace($0) }.reversed()
      let after = characters[(index + 1)...].prefix { !isSpace($0) }
      places.append(
        Place(
          before: String(before), after: String(after), share: Double(index) / Double(max(characters.count, 1))))
    }
    for index in parts.indices {
      if case .text(let text) = parts[index] { parts[index] = .text(text.replacing("\u{A0}", with: " ")) }
    }
  }

  func restored(_ parts: [PlacedPart]) -> [PlacedPart] {
    var texts = parts.map { part -> [Character] in if case .text(let text) = part { Array(text) } else { [] } }
    for place in places { restore(place, &texts) }
    return zip(parts, texts).map { part, text in if case .text = part { .text(String(text)) } else { part } }
  }

  private func restore(_ place: Place, _ texts: inout [[Character]]) {
    let total = max(texts.reduce(0) { $0 + $1.count }, 1)
    var best: (part: Int, index: Int, cost: Double)?
    var offset = 0
    for part in texts.indices {
      for index in texts[part].indices where texts[part][index] == " " {
        let stays = Self.word(before: index, texts[part]) == place.before && !place.before.isEmpty
        let follows = Self.word(after: index, texts[part]) == place.after && !place.after.isEmpty
        let distance = abs(Double(offset + index) / Double(total) - place.share)
        let cost = distance - (stays ? 2 : 0) - (follows ? 2 : 0)
        if best.map({ cost < $0.cost }) ?? true { best = (part, index, cost) }
      }
      offset += texts[part].count
    }
    if let best { texts[best.part][best.index] = Self.hard }
  }

  private static func word(before index: Int, _ text: [Character]) -> String {
    String(text[..<index].reversed().prefix { !$0.isWhitespace }.reversed())
  }

  private static func word(after index: Int, _ text: [Character]) -> String {
    String(text[(index + 1)...].prefix { !$0.isWhitespace })
  }
}
