/// DeepL's API, as its official clients use it.
enum DeepLAPI {
  static let routes = translation + DeepLDocuments.routes + DeepLGlossaries.routes

  private static let translation =
    ["GET", "POST"].map { method in
      Route(method, "/v2/translate", errors: .deepL) { api, call in try await DeepLTranslateCall(api, call).answer() }
    }
    + [
      // Version 1 as old clients know it: by GET only, since POST is the service's own.
      Route("GET", "/v1/translate", errors: .deepL) { api, call in try await DeepLTranslateCall(api, call).answer() }
    ]
    + ["GET", "POST"].map { method in
      Route(method, "/v2/languages", errors: .deepL) { api, call in try languages(api, call) }
    }
    + ["GET", "POST"].map { method in
      Route(method, "/v2/usage", errors: .deepL) { api, _ in
        ServiceResponse(json: [
          "character_count": .integer(api.metrics.characters), "character_limit": 1_000_000_000_000,
        ])
      }
    }

  private static func languages(_ api: TranslationAPI, _ call: Call) throws -> ServiceResponse {
    let type = call.parameters.string("type") ?? "source"
    guard ["source", "target"].contains(type) else { throw ServiceError(400, "Value for 'type' not supported.") }
    let codes = type == "source" ? api.catalogue.sources : api.catalogue.targets
    let list = codes.flatMap { code in type == "target" ? DeepLCode.regional(code) : [code.uppercased()] }
    return ServiceResponse(
      json: .array(
        list.map { code in
          var fields: [String: JSONValue] = [
            "language": .string(code), "name": .string(LanguageNames.name(of: code, in: "en")),
          ]
          if type == "target" { fields["supports_formality"] = false }
          return .object(fields)
        }))
  }
}

/// Language codes as DeepL writes them.
enum DeepLCode {
  /// A target language in its regions, where DeepL wants one.
  static func regional(_ code: String) -> [String] {
    switch code.lowercased() {
    case "en": ["EN-GB", "EN-US"]
    case "pt": ["PT-BR", "PT-PT"]
    default: [code.uppercased()]
    }
  }
}

/// Source and target of a request to DeepL's API.
struct DeepLLanguages {
  let languages: LanguageParameters

  /// - Throws: ``ServiceError`` 400, worded as the clients expect it.
  init(_ api: TranslationAPI, _ parameters: Parameters) throws(ServiceError) {
    guard let target = parameters.string("target_lang"), !target.isEmpty else {
      throw ServiceError(400, "Value for 'target_lang' not specified.")
    }
    let source = parameters.string("source_lang") ?? ""
    guard source.isEmpty || LanguageCode.match(source, among: api.catalogue.languages) != nil else {
      throw ServiceError(400, "Value for 'source_lang' not supported.")
    }
    guard LanguageCode.match(target, among: api.catalogue.targets) != nil else {
      throw ServiceError(400, "Value for 'target_lang' not supported.")
    }
    languages = try LanguageParameters(api, source: source.isEmpty ? "auto" : source, target: target)
  }
}
