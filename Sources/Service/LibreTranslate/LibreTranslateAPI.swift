/// LibreTranslate's API, for its clients as they are.
enum LibreTranslateAPI {
  static let routes = [
    Route("POST", "/translate") { api, call in
      // DeepLX speaks to the same path with other fields.
      if call.parameters["q"] == nil, call.parameters["text"] != nil, call.parameters["target_lang"] != nil {
        return try await DeepLXAPI.translate(api, call)
      }
      return try await TranslateCall(api, call).answer()
    },
    Route("POST", "/detect") { api, call in try detect(api, call) },
    Route("GET", "/languages", needsKey: false) { api, call in languages(api, call) },
    Route("GET", "/frontend/settings", needsKey: false) { api, call in frontendSettings(api) },
    Route("POST", "/translate_file") { api, call in try await FileCall(api, call).answer() },
    Route("GET", "/download_file/{name}", needsKey: false) { api, call in try FileCall.download(api, call) },
    Route("POST", "/suggest") { api, call in try suggest(api, call) },
    Route("GET", "/health", needsKey: false) { api, _ in
      api.isReady
        ? ServiceResponse(json: ["status": "ok"]) : ServiceResponse(status: 503, json: ["status": "busy"])
    },
  ]

  // MARK: Languages

  /// The language of names and words: the first that the client would like.
  private static func locale(of call: Call) -> String {
    let wanted = call.parameters.string("lang") ?? call.request.headers["accept-language"] ?? "en"
    let first = wanted.prefix { $0 != "," && $0 != ";" }.filter { $0.isASCII && ($0.isLetter || $0 == "-") }
    return first.isEmpty ? "en" : String(first.prefix(20))
  }

  private static func languages(_ api: TranslationAPI, _ call: Call) -> ServiceResponse {
    let locale = locale(of: call)
    let catalogue = api.catalogue
    return ServiceResponse(
      json: .array(
        catalogue.languages.map { code in
          let targets = Set(catalogue.targets(of: code) + [code]).sorted()
          return [
            "code": .string(code), "name": .string(LanguageNames.name(of: code, in: locale)),
            "targets": .array(targets.map { .string($0) }),
          ]
        }))
  }

  static func language(_ code: String, _ locale: String = "en") -> JSONValue {
    ["code": .string(code), "name": .string(LanguageNames.name(of: code, in: locale))]
  }

  private static func frontendSettings(_ api: TranslationAPI) -> ServiceResponse {
    let pairs = api.catalogue.pairs
    let pair = pairs.first { $0.source == "en" } ?? pairs.first
    return ServiceResponse(json: [
      "charLimit": .integer(api.settings.characterLimit ?? -1), "frontendTimeout": 300, "apiKeys": true,
      "keyRequired": .bool(api.settings.requiresKey), "suggestions": .bool(api.settings.acceptsSuggestions),
      "filesTranslation": true, "supportedFilesFormat": .array(FileNames.endings.map { .string($0) }),
      "language": [
        "source": language(pair?.source ?? "en"), "target": language(pair?.target ?? "en"),
      ],
    ])
  }

  // MARK: Detection

  /// One ranking of languages for all texts, as the original has it.
  private static func detect(_ api: TranslationAPI, _ call: Call) throws -> ServiceResponse {
    let texts = try TextParameter(call.parameters, "q").texts
    let known = api.catalogue.languages
    let found = api.detector.detect(texts.joined(separator: "\n")).compactMap { language in
      LanguageCode.match(language.code, among: known).map {
        DetectedLanguage(code: $0, confidence: language.confidence)
      }
    }
    let list: [DetectedLanguage] = found.isEmpty ? [DetectedLanguage(code: "en", confidence: 0)] : found
    return ServiceResponse(json: .array(list.map(json)))
  }

  static func json(_ language: DetectedLanguage) -> JSONValue {
    ["confidence": .number((language.confidence * 100).rounded()), "language": .string(language.code)]
  }

  // MARK: Suggestions

  private static func suggest(_ api: TranslationAPI, _ call: Call) throws -> ServiceResponse {
    guard api.settings.acceptsSuggestions else {
      throw ServiceError(403, "Suggestions are disabled on this server.")
    }
    try CorrectionAPI.checkOrigin(api, call)
    let (source, suggestion) = (try call.parameters.required("q"), try call.parameters.required("s"))
    let pair = try LanguageParameters(api, call).pair(for: source)
    guard source.utf8.count + suggestion.utf8.count <= CorrectionAPI.longest else {
      throw ServiceError(413, "Invalid request: the suggestion is too long")
    }
    try api.stores.corrections.keep(suggestion, for: source, pair: pair, tenant: call.tenant)
    return ServiceResponse(json: ["success": true])
  }
}
