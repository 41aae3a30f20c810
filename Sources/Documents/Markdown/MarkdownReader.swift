import CMD4C

/// Gathers the running text of a Markdown document, block by block.
///
/// md4c says where texts stand. What lies between them is markup, and its length follows from what begins and ends
/// there; ``MarkdownInlines`` works that out.
final class MarkdownReader: MarkdownHandler {
  private let source: SourceText
  private var blocks: [MD_BLOCKTYPE] = []
  private var inlines: MarkdownInlines?
  private(set) var texts: [MarkdownInlines] = []

  init(_ source: SourceText) { self.source = source }

  func enterBlock(_ type: MD_BLOCKTYPE) {
    finishText()
    blocks.append(type)
  }

  func leaveBlock(_ type: MD_BLOCKTYPE) {
    finishText()
    blocks.removeLast()
  }

  func enterSpan(_ type: MD_SPANTYPE, title: Range<Int>?) { current?.enter(type, title: title) }

  func leaveSpan(_ type: MD_SPANTYPE) { current?.leave(type) }

  func text(_ type: MD_TEXTTYPE, _ range: Range<Int>?) { current?.text(type, range) }

  /// The text of the innermost block, unless it is code or HTML. Items of tight lists hold text themselves.
  private var current: MarkdownInlines? {
    if let inlines { return inlines }
    let kinds: [(MD_BLOCKTYPE, MarkdownInlines.Block)] = [
      (MD_BLOCK_P, .paragraph), (MD_BLOCK_LI, .paragraph), (MD_BLOCK_H, .heading), (MD_BLOCK_TH, .cell),
      (MD_BLOCK_TD, .cell),
    ]
    guard let last = blocks.last, let kind = kinds.first(where: { $0.0 == last })?.1 else { return nil }
    inlines = MarkdownInlines(source, kind)
    return inlines
  }

  private func finishText() {
    guard let inlines else { return }
    inlines.finish()
    texts.append(inlines)
    self.inlines = nil
  }
}
