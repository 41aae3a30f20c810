/// Glossaries of version 2, with one dictionary each, and of version 3, with several.
enum DeepLGlossaries {
  static let routes = [
    Route("GET", "/v2/glossary-language-pairs", errors: .deepL) { api, _ in
      let codes = api.catalogue.languages
      let pairs = codes.flatMap { source in codes.map { LanguagePair(source: source, target: $0) } }
      return ServiceResponse(json: [
        "supported_languages": .array(
          pairs.filter { $0.source != $0.target }.map {
            ["source_lang": .string(base($0.source)), "target_lang": .string(base($0.target))]
          })
      ])
    },
    Route("POST", "/v2/glossaries", errors: .deepL) { api, call in try create(api, call) },
    Route("GET", "/v2/glossaries", errors: .deepL) { api, call in
      let all = try api.stores.glossaries.all(tenant: call.tenant).filter { $0.dictionaries.count == 1 }
      return ServiceResponse(json: ["glossaries": .array(all.map(json))])
    },
    Route("GET", "/v2/glossaries/{id}", errors: .deepL) { api, call in
      ServiceResponse(json: json(try find(api, call)))
    },
    Route("GET", "/v2/glossaries/{id}/entries", errors: .deepL) { api, call in
      let glossary = try find(api, call)
      guard let dictionary = glossary.dictionaries.first else { throw ServiceError(404, "Glossary not found") }
      return ServiceResponse(
        text: GlossaryFormat.tsv(dictionary.entries), type: "text/tab-separated-values; charset=utf-8")
    },
    Route("DELETE", "/v2/glossaries/{id}", errors: .deepL) { api, call in try remove(api, call) },

    Route("POST", "/v3/glossaries", errors: .deepL) { api, call in try createMultilingual(api, call) },
    Route("GET", "/v3/glossaries", errors: .deepL) { api, call in
      let all = try api.stores.glossaries.all(tenant: call.tenant)
      return ServiceResponse(json: ["glossaries": .array(all.map(multilingualJSON))])
    },
    Route("GET", "/v3/glossaries/{id}", errors: .deepL) { api, call in
      ServiceResponse(json: multilingualJSON(try find(api, call)))
    },
    Route("PATCH", "/v3/glossaries/{id}", errors: .deepL) { api, call in try change(api, call) },
    Route("DELETE", "/v3/glossaries/{id}", errors: .deepL) { api, call in try remove(api, call) },
    Route("GET", "/v3/glossaries/{id}/entries", errors: .deepL) { api, call in try entries(api, call) },
    Route("PUT", "/v3/glossaries/{id}/dictionaries", errors: .deepL) { api, call in
      let glossary = try find(api, call)
      let dictionary = try dictionary(call.parameters.object, api)
      try api.stores.glossaries.put(dictionary, into: glossary.id)
      return ServiceResponse(json: summary(dictionary))
    },
    Route("DELETE", "/v3/glossaries/{id}/dictionaries", errors: .deepL) { api, call in
      let glossary = try find(api, call)
      let pair = try pair(call.parameters.object, api)
      guard glossary.dictionaries.contains(where: { $0.pair == pair }) else {
        throw ServiceError(404, "Dictionary not found")
      }
      try api.stores.glossaries.removeDictionary(pair, of: glossary.id)
      return ServiceResponse(status: 204)
    },
  ]

  /// The most glossaries of a tenant.
  private static let limit = 1000

  // MARK: Reading requests

  private static func find(_ api: TranslationAPI, _ call: Call) throws -> GlossaryStore.Glossary {
    let id = call.path["id", default: ""]
    guard id.utf8.count == 36, id.allSatisfy({ $0.isHexDigit || $0 == "-" }) else {
      throw ServiceError(400, "Invalid or missing glossary id")
    }
    guard let glossary = try api.stores.glossaries.find(id.lowercased(), tenant: call.tenant) else {
      throw ServiceError(404, "Glossary not found")
    }
    return glossary
  }

  private static func pair(_ fields: JSONValue, _ api: TranslationAPI) throws -> LanguagePair {
    let known = api.catalogue.languages
    func language(_ name: String) throws -> String {
      let code = fields[key: name]?.string ?? ""
      guard let found = LanguageCode.match(code, among: known) else {
        throw ServiceError(400, "Unsupported glossary \(name == "source_lang" ? "source" : "target") language")
      }
      return found
    }
    let pair = LanguagePair(source: try language("source_lang"), target: try language("target_lang"))
    guard pair.source != pair.target else { throw ServiceError(400, "Unsupported glossary language pair") }
    return pair
  }

  private static func dictionary(_ fields: JSONValue, _ api: TranslationAPI) throws -> GlossaryStore.Dictionary {
    let pair = try pair(fields, api)
    return GlossaryStore.Dictionary(
      pair: pair,
      entries: try GlossaryFormat.entries(
        of: fields[key: "entries"]?.string ?? "", format: fields[key: "entries_format"]?.string ?? "tsv"))
  }

  private static func name(_ parameters: Parameters) throws -> String {
    guard let name = parameters.string("name"), !name.allSatisfy(\.isWhitespace), name.utf8.count <= 1024 else {
      throw ServiceError(400, "Parameter 'name' not specified.")
    }
    return name
  }

  // MARK: Changing

  private static func create(_ api: TranslationAPI, _ call: Call) throws -> ServiceResponse {
    let name = try name(call.parameters)
    let dictionary = try dictionary(call.parameters.object, api)
    let glossary = try add(name, [dictionary], isMultilingual: false, api, call)
    return ServiceResponse(status: 201, json: json(glossary))
  }

  private static func createMultilingual(_ api: TranslationAPI, _ call: Call) throws -> ServiceResponse {
    let name = try name(call.parameters)
    guard let sent = call.parameters["dictionaries"]?.array, !sent.isEmpty else {
      throw ServiceError(400, "Parameter 'dictionaries' not specified.")
    }
    let glossary = try add(name, try sent.map { try dictionary($0, api) }, isMultilingual: true, api, call)
    return ServiceResponse(status: 201, json: multilingualJSON(glossary))
  }

  private static func add(
    _ name: String, _ dictionaries: [GlossaryStore.Dictionary], isMultilingual: Bool, _ api: TranslationAPI,
    _ call: Call
  ) throws -> GlossaryStore.Glossary {
    try CorrectionAPI.checkOrigin(api, call)
    guard try api.stores.glossaries.all(tenant: call.tenant).count < limit else {
      throw ServiceError(456, "Quota exceeded: \(limit) glossaries")
    }
    let glossary = GlossaryStore.Glossary(
      id: RandomID.uuid(), name: name, created: ServiceDatabase.now, isMultilingual: isMultilingual,
      dictionaries: dictionaries)
    try api.stores.glossaries.add(glossary, tenant: call.tenant)
    return glossary
  }

  /// Renames, and merges entries into dictionaries.
  private static func change(_ api: TranslationAPI, _ call: Call) throws -> ServiceResponse {
    try CorrectionAPI.checkOrigin(api, call)
    let glossary = try find(api, call)
    if let name = call.parameters.string("name") { try api.stores.glossaries.rename(glossary.id, name) }
    for sent in call.parameters["dictionaries"]?.array ?? [] {
      var dictionary = try dictionary(sent, api)
      let old = glossary.dictionaries.first { $0.pair == dictionary.pair }?.entries ?? []
      let new = Set(dictionary.entries.map(\.source))
      dictionary.entries = old.filter { !new.contains($0.source) } + dictionary.entries
      try api.stores.glossaries.put(dictionary, into: glossary.id)
    }
    return ServiceResponse(json: multilingualJSON(try find(api, call)))
  }

  private static func remove(_ api: TranslationAPI, _ call: Call) throws -> ServiceResponse {
    try CorrectionAPI.checkOrigin(api, call)
    try api.stores.glossaries.remove(try find(api, call).id)
    return ServiceResponse(status: 204)
  }

  private static func entries(_ api: TranslationAPI, _ call: Call) throws -> ServiceResponse {
    let glossary = try find(api, call)
    let pair = try pair(call.parameters.object, api)
    guard let dictionary = glossary.dictionaries.first(where: { $0.pair == pair }) else {
      throw ServiceError(404, "Dictionary not found")
    }
    return ServiceResponse(json: [
      "dictionaries": [
        [
          "source_lang": .string(base(pair.source)), "target_lang": .string(base(pair.target)),
          "entries": .string(GlossaryFormat.tsv(dictionary.entries)), "entries_format": "tsv",
        ]
      ]
    ])
  }

  // MARK: Answers

  private static func base(_ code: String) -> String { code.lowercased() }

  private static func json(_ glossary: GlossaryStore.Glossary) -> JSONValue {
    var fields: [String: JSONValue] = [
      "glossary_id": .string(glossary.id), "name": .string(glossary.name), "ready": true,
      "creation_time": .string(Timestamp.text(glossary.created)),
    ]
    if let dictionary = glossary.dictionaries.first {
      fields["source_lang"] = .string(base(dictionary.pair.source))
      fields["target_lang"] = .string(base(dictionary.pair.target))
      fields["entry_count"] = .integer(dictionary.entries.count)
    }
    return .object(fields)
  }

  private static func multilingualJSON(_ glossary: GlossaryStore.Glossary) -> JSONValue {
    [
      "glossary_id": .string(glossary.id), "name": .string(glossary.name),
      "creation_time": .string(Timestamp.text(glossary.created)),
      "dictionaries": .array(glossary.dictionaries.map(summary)),
    ]
  }

  private static func summary(_ dictionary: GlossaryStore.Dictionary) -> JSONValue {
    [
      "source_lang": .string(base(dictionary.pair.source)), "target_lang": .string(base(dictionary.pair.target)),
      "entry_count": .integer(dictionary.entries.count),
    ]
  }
}
