import CMD4C

/// The blocks of a Markdown document, and the kinds of markup within them.
final class MarkdownOutline: MarkdownHandler {
  private(set) var blocks: [String] = []
  private(set) var spans: [String] = []

  func enterBlock(_ type: MD_BLOCKTYPE) { blocks.append("\(type.rawValue)") }
  func leaveBlock(_ type: MD_BLOCKTYPE) { blocks.append("/\(type.rawValue)") }
  func enterSpan(_ type: MD_SPANTYPE, title: Range<Int>?) { spans.append("\(type.rawValue)") }
  func leaveSpan(_ type: MD_SPANTYPE) {}
  func text(_ type: MD_TEXTTYPE, _ range: Range<Int>?) {}
}
