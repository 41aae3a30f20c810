/// A method, a path with `{names}` in it, and what answers there.
package struct Route: Sendable {
  package typealias Answer = @Sendable (TranslationAPI, Call) async throws -> ServiceResponse

  package var method: String
  package var path: String
  /// How errors are worded.
  package var errors: ErrorStyle
  /// Who may ask: where keys are needed, everybody or only who has one.
  package var needsKey: Bool
  package var answer: Answer

  package init(
    _ method: String, _ path: String, errors: ErrorStyle = .libreTranslate, needsKey: Bool = true,
    answer: @escaping Answer
  ) {
    self.method = method
    self.path = path
    self.errors = errors
    self.needsKey = needsKey
    self.answer = answer
  }
}

/// How an API words its errors.
package enum ErrorStyle: Sendable {
  /// `{"error": "..."}`.
  case libreTranslate
  /// `{"message": "..."}`.
  case deepL

  package func response(_ error: ServiceError) -> ServiceResponse {
    let body: JSONValue =
      switch self {
      case .libreTranslate: ["error": .string(error.message)]
      case .deepL: ["message": .string(error.message)]
      }
    var response = ServiceResponse(status: error.status, json: body)
    response.headers.merge(error.headers) { $1 }
    return response
  }
}

/// A request on its way through a route.
package struct Call: Sendable {
  package var request: ServiceRequest
  /// What stands in the place of the path's names.
  package var path: [String: String]
  package var parameters: Parameters
  /// Whose glossaries and corrections count: the name of the key it came with, or empty.
  package var tenant: String
  /// For whom it is, as far as fairness goes: the key, or the address.
  package var client: String
  package var key: APIKey?

  /// The model that is asked for by name.
  var model: String? { parameters["model"]?.string.flatMap { $0.isEmpty ? nil : $0 } }
}

/// Finds what answers a request.
package struct Router: Sendable {
  package private(set) var routes: [Route] = []

  package init(_ routes: [Route]) {
    self.routes = routes
  }

  package enum Match: Sendable {
    case route(Route, [String: String])
    /// The path is known, with other methods.
    case methods([String])
    case nothing
  }

  package func match(method: String, path: String) -> Match {
    let segments = path.split(separator: "/", omittingEmptySubsequences: false)[...]
    var methods: [String] = []
    for route in routes {
      guard let names = Self.names(route.path, segments) else { continue }
      if route.method == method || (method == "HEAD" && route.method == "GET") { return .route(route, names) }
      methods.append(route.method)
    }
    return methods.isEmpty ? .nothing : .methods(Set(methods).sorted())
  }

  /// What stands in the place of the names of a pattern; nil where it does not match.
  private static func names(_ pattern: String, _ segments: ArraySlice<Substring>) -> [String: String]? {
    let parts = pattern.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == segments.count else { return nil }
    var names: [String: String] = [:]
    for (part, segment) in zip(parts, segments) {
      if part.hasPrefix("{"), part.hasSuffix("}") {
        guard !segment.isEmpty else { return nil }
        names[String(part.dropFirst().dropLast())] = String(segment)
      } else if part != segment {
        return nil
      }
    }
    return names
  }
}
