import Testing
import Transformer
import Translation

@Suite("Widths of beams")
struct BeamTests {
  @Test(
    "A width is written as it is read",
    arguments: [
      ("auto", Beam.auto), ("1", .fixed(1)), ("12", .fixed(12)),
      ("5/0.8", .pruned(.init(beamSize: 5, pruningThreshold: 0.8))),
      ("3/0.0", .pruned(.init(beamSize: 3, pruningThreshold: 0))),
    ])
  func written(text: String, beam: Beam) {
    #expect(Beam(text) == beam)
    #expect(beam.description == text)
  }

  @Test(
    "Anything else is none", arguments: ["", "0", "-1", "many", "5/", "/1", "5/-1", "5/x", "5/1/2", "0/1", "5/nan"])
  func refused(text: String) { #expect(Beam(text) == nil) }

  @Test("What a beam says replaces what was said before")
  func applied() {
    var options = TranslationOptions()
    Beam.auto.apply(to: &options)
    #expect(options.adaptsBeam)
    Beam.pruned(.init(beamSize: 7, pruningThreshold: 0.5)).apply(to: &options)
    #expect(!options.adaptsBeam && options.search.beamSize == 7 && options.search.pruningThreshold == 0.5)
    Beam.fixed(2).apply(to: &options)
    #expect(options.search.beamSize == 2 && options.search.pruningThreshold == .infinity)
  }
}
