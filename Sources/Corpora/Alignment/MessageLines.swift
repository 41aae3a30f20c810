/// Cuts messages of several lines into parts that are texts of their own.
package enum MessageLines {
  /// Paragraphs (divided by empty lines) with paragraphs; inside them line with line where the lines are no wrapped
  /// text: both sides have as many, and each but the last ends a sentence or the next begins with a space, a bullet or an
  /// option. Otherwise the lines are one text.
  package static func split(_ pair: TextPair) -> [TextPair] {
    guard pair.source.utf8.contains(0x0A) || pair.target.utf8.contains(0x0A) else { return [pair] }
    let source = paragraphs(pair.source)
    let target = paragraphs(pair.target)
    guard source.count == target.count else {
      return [TextPair(source.joined().joined(separator: " "), target.joined().joined(separator: " "))]
    }
    return zip(source, target).flatMap(splitParagraph)
  }

  private static func paragraphs(_ text: String) -> [[Substring]] {
    var paragraphs: [[Substring]] = [[]]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if !line.allSatisfy(\.isWhitespace) {
        paragraphs[paragraphs.count - 1].append(line)
      } else if !paragraphs[paragraphs.count - 1].isEmpty {
        paragraphs.append([])
      }
    }
    return paragraphs.filter { !$0.isEmpty }
  }

  private static func splitParagraph(_ source: [Substring], _ target: [Substring]) -> [TextPair] {
    if source.count == target.count, source.count > 1, areSeparate(source), areSeparate(target) {
      return zip(source, target).map { TextPair(String($0), String($1)) }
    }
    return [TextPair(source.joined(separator: " "), target.joined(separator: " "))]
  }

  private static func areSeparate(_ lines: [Substring]) -> Bool {
    zip(lines, lines.dropFirst()).allSatisfy { line, next in
      let end = line.last { !$0.isWhitespace }
      return end.map { ".!?:".contains($0) } == true || next.first.map { " \t-*•".contains($0) } == true
    }
  }
}
