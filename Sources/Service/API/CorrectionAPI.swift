/// Corrections: sentences that people have made better.
enum CorrectionAPI {
  /// The most bytes of a sentence and its correction.
  static let longest = 20_000

  static let routes = [
    Route("GET", "/v1/corrections") { api, call in
      try check(api)
      let all = try api.stores.corrections.all(tenant: call.tenant)
      switch call.parameters.string("format") ?? "json" {
      case "tsv": return download(all.tsv, "corrections.tsv", "text/tab-separated-values; charset=utf-8")
      case "tmx": return download(all.tmx, "corrections.tmx", "application/x-tmx+xml")
      case "json": return ServiceResponse(json: ["corrections": .array(all.map(json))])
      case let other: throw ServiceError(400, "\(other.prefix(40)) format is not supported")
      }
    },
    Route("PUT", "/v1/corrections") { api, call in
      try check(api)
      try checkOrigin(api, call)
      let source = try call.parameters.required("source_text")
      let target = try call.parameters.required("target_text")
      guard source.utf8.count + target.utf8.count <= longest else {
        throw ServiceError(413, "The correction is too long")
      }
      let pair = try LanguageParameters(api, call).pair(for: source)
      try api.stores.corrections.keep(target, for: source, pair: pair, tenant: call.tenant)
      return ServiceResponse(json: ["success": true])
    },
    Route("DELETE", "/v1/corrections") { api, call in
      try check(api)
      try checkOrigin(api, call)
      let source = try call.parameters.required("source_text")
      let pair = try LanguageParameters(api, call).pair(for: source)
      try api.stores.corrections.remove(source, pair: pair, tenant: call.tenant)
      return ServiceResponse(json: ["success": true])
    },
  ]

  private static func check(_ api: TranslationAPI) throws(ServiceError) {
    guard api.settings.acceptsSuggestions else { throw ServiceError(403, "Suggestions are disabled on this server.") }
  }

  /// A page of somebody else must not change what this service knows, in the name of a visitor who may reach it.
  static func checkOrigin(_ api: TranslationAPI, _ call: Call) throws(ServiceError) {
    guard call.key == nil, let origin = call.request.headers["origin"] else { return }
    let host = call.request.headers["host"] ?? ""
    let isOwn = origin == "http://\(host)" || origin == "https://\(host)" || origin == call.request.origin
    guard isOwn else { throw ServiceError(403, "Not from another site") }
  }

  private static func json(_ correction: CorrectionStore.Correction) -> JSONValue {
    [
      "source": .string(correction.pair.source), "target": .string(correction.pair.target),
      "source_text": .string(correction.source), "target_text": .string(correction.target),
      "created": .integer(Int(correction.created)),
    ]
  }

  private static func download(_ text: String, _ name: String, _ type: String) -> ServiceResponse {
    var response = ServiceResponse(text: text, type: type)
    response.headers["content-disposition"] = "attachment; filename=\"\(name)\""
    return response
  }
}
