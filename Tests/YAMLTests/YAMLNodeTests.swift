import Testing
import YAML

@Suite struct YAMLNodeTests {
  @Test func treesKnowTheirLines() throws {
    let root = try #require(try YAMLNode.parse("# settings\na: 1\nb: ['x', \"~\"]\nc:\n  - {d: null}\n"))
    guard case .mapping(let entries) = root.content else {
      Issue.record("not a mapping")
      return
    }
    #expect(entries.map { $0.key.text } == ["a", "b", "c"] && entries.map { $0.key.line } == [2, 3, 4])
    #expect(entries[0].value.texts == ["1"] && entries[1].value.texts == ["x", "~"] && entries[2].value.texts == nil)
    guard case .list(let items) = entries[2].value.content, case .mapping(let inner)? = items.first?.content else {
      Issue.record("not a list of mappings")
      return
    }
    #expect(inner[0].value.isNull && inner[0].value.texts == [] && inner[0].value.line == 5)
  }

  @Test func nothingIsNothing() throws {
    #expect(try YAMLNode.parse("") == nil)
    #expect(try YAMLNode.parse("# only a comment\n") == nil)
  }

  @Test(arguments: [
    ("a: [1", 2), ("a: 1\nb: }", 2), ("\u{0}", 1), ("a: &x [*x]", 1),
    (String(repeating: "[", count: 50) + String(repeating: "]", count: 50), 1),
  ]) func whatIsNotYAMLNamesItsLine(text: String, line: Int) {
    #expect { try YAMLNode.parse(text) } throws: { ($0 as? YAMLError).map { $0.line <= line && $0.line > 0 } ?? false }
  }

  /// Nine lists of nine aliases each would be 9^9 nodes.
  @Test func aliasesDoNotMultiply() {
    let lists = (1..<9).map { level in
      "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ") + "]\n"
    }
    let text = "a0: &a0 [" + Array(repeating: "x", count: 9).joined(separator: ", ") + "]\n" + lists.joined()
    #expect { try YAMLNode.parse(text) } throws: { ($0 as? YAMLError)?.reason.contains("too large") == true }
  }

  /// Found out at the beginning, not after minutes.
  @Test(arguments: ["[", "{a: ", "- ", "[{a: "]) func deepTreesAreRefusedAtOnce(_ opening: String) {
    let text = String(repeating: opening, count: 200_000)
    #expect { try YAMLNode.parse(text) } throws: { ($0 as? YAMLError)?.reason == "nested too deeply" }
  }
}
