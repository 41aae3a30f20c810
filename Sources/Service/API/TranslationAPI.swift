import Logging
import Synchronization

/// The service: from a request to an answer, whatever carries them.
package final class TranslationAPI: Sendable {
  package let settings: ServiceSettings
  package let translator: TextTranslator
  package let scheduler: Scheduler
  package let stores: Stores
  package let documents: DocumentRunner
  package let metrics = ServiceMetrics()
  let detector: any LanguageDetecting
  let logger: Logger
  private let limiter = RateLimiter()
  private let isClosing = Mutex(false)

  package static let router = Router(
    LibreTranslateAPI.routes + DeepLAPI.routes + StreamingAPI.routes + CorrectionAPI.routes + OperationAPI.routes
      + PageAPI.routes)

  var shelf: ModelShelf { translator.shelf }

  var catalogue: ModelCatalogue { shelf.catalogue }

  package init(
    settings: ServiceSettings, shelf: ModelShelf, scheduler: Scheduler, stores: Stores,
    detector: any LanguageDetecting = TextDetector(), logger: Logger
  ) {
    self.settings = settings
    self.scheduler = scheduler
    self.stores = stores
    self.detector = detector
    self.logger = logger
    translator = TextTranslator(
      shelf: shelf, scheduler: scheduler, corrections: settings.acceptsSuggestions ? stores.corrections : nil)
    documents = DocumentRunner(stores, translator, terms: settings.glossaries, logger: logger)
  }

  /// From now on ``isReady`` is false: whoever balances load should send no more.
  package func close() { isClosing.withLock { $0 = true } }

  package var isReady: Bool { !isClosing.withLock { $0 } && scheduler.backlog.seconds < 30 }

  /// Lets go of models that take more than they may, and of documents that have had their time.
  package func tidy() {
    do {
      try stores.documents.removeFinished(olderThan: DocumentUpload.lifetime)
    } catch {
      logger.error("\(error)")
    }
    shelf.trim()
  }

  // MARK: Answering

  /// Answers a request. Never throws: whatever goes wrong is an answer.
  package func answer(_ request: ServiceRequest) async -> ServiceResponse {
    let start = ContinuousClock.now
    metrics.begin()
    let (route, response) = await routed(request)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    metrics.end(route: route, method: request.method, status: response.status, seconds: seconds)
    var answer = response
    answer.headers["x-content-type-options"] = "nosniff"
    if let origin = settings.allowedOrigin { answer.headers["access-control-allow-origin"] = origin }
    return answer
  }

  private func routed(_ request: ServiceRequest) async -> (route: String, response: ServiceResponse) {
    if request.method == "OPTIONS" { return ("OPTIONS", preflight(request)) }
    switch Self.router.match(method: request.method, path: request.path) {
    case .route(let route, let names): return (route.path, await answer(request, route, names))
    case .methods(let methods):
      let error = ServiceError(405, "Method not allowed", allow: (methods + ["OPTIONS"]).joined(separator: ", "))
      return ("405", style(for: request.path).response(error))
    case .nothing: return ("404", style(for: request.path).response(ServiceError(404, "Not found")))
    }
  }

  private func style(for path: String) -> ErrorStyle {
    path.hasPrefix("/v2/") || path.hasPrefix("/v3/") ? .deepL : .libreTranslate
  }

  private func preflight(_ request: ServiceRequest) -> ServiceResponse {
    guard settings.allowedOrigin != nil else { return ServiceResponse(status: 204) }
    return ServiceResponse(
      status: 200,
      headers: [
        "access-control-allow-headers": "Authorization, Content-Type",
        "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS", "access-control-max-age": "86400",
        "content-length": "0",
      ])
  }

  private func answer(_ request: ServiceRequest, _ route: Route, _ names: [String: String]) async -> ServiceResponse {
    do {
      let parameters = try Parameters(request)
      var call = Call(
        request: request, path: names, parameters: parameters, tenant: "", client: request.client, key: nil)
      if route.needsKey { try identify(&call, route) }
      return try await route.answer(self, call)
    } catch let error as ServiceError {
      return route.errors.response(error)
    } catch is CancellationError {
      return route.errors.response(ServiceError(499, "The client has gone away"))
    } catch {
      logger.error("\(route.path): \(error)")
      return route.errors.response(ServiceError(500, "The server failed; its log says why"))
    }
  }

  // MARK: Who asks

  /// Looks at the key that a request came with, and at how often its sender asks.
  private func identify(_ call: inout Call, _ route: Route) throws(ServiceError) {
    let sent = Self.key(of: call)
    if let sent, !sent.isEmpty, let key = stores.keys.find(sent) {
      call.key = key
      call.tenant = key.name
      call.client = "key \(key.name)"
    } else if settings.requiresKey || (sent?.isEmpty == false && !stores.keys.isEmpty) {
      throw route.errors == .deepL
        ? ServiceError(403, "Wrong endpoint or missing key. Use the header 'Authorization: DeepL-Auth-Key ...'")
        : (sent ?? "").isEmpty
          ? ServiceError(400, "Please contact the server operator to get an API key")
          : ServiceError(403, "Invalid API key")
    }
    guard let limit = call.key.map(\.rate) ?? settings.requestLimit else { return }
    let cost = max(1, call.parameters["q"]?.array?.count ?? call.parameters["text"]?.array?.count ?? 1)
    try limiter.take(cost, client: call.client, perMinute: limit)
  }

  private static func key(of call: Call) -> String? {
    if let header = call.request.headers["authorization"] {
      let parts = header.split(separator: " ", maxSplits: 1)
      if parts.count == 2, ["deepl-auth-key", "bearer"].contains(parts[0].lowercased()) { return String(parts[1]) }
    }
    return call.parameters.string("api_key") ?? call.parameters.string("auth_key")
  }
}
