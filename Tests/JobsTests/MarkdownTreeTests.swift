import Jobs
import Testing

/// `{…}` is JavaScript in the files of Docusaurus, and text in those of others.
@Suite("Dialects of trees")
struct MarkdownTreeTests {
  private func translated(besides settings: String?, deep: Bool) throws -> String? {
    let place = try Workplace()
    if let settings { try place.write("", to: "in/\(settings)") }
    try place.write("Show {one word} here.\n", to: deep ? "in/docs/a/page.md" : "in/page.md")
    try run(place, CountingDouble { $0.uppercased() })
    return place.tree("out/in")[deep ? "docs/a/page.md" : "page.md"].map { String(decoding: $0, as: UTF8.self) }
  }

  @Test("Docusaurus' settings, here or further up, say that braces are JavaScript", arguments: [false, true])
  func docusaurus(deep: Bool) throws {
    for ending in ["js", "ts", "mjs", "cjs"] {
      let text = try translated(besides: "docusaurus.config.\(ending)", deep: deep)
      #expect(text == "SHOW {one word} HERE.\n")
    }
  }

  @Test("Elsewhere they are text", arguments: ["mkdocs.yml", "hugo.toml", nil])
  func others(settings: String?) throws {
    #expect(try translated(besides: settings, deep: true) == "SHOW {ONE WORD} HERE.\n")
  }
}
