import Evaluation
import Testing

@Suite struct ReportTests {
  private func page(_ hypotheses: [[String]], _ reference: [String]) throws -> String {
    var request = ScoreRequest()
    request.references = ["folder/<ref>"]
    request.metrics = [.bleu, .chrf, .ter]
    let systems = hypotheses.enumerated().map { ("folder/system & \($0.offset)", Segments($0.element)) }
    return try ScoreRun(request, references: [Segments(reference)], systems: systems).reportPage()
  }

  @Test func standsAlone() throws {
    let page = try page([["a <b> c", "the cat"], ["a b", "a cat"]], ["a b c", "the cat sat"])
    for forbidden in ["<script", "http:", "https:", "src=", "@import", "url("] { #expect(!page.contains(forbidden)) }
    #expect(page.contains("prefers-color-scheme:dark"))
    #expect(page.contains("system &amp; 1") && page.contains("&lt;ref&gt;"))
    #expect(!page.contains("<b> c"))
  }

  @Test func emptyAndOddLines() throws {
    let odd = ["", "\u{0}\u{7F}", String(repeating: "word ", count: 2000), "مرحبا", "你好，世界。你好，世界。"]
    #expect(try page([odd, odd.reversed()], odd).hasSuffix("</html>\n"))
    #expect(try page([odd], odd).contains("lowest scores"))
  }

  @Test func marksWhatTheOtherLacks() {
    let difference = WordDifference("the big cat sat down", "the cat sat up there")
    #expect(difference.left.map(\.isCommon) == [true, false, true, true, false])
    #expect(difference.right.map(\.isCommon) == [true, true, true, false, false])
    #expect(
      WordDifference.marked(difference.right, byCharacter: false, class: "x")
        == "the cat sat <mark class=\"x\">up there</mark>")
    #expect(WordDifference("这个文件夹里有十二个文件", "这个文件夹有十二个大文件").isByCharacter)
  }

  @Test func linesInOrderOfDifference() {
    #expect(LineList.order([50, 10, 90, 40], [60, 80, 10, 40]) == [1, 0, 3, 2])
    #expect(Histogram.counts([0, 4.9, 5, 99.9, 100, 230])[0] == 2)
    #expect(Histogram.counts([0, 4.9, 5, 99.9, 100, 230])[19] == 3)
    #expect(Histogram.median([3, 1, 2]) == 2 && Histogram.median([4, 1, 2, 3]) == 2.5 && Histogram.median([]) == 0)
  }
}
