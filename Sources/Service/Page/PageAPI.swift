import IO

/// The page: a few files that the program has in itself.
enum PageAPI {
  static let routes =
    [
      Route("GET", "/", needsKey: false) { _, call in file(Assets.html, "text/html; charset=utf-8", call) },
      Route("GET", "/page.css", needsKey: false) { _, call in file(Assets.css, "text/css; charset=utf-8", call) },
      Route("GET", "/icon.svg", needsKey: false) { _, call in file(Assets.icon, "image/svg+xml", call) },
    ]
    + Assets.scripts.sorted { $0.key < $1.key }.map { name, script in
      Route("GET", "/\(name)", needsKey: false) { _, call in file(script, "text/javascript; charset=utf-8", call) }
    }

  /// Nothing but this service's own files may be loaded, and nothing may be put into the page but text.
  private static let policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

  private static func file(_ text: String, _ type: String, _ call: Call) -> ServiceResponse {
    let tag = "\"\(SHA256.hex(of: Array(text.utf8)).prefix(16))\""
    var response = ServiceResponse(text: text, type: type)
    if call.request.headers["if-none-match"] == tag { response = ServiceResponse(status: 304) }
    response.headers.merge([
      "etag": tag, "cache-control": "no-cache", "content-security-policy": policy, "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "permissions-policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    ]) { $1 }
    return response
  }
}
