import Documents
import Testing

@Suite struct SegmentTests {
  private static func segment(_ spans: [String], _ pairs: [(String, String)]) -> DocumentSegment {
    DocumentSegment(
      parts: parts(spans), line: 1, pairs: pairs.map { SpanPair(opening: $0.0, closing: $0.1) })
  }

  /// Spans with text between them.
  private static func parts(_ spans: [String]) -> [SegmentPart] {
    spans.flatMap { [.span($0), .text("x")] }
  }

  @Test func acceptsSpansInAnyOrderThatNests() {
    let links = Self.segment(["[", "](a)", "[", "](b)", "`x`"], [("[", "](a)"), ("[", "](b)")])
    let orders: [([String], Bool)] = [
      (["[", "](a)", "[", "](b)", "`x`"], true), (["`x`", "[", "](b)", "[", "](a)"], true),
      (["[", "`x`", "](b)", "[", "](a)"], true), (["](b)", "[", "`x`", "[", "](a)"], false),
      (["[", "](a)", "[", "](b)"], false), (["[", "](a)", "[", "](b)", "`x`", "`x`"], false),
    ]
    for (order, isAccepted) in orders { #expect(links.accepts(Self.parts(order)) == isAccepted) }
  }

  @Test func acceptsDelimitersThatOpenAndClose() {
    let bold = Self.segment(["**", "**", "<b>", "</b>"], [("**", "**"), ("<b>", "</b>")])
    #expect(bold.accepts(Self.parts(["**", "<b>", "</b>", "**"])))
    #expect(!bold.accepts(Self.parts(["**", "<b>", "**", "</b>"])))
  }

  @Test func refusesPairsAroundNothing() {
    let bold = Self.segment(["**", "**"], [("**", "**")])
    #expect(!bold.accepts([.text("x"), .span("**"), .text(" "), .span("**")]))
  }
}
