import Decoding

extension TranslationOptions {
  /// All on which translations depend beside the model, in words that stay the same as long as that does: what is kept
  /// from one run to another is kept under it. `2` counts the changes of its form, and of what
  /// is done to answers of a model.
  package var fingerprint: String {
    var facts = ["alignment": "\(returnAlignment)", "marks": "\(holdsEveryMark)"]
    facts["shortlist"] = usesShortlist.map { "\($0)" } ?? "greedy"
    if let glossary { facts["glossary"] = glossary.identity }
    if reverseWeight != 0 { facts["reverse"] = Self.bits(reverseWeight) }
    facts["dictionary"] = "\(usesDictionary)"
    facts["numbers"] = numbers.rawValue
    facts["beam"] = adaptsBeam ? "auto" : "\(search.beamSize) \(Self.bits(search.pruningThreshold))"
    facts["n-best"] = "\(search.nBest)"
    facts["normalize"] = Self.bits(search.lengthNormalization)
    facts["word-penalty"] = Self.bits(search.wordPenalty)
    facts["length"] = "\(Self.bits(search.maximumLengthFactor)) \(search.maximumLengthAllowance)"
    facts["no-repeat"] = "\(search.noRepeatNgramSize)"
    facts["token-scores"] = "\(search.returnTokenScores)"
    facts["tokens"] = "\(search.endOfSentence) \(search.forbiddenTokens)"
    facts["sampling"] = search.sampling.map { sampling in
      "\(Self.bits(sampling.temperature)) \(sampling.topK) \(Self.bits(sampling.topP)) \(seed)"
    }
    return "2; " + facts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: "; ")
  }

  /// A number as it is, however numbers are printed.
  private static func bits(_ number: Float) -> String { String(number.bitPattern, radix: 16) }
}
