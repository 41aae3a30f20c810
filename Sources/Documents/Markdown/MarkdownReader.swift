import CMD4C

/// Gathers the running text of a Markdown document, block by block.
///
/// md4c says where texts stand. What lies between them is markup, and its length follows from what begins and ends
/// there; ``MarkdownInlines`` works that out.
final class MarkdownReader: MarkdownHandler {
  private let source: SourceText
  private let view: MaskedSource
  private var blocks: [MD_BLOCKTYPE] = []
  private var inlines: MarkdownInlines?
  private(set) var texts: [MarkdownInlines] = []

  /// Blocks of HTML.
  private(set) var htmlBlocks: [Range<Int>] = []
  private var htmlBlock: Range<Int>?

  init(_ source: SourceText, _ view: MaskedSource) {
    self.source = source
    self.view = view
  }

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

  func text(_ type: MD_TEXTTYPE, _ range: Range<Int>?) {
    guard blocks.last != MD_BLOCK_HTML else { return readHTML(range) }
    current?.text(type, range)
  }

  /// Lines of HTML that stand below each other are one block, unless they stand in a quotation.
  private func readHTML(_ range: Range<Int>?) {
    guard let range, !range.isEmpty else { return }
    guard let block = htmlBlock, block.upperBound <= range.lowerBound,
      view.bytes[block.upperBound..<range.lowerBound].allSatisfy({ $0.isSpace })
    else {
      finishHTML()
      htmlBlock = range
      return
    }
    htmlBlock = block.lowerBound..<range.upperBound
  }

  private func finishHTML() {
    if let htmlBlock { htmlBlocks.append(htmlBlock) }
    htmlBlock = nil
  }

  /// The text of the innermost block, unless it is code or HTML. Items of tight lists hold text themselves.
  private var current: MarkdownInlines? {
    if let inlines { return inlines }
    let kinds: [(MD_BLOCKTYPE, MarkdownInlines.Block)] = [
      (MD_BLOCK_P, .paragraph), (MD_BLOCK_LI, .paragraph), (MD_BLOCK_H, .heading), (MD_BLOCK_TH, .cell),
      (MD_BLOCK_TD, .cell),
    ]
    guard let last = blocks.last, let kind = kinds.first(where: { $0.0 == last })?.1 else { return nil }
    inlines = MarkdownInlines(source, view, kind)
    return inlines
  }

  private func finishText() {
    finishHTML()
    guard let inlines else { return }
    inlines.finish()
    texts.append(inlines)
    self.inlines = nil
  }
}
