import Documents
import Testing

/// Xcode's String Catalogs and Vue's single files.
@Suite struct CatalogTests {
  private func options(to language: String) -> DocumentOptions {
    DocumentOptions(sourceLanguage: "en", targetLanguage: language)
  }

  @Test func stringCatalogs() throws {
    #expect(
      try DocumentFormat.xcstrings.lines(Samples.xcstrings) == [
        "Key is text", "%lld file was found", "%lld files were found", "Hello there", "Tap ⟦%#@n@⟧ here", "%arg time",
        "%arg times",
      ])
    let written = try DocumentFormat.xcstrings.translate(Samples.xcstrings, with: Doubles.carefulCapitals)
    let expected = """
          "greeting" : {
            "localizations" : {
              "de" : {
                "stringUnit" : {
                  "state" : "needs_review",
                  "value" : "HELLO THERE"
                }
              },
              "en" : {
      """
    #expect(written.contains(expected), "\(written)")
    #expect(written.contains("\"value\" : \"Schon da\"") && !written.contains("\"NOT THIS\""))
    // What has its translation now has nothing left to do.
    #expect(try DocumentFormat.xcstrings.parse(written).segments.isEmpty)
  }

  /// The forms are those that the Unicode CLDR has for the language.
  @Test(arguments: [("de", ["one", "other"]), ("ru", ["few", "many", "one", "other"]), ("ja", ["other"])])
  func pluralForms(language: String, forms: [String]) throws {
    let written = try DocumentFormat.xcstrings.translate(
      Samples.xcstrings, options(to: language), with: Doubles.carefulCapitals)
    let start = try #require(written.firstRange(of: "\"found\"")?.upperBound)
    let found = written[start...].split(separator: "\"\(language)\" : ", maxSplits: 1)[1].split(separator: "\"en\"")[0]
    let keys = ["zero", "one", "two", "few", "many", "other"].filter { found.contains("\"\($0)\" : {") }
    #expect(keys.sorted() == forms, "\(found)")
  }

  @Test func keysMayHaveNoEntry() throws {
    let source = "{\"sourceLanguage\":\"en\",\"strings\":{\"Open it\":{}},\"version\":\"1.0\"}"
    let written = try DocumentFormat.xcstrings.translate(source, with: Doubles.capitals)
    #expect(
      written
        == "{\"sourceLanguage\":\"en\",\"strings\":{\"Open it\":{\"localizations\":{\"de\":{\"stringUnit\":"
        + "{\"state\":\"needs_review\",\"value\":\"OPEN IT\"}}}}},\"version\":\"1.0\"}")
    for broken in ["{}", "[1]", "{\"strings\": 1}", "{\"strings\": {\"a\": "] {
      #expect(throws: DocumentError.self) { try DocumentFormat.xcstrings.parse(broken) }
    }
  }

  @Test func vue() throws {
    #expect(
      try DocumentFormat.vue.lines(Samples.vue) == [
        "Hello ⟦{{ name }}⟧, how are you?", "Your name", "The first column", "Save it", "Open the file",
      ])
    let written = try DocumentFormat.vue.translate(Samples.vue, with: Doubles.carefulCapitals)
    #expect(written.contains("<p v-if=\"a < b\">HELLO {{ name }}, HOW ARE YOU?</p>"))
    #expect(written.contains("\"en\": { \"open\": \"Open the file\" },\n  \"de\": { \"open\": \"OPEN THE FILE\" }"))
    #expect(written.contains("export default { name: 'Not this' }") && written.contains("content: 'not this'"))
  }
}
