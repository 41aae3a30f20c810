import Text

/// Doubts that a text is in the language it should be in: by its frequent words, and by CLD2 where that is installed. Made
/// to be wrong rarely: short texts pass.
struct LanguageCheck {
  private let breakers: (source: WordBreaker, target: WordBreaker)
  private let languages: LanguagePair

  init(_ languages: LanguagePair) throws(TextError) {
    self.languages = languages
    breakers = (try WordBreaker(locale: languages.source), try WordBreaker(locale: languages.target))
  }

  func rejects(_ pair: TextPair) -> Bool {
    let source = words(of: pair.source, breakers.source)
    let target = words(of: pair.target, breakers.target)
    return isForeign(source, to: languages.source) || isForeign(target, to: languages.target)
      || isUntranslated(source, target) || isDetected(pair.source, source, asOtherThan: languages.source)
      || isDetected(pair.target, target, asOtherThan: languages.target)
  }

  private func words(of text: String, _ breaker: WordBreaker) -> [String] {
    breaker.segments(of: text).compactMap { segment in
      guard let first = segment.unicodeScalars.first, first.isLetter else { return nil }
      return segment.lowercased()
    }
  }

  /// Another language has at least two of its frequent words in the text, and twice as many as this one, plus one.
  private func isForeign(_ words: [String], to language: String) -> Bool {
    guard words.count >= 4, let own = StopWords.lists[language] else { return false }
    let hits = words.count { own.contains($0) }
    return StopWords.lists.contains { other, list in
      guard other != language else { return false }
      let foreign = words.count { list.contains($0) && !own.contains($0) }
      return foreign >= 2 && foreign > 2 * hits
    }
  }

  /// The detector is sure that a text of some words and little else is in another language, a frequent word of which, if
  /// there is a list, is in it, and hardly any of this one. It would be deceived by names, terms and code.
  private func isDetected(_ text: String, _ words: [String], asOtherThan language: String) -> Bool {
    guard words.count >= 6, isProse(text), let found = LanguageDetector.language(of: text), found != "un",
      !LanguageDetector.isSame(found, language)
    else { return false }
    let own = StopWords.lists[language] ?? []
    if let other = StopWords.lists[found], !words.contains(where: { other.contains($0) && !own.contains($0) }) {
      return false
    }
    return words.count { own.contains($0) } * 8 <= words.count
  }

  /// Nine characters in ten are letters and spaces.
  private func isProse(_ text: String) -> Bool {
    var (count, plain) = (0, 0)
    for scalar in text.unicodeScalars {
      count += 1
      if scalar == " " || scalar.isLetter { plain += 1 }
    }
    return plain * 10 >= count * 9
  }

  /// Nearly all longer words of the target stand in the source as well.
  private func isUntranslated(_ source: [String], _ target: [String]) -> Bool {
    let long = target.filter { $0.utf8.count >= 3 }
    guard long.count >= 5 else { return false }
    let known = Set(source)
    return long.count { known.contains($0) } * 4 > long.count * 3
  }
}

/// Frequent words that few other languages share.
enum StopWords {
  static let lists: [String: Set<String>] = [
    "en": words(
      "the of and to is that for with are this be not you have from your which can will if or by it has when must "
        + "should does no as at was been but"),
    "de": words(
      "der die das und ist nicht mit von für den dem ein eine einen einer werden wird sie auf zu im auch aus sich oder "
        + "kann wenn des bei nach keine als es zum zur durch wurde haben sind über nur ihre noch ich du er es wir was wie hat hast war bin mir mich dich ihn dieser diese dieses so am wo hier man mein dass in im"
    ),
    "fr": words(
      "le la les des et est pas une pour dans que qui sur avec vous au sont ce par cette être aux ou votre du fichier"),
    "es": words("el los las y es no una para con que por del se su como está este esta o al más archivo puede"),
    "it": words("il lo gli e è non una per con che di della del sono nel alla dei si questo questa o più essere"),
    "nl": words("het een en niet voor met van dat zijn wordt deze op te worden bij naar aan uit ook kan geen als"),
    "pt": words("os as e é não uma para com que do da por em se na no ao mais ou ser são está arquivo você"),
    "pl": words("nie się na do jest i z w że to być dla lub przez jako plik został może"),
    "sv": words("och att är inte för som en ett med av på den det till kan från eller om har"),
    "da": words("og at er ikke for som en et med af på den det til kan fra eller der har"),
  ]

  /// Single letters stand for too many things.
  private static func words(_ text: String) -> Set<String> {
    Set(text.split(separator: " ").map(String.init).filter { $0.count > 1 })
  }
}
