import Basics

/// How many lines have which score, for several systems side by side, as an SVG.
package struct Histogram {
  let title: String
  /// [system][line]
  let scores: [[Double]]
  let systems: [String]

  private static let bins = 20
  private static let width = 760.0
  private static let height = 190.0
  private static let left = 46.0
  private static let right = 20.0
  private static let bottom = 26.0

  /// [bin]: lines whose score lies in it; the last bin takes what is above 100 too.
  package static func counts(_ scores: [Double]) -> [Int] {
    var counts = [Int](repeating: 0, count: bins)
    for score in scores { counts[min(bins - 1, max(0, Int(score / 100 * Double(bins))))] += 1 }
    return counts
  }

  func html() -> String {
    let counts = scores.map(Histogram.counts)
    let highest = max(1, counts.joined().max() ?? 1)
    let legend = zip(systems, scores).enumerated().map { index, system in
      "<span class=\"key s\(index % 6)\"></span>\(HTML.escaped(system.0)) "
        + "<small>median \(Histogram.median(system.1).fixed(1))</small>"
    }
    return """
      <figure><figcaption><b>\(HTML.escaped(title))</b> <span class="legend">\(legend.joined(separator: " "))</span>\
      </figcaption>
      <svg viewBox="0 0 \(Histogram.width.fixed(0)) \(Histogram.height.fixed(0))" role="img" \
      aria-label="Histogram of \(HTML.escaped(title))">
      \(grid(highest))\(bars(counts, highest))\(axis())</svg></figure>
      """
  }

  package static func median(_ scores: [Double]) -> Double {
    let sorted = scores.sorted()
    guard let last = sorted.last else { return 0 }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1
      ? sorted[middle] : (sorted[max(0, middle - 1)] + (middle < sorted.count ? sorted[middle] : last)) / 2
  }

  private var plotWidth: Double { Histogram.width - Histogram.left - Histogram.right }
  private var plotHeight: Double { Histogram.height - Histogram.bottom - 10 }

  private func vertical(_ count: Int, _ highest: Int) -> Double {
    10 + plotHeight * (1 - Double(count) / Double(highest))
  }

  private func grid(_ highest: Int) -> String {
    (0...2).map { part in
      let count = highest * part / 2
      let y = vertical(count, highest).fixed(1)
      return
        "<line class=\"grid\" x1=\"\(Histogram.left)\" x2=\"\(Histogram.width - Histogram.right)\" y1=\"\(y)\" y2=\"\(y)\"/>"
        + "<text class=\"tick\" x=\"\(Histogram.left - 6)\" y=\"\(y)\" dy=\"4\" text-anchor=\"end\">\(count)</text>"
    }.joined()
  }

  private func bars(_ counts: [[Int]], _ highest: Int) -> String {
    let slot = plotWidth / Double(Histogram.bins)
    let bar = (slot - 4) / Double(max(1, counts.count))
    var output = ""
    for bin in 0..<Histogram.bins {
      for (system, counts) in counts.enumerated() where counts[bin] > 0 {
        let x = Histogram.left + Double(bin) * slot + 2 + Double(system) * bar
        let y = vertical(counts[bin], highest)
        let range = "\(bin * 5)–\(bin * 5 + 5)"
        output +=
          "<rect class=\"s\(system % 6)\" x=\"\(x.fixed(1))\" y=\"\(y.fixed(1))\" width=\"\(max(1, bar - 1).fixed(1))\" "
          + "height=\"\((10 + plotHeight - y).fixed(1))\"><title>\(HTML.escaped(systems[system])), \(range): "
          + "\(counts[bin])</title></rect>"
      }
    }
    return output
  }

  /// Whether the last bin takes scores above 100.
  private var isOpen: Bool { scores.joined().contains { $0 > 100.001 } }

  private func axis() -> String {
    stride(from: 0, through: 100, by: 20).map { score in
      let x = (Histogram.left + plotWidth * Double(score) / 100).fixed(1)
      return
        "<text class=\"tick\" x=\"\(x)\" y=\"\(Histogram.height - 8)\" text-anchor=\"middle\">\(score)\(score == 100 && isOpen ? "+" : "")</text>"
    }.joined()
  }
}
