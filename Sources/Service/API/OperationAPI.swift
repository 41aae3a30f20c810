/// For those who run the service.
enum OperationAPI {
  static let routes = [
    Route("GET", "/livez", needsKey: false) { _, _ in ServiceResponse(text: "ok\n") },
    Route("GET", "/readyz", needsKey: false) { api, _ in
      api.isReady ? ServiceResponse(text: "ok\n") : ServiceResponse(status: 503, text: "not ready\n")
    },
    Route("GET", "/metrics", needsKey: false) { api, call in
      if let token = api.settings.metricsToken {
        let sent = call.request.headers["authorization"] ?? ""
        guard RandomID.areEqual(sent, "Bearer \(token)") else {
          throw ServiceError(401, "Invalid or missing Authorization header")
        }
      }
      return ServiceResponse(
        text: api.metrics.text(api.scheduler, documents: api.documents.count),
        type: "text/plain; version=0.0.4; charset=utf-8")
    },
    Route("GET", "/openapi.json", needsKey: false) { _, _ in OpenAPI.response },
    Route("GET", "/spec", needsKey: false) { _, _ in OpenAPI.response },
  ]
}

/// The description of all routes, kept by hand; a test compares it with them.
enum OpenAPI {
  static let response = ServiceResponse(text: Assets.openAPI, type: "application/json")
}
