import Logging
import Service
import Synchronization
import Translation

/// The service's own, not the library's.
typealias LanguagePair = Service.LanguagePair

/// Translates by writing capitals, and remembers what it was asked for in one batch.
final class FakeTranslator: SegmentTranslator {
  let sourceLocale = "en"
  let targetLocale = "de"
  let identity = "capitals"
  let maximumSegmentLength = 200
  let batches = Mutex<[[String]]>([])
  /// Called before every batch.
  let onBatch: @Sendable () -> Void

  init(onBatch: @escaping @Sendable () -> Void = {}) {
    self.onBatch = onBatch
  }

  func length(of segment: String) -> Int { segment.split(separator: " ").count + 1 }

  func translate(_ segments: [String], options: TranslationOptions) throws -> [SegmentTranslation] {
    onBatch()
    batches.withLock { $0.append(segments) }
    return segments.map { segment in
      let best = TranslationHypothesis(text: segment.uppercased(), score: -0.1, tokens: ["▁X"], tokenScores: [-0.1])
      let others = (1..<max(1, options.search.nBest)).map {
        TranslationHypothesis(text: segment.uppercased() + String(repeating: "!", count: $0), score: -1)
      }
      return SegmentTranslation(sourceTokens: ["▁x"], hypotheses: [best] + others)
    }
  }
}

/// A service without sockets, with a translator that is known.
struct TestService {
  let api: TranslationAPI
  let translator: FakeTranslator
  let scheduler: Scheduler

  init(
    settings: ServiceSettings = ServiceSettings(), keys: [String] = [], directory: String? = nil,
    translator: FakeTranslator = FakeTranslator(), detector: any LanguageDetecting = CommonWordDetector()
  ) throws {
    self.translator = translator
    scheduler = Scheduler()
    let shelf = ModelShelf(scheduler: scheduler)
    shelf.add(translator, LanguagePair(source: "en", target: "de"))
    api = TranslationAPI(
      settings: settings, shelf: shelf, scheduler: scheduler, stores: try Stores(directory: directory, keys: keys),
      detector: detector, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  func send(
    _ method: String, _ path: String, query: String = "", type: String? = nil, body: String = "",
    headers: [String: String] = [:]
  ) async -> (status: Int, json: JSONValue, text: String) {
    var headers = headers
    if let type { headers["content-type"] = type }
    let response = await api.answer(
      ServiceRequest(method: method, path: path, query: query, headers: headers, body: Array(body.utf8)))
    var bytes = response.bytes
    if case .stream(let pieces, _) = response.body { for await piece in pieces { bytes += piece } }
    return (response.status, (try? JSONValue(parsing: bytes)) ?? .null, String(decoding: bytes, as: UTF8.self))
  }

  func post(_ path: String, _ json: String, headers: [String: String] = [:]) async -> (
    status: Int, json: JSONValue, text: String
  ) {
    await send("POST", path, type: "application/json", body: json, headers: headers)
  }
}
