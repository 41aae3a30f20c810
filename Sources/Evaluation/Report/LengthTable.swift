import Basics

/// How long translations are beside their references, by the length of the reference.
struct LengthTable {
  let systems: [ScorePage.System]

  private static let ranges: [(title: String, words: ClosedRange<Int>)] = [
    ("all lines", 0...Int.max), ("up to 5 words", 0...5), ("6–10", 6...10), ("11–20", 11...20), ("21–40", 21...40),
    ("over 40", 41...Int.max),
  ]

  /// Hypothesis words over reference words of the lines whose reference has so many words; `nil` without any.
  static func ratio(_ lengths: [(hypothesis: Double, reference: Double)], _ words: ClosedRange<Int>) -> Double? {
    let chosen = lengths.filter { words.contains(Int($0.reference)) }
    let reference = chosen.reduce(0) { $0 + $1.reference }
    return reference > 0 ? chosen.reduce(0) { $0 + $1.hypothesis } / reference : nil
  }

  func html() -> String {
    let head = LengthTable.ranges.map { "<th>\($0.title)</th>" }.joined()
    let rows = systems.enumerated().map { index, system in
      let cells = LengthTable.ranges.map { "<td>\(cell(LengthTable.ratio(system.lengths, $0.words), index))</td>" }
      return "<tr><th scope=\"row\"><span class=\"key s\(index % 6)\"></span>\(HTML.escaped(system.name))</th>"
        + "\(cells.joined())</tr>"
    }
    return """
      <p class="note">Words of the translation for each word of the reference, by the reference's length. Left of the \
      middle: shorter than the reference.</p>
      <div class="scroll"><table class="lengths"><thead><tr><th></th>\(head)</tr></thead><tbody>\(rows.joined())</tbody>\
      </table></div>
      """
  }

  private func cell(_ ratio: Double?, _ system: Int) -> String {
    guard let ratio else { return "<small>–</small>" }
    // The bar is full at a quarter too short or too long.
    let deviation = max(-0.25, min(0.25, ratio - 1)) * 200
    let start = (50 + min(0, deviation)).fixed(1)
    return "\(ratio.fixed(3))<span class=\"bar middle\"><i class=\"s\(system % 6)\" style=\"margin-left:\(start)%;"
      + "width:\(max(1, abs(deviation)).fixed(1))%\"></i></span>"
  }
}
