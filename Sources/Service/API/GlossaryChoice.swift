/// The terms that a request asks for.
enum GlossaryChoice {
  /// Those of the server and of the glossary named by `glossary_id`.
  ///
  /// - Throws: ``ServiceError`` 404 for a glossary that is not there, 400 for one without the pair.
  static func terminology(_ api: TranslationAPI, _ call: Call, pair: LanguagePair) throws -> Terminology {
    let general = api.settings.glossaries[pair] ?? Terminology()
    guard let id = call.parameters.string("glossary_id"), !id.isEmpty else { return general }
    guard let glossary = try api.stores.glossaries.find(id, tenant: call.tenant) else {
      throw ServiceError(404, "Glossary not found")
    }
    guard let terms = glossary.terminology(for: pair) else {
      throw ServiceError(400, "The glossary has no dictionary from \(pair.source) to \(pair.target)")
    }
    return general.adding(terms)
  }
}
