import Basics

/// The lines that tell most about two systems, or about one.
package struct LineList {
  let systems: [ScorePage.System]
  let metric: String

  private static let shown = 12

  /// Lines by how much better `right` is, the most first.
  package static func order(_ left: [Double], _ right: [Double]) -> [Int] {
    left.indices.sorted { (right[$0] - left[$0], -$0) > (right[$1] - left[$1], -$1) }
  }

  func differences(between left: Int, and right: Int) -> String {
    let order = LineList.order(systems[left].lineScores, systems[right].lineScores)
    let better = order.prefix(LineList.shown).filter { change($0, left, right) > 0 }
    let worse = order.reversed().prefix(LineList.shown).filter { change($0, left, right) < 0 }
    return """
      <section><h2>\(name(right)) beside \(name(left))</h2>
      <p class="note">The lines that differ most by \(HTML.escaped(metric)). Marked in translations: words that the \
      reference lacks; in the reference: words that the translation with the higher score lacks.</p>
      \(group("\(name(right)) is better", better, [left, right]))\(group("\(name(left)) is better", worse, [left, right]))
      </section>
      """
  }

  func lowest(of system: Int) -> String {
    let scores = systems[system].lineScores
    let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
    return """
      <section><h2>Lines with the lowest scores</h2>
      <p class="note">By \(HTML.escaped(metric)). Marked in the translation: words that the reference lacks; in the \
      reference: words that the translation lacks.</p>
      \(group("", Array(order.prefix(2 * LineList.shown)), [system]))</section>
      """
  }

  private func change(_ line: Int, _ left: Int, _ right: Int) -> Double {
    systems[right].lineScores[line] - systems[left].lineScores[line]
  }

  private func name(_ system: Int) -> String { HTML.escaped(systems[system].name) }

  private func group(_ title: String, _ lines: [Int], _ compared: [Int]) -> String {
    let cards = lines.map { card($0, compared) }.joined()
    if title.isEmpty { return cards }
    return "<h3>\(title)</h3>" + (lines.isEmpty ? "<p class=\"note\">No line.</p>" : cards)
  }

  private func card(_ line: Int, _ compared: [Int]) -> String {
    let best = compared.max { systems[$0].lineScores[line] < systems[$1].lineScores[line] } ?? 0
    let reference = reference(of: line)
    let rows = compared.map { system in
      let difference = WordDifference(systems[system].corpus.hypotheses[line], reference)
      let text = WordDifference.marked(difference.left, byCharacter: difference.isByCharacter, class: "extra")
      return row("<span class=\"key s\(system % 6)\"></span>\(name(system))", text, systems[system].lineScores[line])
    }
    let missing = WordDifference(systems[best].corpus.hypotheses[line], reference)
    let text = WordDifference.marked(missing.right, byCharacter: missing.isByCharacter, class: "missing")
    return
      "<article><div class=\"number\">line \(line + 1)</div>\(row("reference", text, nil))\(rows.joined())</article>"
  }

  private func reference(of line: Int) -> String {
    systems[0].corpus.references.first { !$0.isMissing(line) }?[line] ?? ""
  }

  private func row(_ title: String, _ text: String, _ score: Double?) -> String {
    "<div class=\"row\"><span class=\"who\">\(title)</span><span class=\"text\" dir=\"auto\">\(text)</span>"
      + "<span class=\"value\">\(score.map { $0.fixed(1) } ?? "")</span></div>"
  }
}
