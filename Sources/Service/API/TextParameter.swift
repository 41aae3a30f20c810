/// One text or several, as a client has sent them.
struct TextParameter {
  let texts: [String]
  let isArray: Bool

  /// - Throws: ``ServiceError`` 400 where it is missing or no text.
  init(_ parameters: Parameters, _ name: String) throws(ServiceError) {
    switch parameters[name] {
    case .string(let text) where !text.isEmpty: (texts, isArray) = ([text], false)
    case .array(let values) where !values.isEmpty:
      var texts: [String] = []
      for value in values {
        guard let text = value.string else { throw ServiceError(400, "Invalid request: \(name) must hold text") }
        texts.append(text)
      }
      (self.texts, isArray) = (texts, true)
    case nil, .string, .array: throw .missing(name)
    default: throw ServiceError(400, "Invalid request: \(name) must be text or an array of texts")
    }
  }
}

/// Source and target as a client has sent them.
struct LanguageParameters {
  let api: TranslationAPI
  /// Nil: to be detected.
  let source: String?
  let target: String

  /// - Throws: ``ServiceError`` 400.
  init(_ api: TranslationAPI, _ call: Call) throws(ServiceError) {
    let source = try call.parameters.required("source")
    let target = try call.parameters.required("target")
    try self.init(api, source: source, target: target)
  }

  init(_ api: TranslationAPI, source: String, target: String) throws(ServiceError) {
    self.api = api
    let languages = api.catalogue.languages
    self.source = LanguageCode.normal(source) == "auto" ? nil : try Self.known(source, languages)
    self.target = try Self.known(target, languages)
  }

  private static func known(_ code: String, _ codes: [String]) throws(ServiceError) -> String {
    guard let found = LanguageCode.match(code, among: codes) else {
      throw ServiceError(400, "\(code.prefix(40)) is not supported")
    }
    return found
  }

  /// The pair for a text; detects its language where none was named.
  func pair(for text: String) throws(ServiceError) -> LanguagePair {
    try pair(from: source ?? detected(text).code)
  }

  /// - Throws: ``ServiceError`` 400 where there is no model for it. From a language into itself there always is one.
  func pair(from source: String) throws(ServiceError) -> LanguagePair {
    let pair = LanguagePair(source: source, target: target)
    guard source == target || api.catalogue.canTranslate(pair) else {
      let (from, to) = (LanguageNames.name(of: source, in: "en"), LanguageNames.name(of: target, in: "en"))
      throw ServiceError(
        400, "\(to) (\(target)) is not available as a target language from \(from) (\(source))")
    }
    return pair
  }

  /// The likeliest of the languages that can be translated into the target, or the target itself. Where the text says
  /// nothing it is the first, with no confidence.
  func detected(_ text: String) -> DetectedLanguage {
    let catalogue = api.catalogue
    let possible =
      catalogue.languages.filter { $0 != target && catalogue.canTranslate(LanguagePair(source: $0, target: target)) }
      + [target]
    for language in api.detector.detect(text) {
      if let code = LanguageCode.match(language.code, among: possible) {
        return DetectedLanguage(code: code, confidence: language.confidence)
      }
    }
    return DetectedLanguage(code: possible[0], confidence: 0)
  }
}
