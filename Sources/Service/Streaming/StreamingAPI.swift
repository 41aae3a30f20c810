import Synchronization

/// The service's own API: sentence by sentence, with all that is known of each.
enum StreamingAPI {
  static let routes = [
    Route("POST", "/v1/translate") { api, call in
      let order = try order(api, call)
      api.metrics.add(characters: order.order.texts.reduce(0) { $0 + $1.unicodeScalars.count })
      let accept = call.request.headers["accept"] ?? ""
      return accept.contains("application/x-ndjson")
        ? try await stream(api, order) : try await whole(api, order)
    },
    Route("GET", "/v1/models", needsKey: false) { api, _ in models(api) },
  ]

  /// What there is to translate with, in the order in which it counts.
  private static func models(_ api: TranslationAPI) -> ServiceResponse {
    let loaded = api.shelf.loadedPlaces
    return ServiceResponse(json: [
      "models": .array(
        api.catalogue.offers.map {
          [
            "name": .string($0.name), "source": .string($0.pair.source), "target": .string($0.pair.target),
            "bytes": .integer($0.bytes), "loaded": .bool(loaded.contains($0.place)),
          ]
        })
    ])
  }

  private struct DetectedOrder: Sendable {
    var order: TranslationOrder
    /// Where no source was named.
    var detected: DetectedLanguage?

    var fields: [String: JSONValue] {
      var fields: [String: JSONValue] = ["source": .string(order.pair.source), "target": .string(order.pair.target)]
      if let detected { fields["detected"] = LibreTranslateAPI.json(detected) }
      return fields
    }
  }

  private static func order(_ api: TranslationAPI, _ call: Call) throws -> DetectedOrder {
    let input = try TextParameter(call.parameters, "text")
    try TranslateCall.checkSize(input.texts, api, call)
    let languages = try LanguageParameters(
      api, source: call.parameters.string("source") ?? "auto", target: try call.parameters.required("target"))
    let detected = languages.source == nil ? languages.detected(input.texts.joined(separator: "\n")) : nil
    let pair = try languages.pair(from: languages.source ?? detected?.code ?? "")
    var order = TranslationOrder(texts: input.texts, pair: pair)
    order.model = call.model
    order.format = try TranslateCall.format(call.parameters)
    order.alternatives = try TranslateCall.alternatives(call.parameters, most: api.settings.alternativesLimit)
    order.isDetailed = true
    order.terminology = try GlossaryChoice.terminology(api, call, pair: pair)
    order.client = call.client
    order.tenant = call.tenant
    return DetectedOrder(order: order, detected: detected)
  }

  private static func whole(_ api: TranslationAPI, _ order: DetectedOrder) async throws -> ServiceResponse {
    let answers = try await api.translator.translate(order.order)
    var fields = order.fields
    fields["translations"] = .array(answers.map(\.whole))
    return ServiceResponse(json: .object(fields))
  }

  /// A line for the outline, one for each sentence as it becomes ready, and one for all at the end.
  private static func stream(_ api: TranslationAPI, _ order: DetectedOrder) async throws -> ServiceResponse {
    let (lines, continuation) = AsyncStream<[UInt8]>.makeStream()
    let gate = Gate()
    @Sendable func send(_ value: JSONValue) { continuation.yield(value.bytes + [0x0A]) }
    let task = Task {
      do {
        let answers = try await api.translator.translate(
          order.order, onOutline: { send(.object(order.fields.merging(["outline": .array($0.map(\.json))]) { $1 })) },
          onSentence: { text, index, sentence in
            send(["text": .integer(text), "sentence": .integer(index), "result": sentence.json])
            gate.open(nil)
          })
        send(["translations": .array(answers.map(\.whole))])
        gate.open(nil)
      } catch {
        // Before the first sentence it is an answer of its own, behind it a line.
        if !gate.open(error) { send(["error": .string((error as? ServiceError)?.message ?? "The server failed")]) }
      }
      continuation.finish()
    }
    continuation.onTermination = { _ in task.cancel() }
    if let error = await gate.wait() { throw error }
    return ServiceResponse(
      headers: ["content-type": "application/x-ndjson", "cache-control": "no-store"],
      body: .stream(lines, cancel: { task.cancel() }))
  }
}

extension TextAnswer {
  fileprivate var whole: JSONValue {
    ["text": .string(text), "alternatives": .array(alternatives.map { .string($0) }), "sentences": details]
  }
}

extension TextOutline {
  fileprivate var json: JSONValue {
    [
      "sources": .array(sources.map { .string($0) }), "before": .array(before.map { .string($0) }),
      "after": .string(after),
    ]
  }
}

/// Opens once, with or without an error; whoever waits learns which.
private final class Gate: Sendable {
  private struct State {
    var outcome: (any Error)??
    var waiter: CheckedContinuation<(any Error)?, Never>?
  }

  private let state = Mutex(State())

  /// Returns false where it is open already.
  @discardableResult
  func open(_ error: (any Error)?) -> Bool {
    let (isFirst, waiter) = state.withLock { state -> (Bool, CheckedContinuation<(any Error)?, Never>?) in
      guard state.outcome == nil else { return (false, nil) }
      state.outcome = .some(error)
      defer { state.waiter = nil }
      return (true, state.waiter)
    }
    waiter?.resume(returning: error)
    return isFirst
  }

  func wait() async -> (any Error)? {
    await withCheckedContinuation { continuation in
      let outcome = state.withLock { state -> (any Error)?? in
        if state.outcome == nil { state.waiter = continuation }
        return state.outcome
      }
      if let outcome { continuation.resume(returning: outcome) }
    }
  }
}
