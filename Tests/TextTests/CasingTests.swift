import Testing
import Text

@Suite struct CasingTests {
  @Test func mapsWithTheRulesOfTheLocale() throws {
    let english = try CaseMapper(locale: "en")
    #expect(english.uppercased("straße ﬁx") == "STRASSE FIX")
    #expect(english.lowercased("ΟΔΥΣΣΕΥΣ") == "οδυσσευς")
    #expect(english.titlecased("where is the FILE, o'neil?") == "Where Is The File, O'neil?")
    #expect(english.titlecased("ǆ") == "ǅ")
    #expect(try CaseMapper(locale: "tr").uppercased("istanbul ılık") == "İSTANBUL ILIK")
    #expect(try CaseMapper(locale: "nl").titlecased("ijsland") == "IJsland")
    #expect(try CaseMapper(locale: "el").uppercased("άνθρωπος") == "ΑΝΘΡΩΠΟΣ")
  }

  @Test func mapsTextOfAnyLength() throws {
    let text = String(repeating: "ŉß", count: 50_000)
    #expect(try CaseMapper().uppercased(text) == String(repeating: "ʼNSS", count: 50_000))
    #expect(try CaseMapper().uppercased("") == "")
    #expect(try CaseMapper().uppercased("\0a\0") == "\0A\0")
  }

  @Test func tellsCapitalsAndTitles() throws {
    let mapper = try CaseMapper()
    #expect("NATO-ÖL 1".isAllUppercase && !"123".isAllUppercase && !"NaTO".isAllUppercase && !"".isAllUppercase)
    #expect(mapper.isTitlecased("Where Is It?") && !mapper.isTitlecased("Where is It?"))
    #expect(!mapper.isTitlecased("12 34") && !mapper.isTitlecased("WHERE IS"))
  }

  @Test func unknownLocalesFallBackToTheRoot() throws {
    #expect(try CaseMapper(locale: "xx-nowhere").uppercased("é") == "É")
    #expect(try WordBreaker(locale: "xx-nowhere").segments(of: "a b").count == 3)
  }
}

@Suite struct PropertyTests {
  /// Swift's standard library brings its own copy of the Unicode Character Database.
  @Test func categoriesAgreeWithTheStandardLibrary() {
    var differences: [String] = []
    for value in 0...0x10FFFF as ClosedRange<UInt32> {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let category = scalar.properties.generalCategory
      // The two may be of different Unicode versions: only one of them knows the newest characters.
      if category == .unassigned { continue }
      // The letter ʕ has been moved from one category to another between versions.
      if value == 0x295 { continue }
      let name = letter(of: category)
      let agrees =
        scalar.isLetter == (name == "L") && scalar.isNumber == (name == "N") && scalar.isPunctuation == (name == "P")
        && scalar.isSymbol == (name == "S") && scalar.isSpace == scalar.properties.isWhitespace
        && scalar.isIdeographic == scalar.properties.isIdeographic
        && scalar.isUppercase == scalar.properties.isUppercase && scalar.isLowercase == scalar.properties.isLowercase
      if !agrees, !isUnassignedHere(scalar) { differences.append(String(value, radix: 16)) }
    }
    #expect(differences == [])
  }

  @Test func scripts() {
    #expect(("a" as Unicode.Scalar).script == "Latn" && ("漢" as Unicode.Scalar).script == "Hani")
    #expect(("я" as Unicode.Scalar).script == "Cyrl" && ("." as Unicode.Scalar).script == "Zyyy")
    #expect(("\u{200B}" as Unicode.Scalar).isInvisible && !("▁" as Unicode.Scalar).isInvisible)
  }

  private func isUnassignedHere(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isInvisible && !scalar.isSpace && scalar.properties.generalCategory != .format
  }

  private func letter(of category: Unicode.GeneralCategory) -> Character {
    switch category {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: "L"
    case .decimalNumber, .letterNumber, .otherNumber: "N"
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      "P"
    case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: "S"
    default: "X"
    }
  }
}
