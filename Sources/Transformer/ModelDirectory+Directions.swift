extension ModelDirectory.Direction {
  /// The file in the model's directory with the words that its training has hardly seen.
  public var dictionaryName: String { "words.\(source)-\(target).bin" }
}

extension ModelDirectory.Description {
  /// Every direction of the model, the usual one first.
  public var allDirections: [ModelDirectory.Direction] {
    directions ?? [ModelDirectory.Direction(source: sourceLanguage, target: targetLanguage)]
  }

  /// The direction from `source` to `target`, of which one or both may be left open.
  ///
  /// With one of them the first direction that has it is meant, with none the usual one. `de` also means `de_AT`'s
  /// model and the other way round: only the language counts.
  public func direction(from source: String?, to target: String?) -> ModelDirectory.Direction? {
    if subwords?.languages != nil {
      // Which languages there are is for whoever knows their codes to say.
      return ModelDirectory.Direction(source: source ?? sourceLanguage, target: target ?? targetLanguage)
    }
    func fits(_ wanted: String?, _ language: String) -> Bool {
      wanted.map { Self.language($0) == Self.language(language) } ?? true
    }
    return allDirections.first { fits(source, $0.source) && fits(target, $0.target) }
  }

  /// `de` of `de_AT`, `de-AT` and `DE`.
  private static func language(_ locale: String) -> String {
    locale.lowercased().prefix { $0 != "_" && $0 != "-" }.description
  }

  /// What is wrong with the directions; nil where nothing is.
  var directionsProblem: String? {
    guard let directions else { return nil }
    if directions.isEmpty { return "directions is empty; leave it out where there is only one" }
    let vocabulary = Int32(configuration.vocabularySize)
    for direction in directions {
      guard direction.prefix.count <= 8, direction.prefix.allSatisfy({ (0..<vocabulary).contains($0) }) else {
        return
          "the prefix of direction \(direction.source)-\(direction.target) must be at most 8 tokens of the vocabulary"
      }
    }
    return nil
  }
}
