/// An answer that is no translation. Its words are for whoever wrote the client.
package struct ServiceError: Error, Hashable {
  package var status: Int
  package var message: String
  /// Seconds after which trying again makes sense.
  package var retryAfter: Int?
  /// The methods that there are, for 405.
  package var allow: String?

  package init(_ status: Int, _ message: String, retryAfter: Int? = nil, allow: String? = nil) {
    self.status = status
    self.message = message
    self.retryAfter = retryAfter
    self.allow = allow
  }

  package static func missing(_ parameter: String) -> ServiceError {
    ServiceError(400, "Invalid request: missing \(parameter) parameter")
  }

  package static func busy(retryAfter: Int) -> ServiceError {
    ServiceError(503, "The queue is full; try again in \(retryAfter) s", retryAfter: retryAfter)
  }

  /// The headers that say more.
  package var headers: [String: String] {
    var headers: [String: String] = [:]
    if let retryAfter { headers["retry-after"] = "\(retryAfter)" }
    if let allow { headers["allow"] = allow }
    return headers
  }
}
