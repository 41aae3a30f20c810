import Documents
import Testing

@Suite struct SegmentTests {
  private static func segment(_ spans: [String], _ pairs: [(String, String)]) -> DocumentSegment {
    DocumentSegment(
      parts: spans.map(SegmentPart.span), line: 1, pairs: pairs.map { SpanPair(opening: $0.0, closing: $0.1) })
  }

  @Test func acceptsSpansInAnyOrderThatNests() {
    let links = Self.segment(["[", "](a)", "[", "](b)", "`x`"], [("[", "](a)"), ("[", "](b)")])
    let orders: [([String], Bool)] = [
      (["[", "](a)", "[", "](b)", "`x`"], true), (["`x`", "[", "](b)", "[", "](a)"], true),
      (["[", "`x`", "](b)", "[", "](a)"], true), (["](b)", "[", "`x`", "[", "](a)"], false),
      (["[", "](a)", "[", "](b)"], false), (["[", "](a)", "[", "](b)", "`x`", "`x`"], false),
    ]
    for (order, isAccepted) in orders { #expect(links.accepts(order.map(SegmentPart.span)) == isAccepted) }
  }

  @Test func acceptsDelimitersThatOpenAndClose() {
    let bold = Self.segment(["**", "**", "<b>", "</b>"], [("**", "**"), ("<b>", "</b>")])
    #expect(bold.accepts(["**", "<b>", "</b>", "**"].map(SegmentPart.span)))
    #expect(!bold.accepts(["**", "<b>", "**", "</b>"].map(SegmentPart.span)))
  }
}
