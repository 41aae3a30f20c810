import Subwords
import Testing

@Suite struct DropoutTests {
  static let text = "The lowest price is lower than the low price of the widest window."

  @Test func noneIsPlainEncodingAndAllIsCharacters() throws {
    let encoder = try SubwordEncoder(model: Golden.model())
    var generator = XorShift(state: 1)
    #expect(encoder.encode(Self.text, dropout: 0, using: &generator) == encoder.encode(Self.text))
    let characters = encoder.encode(Self.text, dropout: 1, using: &generator)
    #expect(characters.count == Self.text.unicodeScalars.count + 1)
  }

  @Test func aSeedRepeatsAndDropsWhatItSays() throws {
    let encoder = try SubwordEncoder(model: Golden.model())
    func encode(_ seed: UInt64, _ dropout: Double) -> [Int32] {
      var generator = XorShift(state: seed)
      return encoder.encode(Self.text, dropout: dropout, using: &generator)
    }
    #expect(encode(7, 0.3) == encode(7, 0.3))
    #expect(Set((1...20).map { encode($0, 0.3) }).count > 10)
    let lengths = [0.0, 0.2, 0.5, 0.8, 1.0].map { dropout in (1...50).map { encode($0, dropout).count }.reduce(0, +) }
    #expect(lengths == lengths.sorted() && Set(lengths).count == lengths.count)
  }

  /// One merge and one pair: it must fail to apply as often as the probability says. The standard deviation of the
  /// mean over 20,000 draws is 0.0032; the bound is five of them.
  @Test func theProbabilityIsTheOneGiven() throws {
    let segmenter = PretokenizedSegmenter(codes: BytePairCodes(merges: [.init("a", "b</w>")]))
    var generator = XorShift(state: 3)
    let left = (0..<20_000).count { _ in segmenter.segment("ab", dropout: 0.3, using: &generator) == "a@@ b" }
    #expect(abs(Double(left) / 20_000 - 0.3) < 0.016)
  }
}
