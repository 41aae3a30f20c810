/// What is done so that a translation keeps what it must.
///
/// A model that has learnt to place marks gets most of it behind marks, numbers and names excepted, which it is trusted
/// with until its answer is looked at. Another model is trusted with everything but the markup of documents and what the
/// user's patterns match, in the same way: it would see no text at all of a sentence full of marks.
package struct Safeguards: Sendable {
  /// What goes behind marks before a model sees a text. Nil where nothing does but markup.
  let finder: SpanFinder?
  /// What is looked for in translations. Nil where they are taken as they come.
  let facts: FactFinder?
  /// How numbers are written.
  let numbers: NumberRule

  /// - Parameter patterns: what is protected beside the usual; nil protects nothing at all.
  package init(
    for translator: any SegmentTranslator, patterns: ProtectedPatterns? = ProtectedPatterns.none,
    numbers style: NumberStyle = .localize
  ) {
    guard let patterns else {
      (finder, facts) = (nil, nil)
      numbers = NumberRule(.keep, source: "", target: "")
      return
    }
    numbers = NumberRule(style, source: translator.sourceLocale, target: translator.targetLocale)
    let placesMarks = translator.placesMarks
    finder = placesMarks ? SpanFinder(patterns) { translator.spells($0) } : .only(patterns)
    let spans = placesMarks ? nil : SpanFinder { translator.spells($0) }
    facts = FactFinder(
      numbers: numbers, names: NameRule(source: translator.sourceLocale),
      units: UnitRule(target: translator.targetLocale), spans: spans)
  }
}
