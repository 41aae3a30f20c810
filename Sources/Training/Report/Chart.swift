import Glibc

/// A small line chart as SVG. Colours come from the page's style sheet: classes `s0`, `s1` ... and `grid`.
package struct Chart {
  package struct Series {
    package var name: String
    package var points: [ChartPoint]

    package init(_ name: String, _ points: [ChartPoint]) {
      self.name = name
      self.points = points
    }
  }

  package var title: String
  package var series: [Series]
  /// Whether equal factors, not equal differences, are equally high.
  package var isLogarithmic: Bool
  private let width = 640.0
  private let height = 260.0
  // Margins.
  private let left = 64.0
  private let right = 16.0
  private let top = 12.0
  private let bottom = 32.0
  /// More would not show.
  private static let maximumPoints = 600

  package init(_ title: String, isLogarithmic: Bool = false, _ series: [Series]) {
    self.title = title
    self.isLogarithmic = isLogarithmic
    self.series = series.filter { !$0.points.isEmpty }
  }

  /// Nothing where there are no points.
  package var html: String {
    guard !series.isEmpty else { return "" }
    let points = series.flatMap(\.points)
    let x = Axis(points.map(\.x))
    let y = isLogarithmic ? Axis(logarithmic: points.map(\.y)) : Axis(points.map(\.y))
    let lines = series.enumerated().map { line($1, index: $0, x, y) }.joined()
    return """
      <figure><figcaption>\(title)\(legend)</figcaption>
      <svg viewBox="0 0 \(Int(width)) \(Int(height))" role="img" aria-label="\(title)">
      \(grid(x, y))\(lines)</svg></figure>

      """
  }

  private var legend: String {
    series.enumerated().map { index, series in
      let last = series.points.last.map { Axis.label($0.y) } ?? ""
      return " <span class=\"s\(index)\">\(series.name) \(last)</span>"
    }.joined()
  }

  private func place(_ point: ChartPoint, _ x: Axis, _ y: Axis) -> (String, String) {
    let px = left + x.share(point.x) * (width - left - right)
    let py = height - bottom - y.share(point.y) * (height - top - bottom)
    return (Axis.rounded(px), Axis.rounded(py))
  }

  private func grid(_ x: Axis, _ y: Axis) -> String {
    var svg = ""
    for tick in y.ticks {
      let (from, level) = place(ChartPoint(x: x.low, y: tick), x, y)
      svg += "<line class=\"grid\" x1=\"\(from)\" x2=\"\(Int(width - right))\" y1=\"\(level)\" y2=\"\(level)\"/>"
      svg += "<text x=\"\(Int(left) - 6)\" y=\"\(level)\" dy=\".35em\" text-anchor=\"end\">\(Axis.label(tick))</text>\n"
    }
    for tick in x.ticks {
      let (level, _) = place(ChartPoint(x: tick, y: y.low), x, y)
      svg += "<text x=\"\(level)\" y=\"\(Int(height) - 10)\" text-anchor=\"middle\">\(Axis.label(tick))</text>\n"
    }
    return svg
  }

  private func line(_ series: Series, index: Int, _ x: Axis, _ y: Axis) -> String {
    let places = Self.thinned(series.points).map { place($0, x, y) }
    guard places.count > 1 else {
      return places.map { "<circle class=\"s\(index)\" cx=\"\($0)\" cy=\"\($1)\" r=\"3\"/>\n" }.joined()
    }
    return "<polyline class=\"s\(index)\" points=\"\(places.map { "\($0),\($1)" }.joined(separator: " "))\"/>\n"
  }

  /// Means of neighbouring points, so that at most ``maximumPoints`` are left.
  private static func thinned(_ points: [ChartPoint]) -> [ChartPoint] {
    let group = (points.count + maximumPoints - 1) / maximumPoints
    guard group > 1 else { return points }
    return stride(from: 0, to: points.count, by: group).map { start in
      let part = points[start..<min(start + group, points.count)]
      let count = Double(part.count)
      return ChartPoint(x: part.reduce(0) { $0 + $1.x } / count, y: part.reduce(0) { $0 + $1.y } / count)
    }
  }
}

/// The range of values along one side of a chart, with round numbers to mark it.
struct Axis {
  let low: Double
  let high: Double
  let ticks: [Double]
  private let isLogarithmic: Bool

  init(_ values: [Double]) {
    let (smallest, largest) = (values.min() ?? 0, values.max() ?? 1)
    let span = largest > smallest ? largest - smallest : max(abs(largest), 1)
    let step = Self.roundStep(span / 5)
    let first = (smallest / step).rounded(.down)
    let last = max((largest / step).rounded(.up), first + 1)
    (low, high) = (first * step, last * step)
    ticks = stride(from: first, through: last, by: 1).map { $0 * step }
    isLogarithmic = false
  }

  /// Marks 1, 2, 5, 10, 20 ... as far as the values reach. Where one is not positive the axis is an ordinary one.
  init(logarithmic values: [Double]) {
    guard let smallest = values.min(), let largest = values.max(), smallest > 0, largest < 1e15 else {
      self.init(values)
      return
    }
    self.init(marks: Self.logarithmicMarks(smallest, largest))
  }

  private init(marks: [Double]) {
    (low, high) = (marks[0], marks[marks.count - 1])
    ticks = marks
    isLogarithmic = true
  }

  /// Two marks at least.
  private static func logarithmicMarks(_ smallest: Double, _ largest: Double) -> [Double] {
    var marks = [roundStep(smallest)]
    if marks[0] > smallest { marks[0] = roundStep(smallest / 2.5) }
    while marks[marks.count - 1] < largest { marks.append(roundStep(marks[marks.count - 1] * 1.5)) }
    return marks.count > 1 ? marks : [marks[0], marks[0] * 10]
  }

  /// The next of 1, 2, 5, 10, 20 ... (or their tenths, hundredths ...) from `step` up.
  private static func roundStep(_ step: Double) -> Double {
    var unit = 1.0
    while unit > step { unit /= 10 }
    while unit * 10 <= step { unit *= 10 }
    return [1, 2, 5].map { $0 * unit }.first { $0 >= step } ?? 10 * unit
  }

  func share(_ value: Double) -> Double {
    isLogarithmic ? log(value / low) / log(high / low) : (value - low) / (high - low)
  }

  static func rounded(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

  /// Short: 12k for 12000, four significant digits.
  static func label(_ value: Double) -> String {
    if abs(value) >= 1e6 { return "\(trimmed(value / 1e6))M" }
    if abs(value) >= 1e4 { return "\(trimmed(value / 1e3))k" }
    return trimmed(value)
  }

  private static func trimmed(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return "0" }
    var factor = 1.0
    while abs(value) * factor < 1000 { factor *= 10 }
    let rounded = (value * factor).rounded() / factor
    let text = "\(rounded)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
