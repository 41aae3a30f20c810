import FoundationEssentials
import Testing
import Training

@Suite struct ReportTests {
  private static func line(_ event: String, _ update: Int, _ rest: String = "") -> String {
    #"{"event":"\#(event)","update":\#(update),"epoch":1,"seconds":1\#(rest)}"# + "\n"
  }

  @Test func whatARunDidAgainCountsOnce() {
    let log =
      Self.line("start", 0) + Self.line("train", 10, #","loss":5"#) + Self.line("train", 20, #","loss":4"#)
      + Self.line("valid", 20, #","loss":4.5"#) + Self.line("start", 10) + Self.line("train", 20, #","loss":3"#)
      + Self.line("train", 30, #","loss":2"#) + #"{"event":"train","upda"#
    let history = TrainingHistory(log: log)
    #expect(history.points("train", \.loss) == [(10, 5), (20, 3), (30, 2)].map { ChartPoint(x: $0, y: $1) })
    #expect(history.points("valid", \.loss).isEmpty)
  }

  @Test func pageHoldsAllItNeeds() {
    let log = (1...2000).map { update in
      Self.line("train", update, #","loss":\#(1000.0 / Double(update)),"learningRate":0.001,"tokensPerSecond":5000"#)
        + (update % 500 == 0 ? Self.line("valid", update, #","loss":2,"bleu":\#(update / 100)"#) : "")
    }.joined()
    let samples = #","samples":[{"source":"<b>&","translation":"x","reference":"y"}]"#
    let history = TrainingHistory(log: log + Self.line("valid", 2001, samples) + "not json\n")
    let html = TrainingReport(history, title: "A <run>").html
    for text in ["A &lt;run&gt;", "&lt;b&gt;&amp;", "Loss a token", "BLEU", "prefers-color-scheme:dark", "<polyline"] {
      #expect(html.contains(text))
    }
    for text in ["http", "<script", "<link", "src=", "<b>", "nan", "inf\""] { #expect(!html.contains(text)) }
    #expect(html.utf8.count < 100_000)
    #expect(html.split(separator: "<svg").count - 1 == html.split(separator: "</svg>").count - 1)
  }

  /// On a logarithmic axis 1, 100 and 10,000 are evenly spaced: the middle point of the line stands in the middle.
  @Test func logarithmicAxis() throws {
    let points = [1.0, 100, 10_000].enumerated().map { ChartPoint(x: Double($0), y: $1) }
    let html = Chart("x", isLogarithmic: true, [.init("a", points)]).html
    let line = try #require(html.firstMatch(of: /points="([^"]*)"/))
    let heights = line.1.split(separator: " ").compactMap { Double($0.split(separator: ",")[1]) }
    #expect(heights.count == 3 && abs(heights[0] + heights[2] - 2 * heights[1]) < 0.2 && heights[0] > heights[2])
  }

  @Test func emptyAndSinglePointsAreNoTrouble() {
    #expect(Chart("x", [.init("a", [])]).html.isEmpty)
    for value in [0, -3, 1e-9, 1e12] {
      for isLogarithmic in [false, true] {
        let html = Chart("x", isLogarithmic: isLogarithmic, [.init("a", [ChartPoint(x: 5, y: value)])]).html
        #expect(html.contains("<circle") && !html.contains("nan"))
      }
    }
  }
}
