/// `/translate`: texts in, texts out, in the shape in which they came.
struct TranslateCall {
  private let api: TranslationAPI
  private let call: Call
  private let input: TextParameter
  private let languages: LanguageParameters
  private let format: TextFormat
  private let alternatives: Int

  init(_ api: TranslationAPI, _ call: Call) throws {
    self.api = api
    self.call = call
    input = try TextParameter(call.parameters, "q")
    languages = try LanguageParameters(api, call)
    format = try Self.format(call.parameters)
    alternatives = try Self.alternatives(call.parameters, most: api.settings.alternativesLimit)
    try Self.checkSize(input.texts, api, call)
  }

  static func format(_ parameters: Parameters) throws(ServiceError) -> TextFormat {
    switch parameters.string("format")?.lowercased() ?? "text" {
    case "text", "": .text
    case "html": .html
    case let other: throw ServiceError(400, "\(other.prefix(40)) format is not supported")
    }
  }

  static func alternatives(_ parameters: Parameters, most: Int) throws(ServiceError) -> Int {
    let value = parameters["alternatives"]
    guard let number = value?.integer ?? value?.string.flatMap({ $0.isEmpty ? 0 : Int($0) }) ?? (value == nil ? 0 : nil)
    else { throw ServiceError(400, "Invalid request: alternatives parameter is not a number") }
    guard number >= 0 else { throw ServiceError(400, "Invalid request: alternatives parameter must be >= 0") }
    guard number <= most else { throw ServiceError(400, "Invalid request: alternatives parameter must be <= \(most)") }
    return number
  }

  static func checkSize(_ texts: [String], _ api: TranslationAPI, _ call: Call) throws(ServiceError) {
    let settings = api.settings
    guard texts.count <= settings.batchLimit else {
      throw ServiceError(400, "Invalid request: request (\(texts.count)) exceeds text limit (\(settings.batchLimit))")
    }
    guard let limit = call.key?.characters ?? settings.characterLimit else { return }
    if let size = texts.map(\.unicodeScalars.count).max(), size > limit {
      throw ServiceError(400, "Invalid request: request (\(size)) exceeds text limit (\(limit))")
    }
  }

  func answer() async throws -> ServiceResponse {
    api.metrics.add(characters: input.texts.reduce(0) { $0 + $1.unicodeScalars.count })
    let detected = input.texts.map { text in
      languages.source.map { DetectedLanguage(code: $0, confidence: 1) } ?? languages.detected(text)
    }
    let answers = try await translations(detected.map(\.code))
    var body: [String: JSONValue] = ["translatedText": shaped(answers.map { .string($0.text) })]
    if languages.source == nil { body["detectedLanguage"] = shaped(detected.map(LibreTranslateAPI.json)) }
    if alternatives > 0 {
      body["alternatives"] = shaped(answers.map { .array($0.alternatives.map { .string($0) }) })
    }
    if call.parameters.bool("details") { body["details"] = shaped(answers.map(\.details)) }
    return ServiceResponse(json: .object(body))
  }

  /// The answers in the order of the texts, each from its own language.
  private func translations(_ sources: [String]) async throws -> [TextAnswer] {
    var answers = input.texts.map { TextAnswer(text: $0) }
    for source in Set(sources).sorted() {
      let mine = sources.indices.filter { sources[$0] == source }
      var order = TranslationOrder(texts: mine.map { input.texts[$0] }, pair: try languages.pair(from: source))
      order.model = call.model
      order.format = format
      order.alternatives = alternatives
      order.isDetailed = call.parameters.bool("details")
      order.terminology = api.settings.glossaries[order.pair] ?? Terminology()
      order.client = call.client
      order.tenant = call.tenant
      for (index, answer) in zip(mine, try await api.translator.translate(order)) { answers[index] = answer }
    }
    return answers
  }

  /// An array where an array was sent.
  private func shaped(_ values: [JSONValue]) -> JSONValue {
    input.isArray ? .array(values) : values.first ?? .null
  }
}
