/// A request as it has come in, whatever brought it.
package struct ServiceRequest: Sendable {
  package var method: String
  /// Decoded, without the base path: `/translate`.
  package var path: String
  /// As sent, without the question mark.
  package var query: String
  /// Names in small letters.
  package var headers: [String: String]
  package var body: [UInt8]
  /// The address of whoever asks, for fairness and limits.
  package var client: String
  /// What links to this service begin with: `https://host/base`.
  package var origin: String

  package init(
    method: String, path: String, query: String = "", headers: [String: String] = [:], body: [UInt8] = [],
    client: String = "127.0.0.1", origin: String = "http://127.0.0.1:5000"
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.client = client
    self.origin = origin
  }

  /// The kind of the body, in small letters and without parameters: `application/json`.
  package var contentType: String {
    let type = headers["content-type"] ?? ""
    return type.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
  }
}

/// An answer.
package struct ServiceResponse: Sendable {
  package enum Body: Sendable {
    case bytes([UInt8])
    /// Pieces as they become ready, and how to end their making.
    case stream(AsyncStream<[UInt8]>, cancel: @Sendable () -> Void)
  }

  package var status: Int
  package var headers: [String: String]
  package var body: Body

  package init(status: Int = 200, headers: [String: String] = [:], body: Body = .bytes([])) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package init(status: Int = 200, text: String, type: String = "text/plain; charset=utf-8") {
    self.init(status: status, headers: ["content-type": type], body: .bytes(Array(text.utf8)))
  }

  package init(status: Int = 200, json: JSONValue) {
    self.init(status: status, headers: ["content-type": "application/json"], body: .bytes(json.bytes))
  }

  /// The whole body; empty for a stream.
  package var bytes: [UInt8] {
    if case .bytes(let bytes) = body { bytes } else { [] }
  }
}
