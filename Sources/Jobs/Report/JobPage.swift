import Basics
import Evaluation
import Translation

/// One page that shows what a job has done: totals, files, and the segments to look at, the least certain first. It
/// stands alone: no scripts, no fonts or images from elsewhere.
package struct JobPage {
  private let summary: JobSummary

  package init(_ summary: JobSummary) {
    self.summary = summary
  }

  package var html: String {
    HTMLPage(
      title: "Translation job", heading: "<h1>Translated files</h1><p>\(totals)</p>",
      main: "\(failures)\(files)\(segments)"
    ).html
  }

  private var totals: String {
    let rate = summary.seconds > 0 ? Int(Double(summary.words) / summary.seconds) : 0
    return [
      "\(summary.files.count) files", "\(summary.segments) segments", "\(summary.words) words",
      "\(summary.translatedSentences) sentences translated, all others known or repeated",
      "\(Int(summary.seconds.rounded())) s", "\(rate) words/s", "\(summary.warnings) segments with warnings",
    ].joined(separator: " · ")
  }

  private var failures: String {
    guard !summary.failures.isEmpty else { return "" }
    let items = summary.failures.map { "<li>\(HTML.escaped($0))</li>" }.joined()
    return "<section><h2>Not translated</h2><ul>\(items)</ul></section>"
  }

  private var files: String {
    let rows = summary.files.map { file in
      let output = file.file.isInPlace ? "" : "<small>\(HTML.escaped(file.file.output ?? ""))</small>"
      let cells = [
        file.file.format?.rawValue ?? "", file.outcome.rawValue, "\(file.segments)", "\(file.words)",
        file.warnings > 0 ? "\(file.warnings)" : "",
      ].map { "<td>\($0)</td>" }
      return "<tr><th scope=\"row\">\(HTML.escaped(file.file.input)) \(output)</th>\(cells.joined())</tr>"
    }
    return """
      <section><h2>Files</h2><div class="scroll"><table><thead><tr><th>File</th><th>Format</th><th></th>\
      <th>Segments</th><th>Words</th><th>Warnings</th></tr></thead><tbody>\(rows.joined(separator: "\n"))</tbody>\
      </table></div></section>
      """
  }

  private var segments: String {
    let cards = summary.doubtful.map { segment in
      let warnings = segment.warnings.map(\.rawValue).joined(separator: ", ")
      let score = segment.score.isFinite ? Double(segment.score).fixed(2) : "−∞"
      return """
        <article><div class="number">\(HTML.escaped(segment.file)):\(segment.line) \(warnings)</div>\
        \(row("source", segment.source, ""))\(row("translation", segment.translation, score))</article>
        """
    }
    return """
      <section><h2>Segments to look at</h2><p class="note">Those with warnings, then the others, each the least certain \
      first. The number is the mean log-probability of a subword.</p>\(cards.joined(separator: "\n"))</section>
      """
  }

  private func row(_ title: String, _ text: String, _ value: String) -> String {
    "<div class=\"row\"><span class=\"who\">\(title)</span><span class=\"text\" dir=\"auto\">\(HTML.escaped(text))</span>"
      + "<span class=\"value\">\(value)</span></div>"
  }
}
