extension TextAnswer {
  /// Sentence by sentence.
  package var details: JSONValue { .array(sentences.map(\.json)) }
}

extension SentenceAnswer {
  /// All that is known of a sentence; what is as usual is left out.
  package var json: JSONValue {
    var fields: [String: JSONValue] = ["source": .string(source), "translation": .string(text)]
    if let score { fields["score"] = .number((score * 10_000).rounded() / 10_000) }
    if let confidence { fields["confidence"] = .number(confidence) }
    if !alternatives.isEmpty { fields["alternatives"] = .array(alternatives.map { .string($0) }) }
    if !warnings.isEmpty { fields["warnings"] = .array(warnings.map { .string($0) }) }
    if let path { fields["path"] = .string(path) }
    if isCorrected { fields["corrected"] = true }
    if !words.isEmpty { fields["words"] = .array(words.map(\.json)) }
    return .object(fields)
  }
}

extension WordAnswer {
  /// Places are in UTF-16 units, as JavaScript counts.
  fileprivate var json: JSONValue {
    [
      "start": .integer(range.lowerBound), "end": .integer(range.upperBound), "confidence": .number(confidence),
      "sources": .array(sources.map { [.integer($0.lowerBound), .integer($0.upperBound)] }),
    ]
  }
}
