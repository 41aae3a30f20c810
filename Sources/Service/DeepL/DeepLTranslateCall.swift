/// `/v2/translate`.
struct DeepLTranslateCall {
  private let api: TranslationAPI
  private let call: Call
  private let texts: [String]
  private let languages: LanguageParameters

  /// The most texts of a request.
  private static let limit = 50

  init(_ api: TranslationAPI, _ call: Call) throws {
    self.api = api
    self.call = call
    let parameters = call.parameters
    switch parameters["text"] {
    case .string(let text): texts = [text]
    case .array(let values): texts = values.compactMap(\.string)
    default: throw ServiceError(400, "Parameter 'text' not specified.")
    }
    guard texts.count <= Self.limit else { throw ServiceError(413, "Too many texts: more than \(Self.limit)") }
    languages = try DeepLLanguages(api, parameters).languages
    let splitting = parameters.string("split_sentences") ?? "1"
    guard ["0", "1", "true", "false", "nonewlines"].contains(splitting.lowercased()) else {
      throw ServiceError(400, "Value for 'split_sentences' not supported.")
    }
    if parameters.string("glossary_id")?.isEmpty == false, languages.source == nil {
      throw ServiceError(400, "Use of a glossary requires the source_lang parameter to be specified.")
    }
    try TranslateCall.checkSize(texts, api, call)
  }

  func answer() async throws -> ServiceResponse {
    api.metrics.add(characters: texts.reduce(0) { $0 + $1.unicodeScalars.count })
    let sources = texts.map { languages.source ?? languages.detected($0).code }
    var results = texts
    for source in Set(sources).sorted() {
      let mine = sources.indices.filter { sources[$0] == source }
      let answers = try await api.translator.translate(try order(mine.map { texts[$0] }, from: source))
      for (index, answer) in zip(mine, answers) { results[index] = answer.text }
    }
    let model = call.parameters.string("model_type")
    return ServiceResponse(json: [
      "translations": .array(
        texts.indices.map { index in
          var fields: [String: JSONValue] = [
            "detected_source_language": .string(sources[index].uppercased()), "text": .string(results[index]),
            "billed_characters": .integer(texts[index].unicodeScalars.count),
          ]
          if let model { fields["model_type_used"] = .string(model.replacing("prefer_", with: "")) }
          return .object(fields)
        })
    ])
  }

  private func order(_ texts: [String], from source: String) throws -> TranslationOrder {
    let parameters = call.parameters
    var order = TranslationOrder(texts: texts, pair: try languages.pair(from: source))
    order.format = try format(parameters)
    let splitting = parameters.string("split_sentences") ?? "1"
    order.splitsSentences = splitting != "0" && splitting != "false"
    if splitting == "nonewlines", order.format == .text {
      order.texts = texts.map { $0.replacing("\r\n", with: " ").replacing("\n", with: " ") }
    }
    order.terminology = try GlossaryChoice.terminology(api, call, pair: order.pair)
    order.client = call.client
    order.tenant = call.tenant
    return order
  }

  private func format(_ parameters: Parameters) throws -> TextFormat {
    switch parameters.string("tag_handling")?.lowercased() ?? "" {
    case "": return .text
    case "html": return .html
    case "xml":
      var reading = XMLReading()
      reading.ignored = Set(parameters.list("ignore_tags"))
      reading.splitting = Set(parameters.list("splitting_tags"))
      reading.nonSplitting = Set(parameters.list("non_splitting_tags"))
      reading.findsOutline = parameters.string("outline_detection").map { !["0", "false"].contains($0) } ?? true
      return .xml(reading)
    default: throw ServiceError(400, "Value for 'tag_handling' not supported.")
    }
  }
}

/// DeepLX's `/translate`: what desktop programs send to a server of their own.
enum DeepLXAPI {
  static func translate(_ api: TranslationAPI, _ call: Call) async throws -> ServiceResponse {
    let text = try call.parameters.required("text")
    let languages = try LanguageParameters(
      api, source: call.parameters.string("source_lang").flatMap { $0.isEmpty ? nil : $0 } ?? "auto",
      target: try call.parameters.required("target_lang"))
    try TranslateCall.checkSize([text], api, call)
    var order = TranslationOrder(texts: [text], pair: try languages.pair(for: text))
    order.alternatives = 3
    order.client = call.client
    order.tenant = call.tenant
    let answer = try await api.translator.translate(order)[0]
    return ServiceResponse(json: [
      "code": 200, "data": .string(answer.text), "alternatives": .array(answer.alternatives.map { .string($0) }),
      "source_lang": .string(order.pair.source.uppercased()), "target_lang": .string(order.pair.target.uppercased()),
      "id": 1, "method": "Free",
    ])
  }
}
