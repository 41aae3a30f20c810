import HTTPTypes
import HummingbirdCore
import NIOCore
import Service

/// From HTTP to the service and back.
struct RequestHandler: Sendable {
  private let api: TranslationAPI
  private let address: AddressOptions
  private let clients: ClientAddresses

  private static let pieceBytes = 64 << 10

  init(_ api: TranslationAPI, _ address: AddressOptions) {
    self.api = api
    self.address = address
    clients = ClientAddresses(address)
  }

  func respond(to request: Request, _ writer: consuming ResponseWriter, on channel: any Channel) async throws {
    let response = await answer(request, channel)
    var head = HTTPResponse(status: .init(code: response.status))
    for (name, value) in response.headers {
      if let name = HTTPField.Name(Self.capitalised(name)) { head.headerFields[name] = value }
    }
    switch response.body {
    case .bytes(let bytes):
      let isBodyless = response.status == 204 || response.status == 304
      if !isBodyless { head.headerFields[.contentLength] = "\(bytes.count)" }
      let body = request.method == .head || isBodyless ? [] : bytes
      guard body.count > Self.pieceBytes else {
        return try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
      }
      // In pieces, so that whoever takes them slowly is not taken for somebody who takes none.
      var piecewise: any ResponseBodyWriter = try await writer.writeHead(head)
      for start in stride(from: 0, to: body.count, by: Self.pieceBytes) {
        try await piecewise.write(ByteBuffer(bytes: body[start..<min(body.count, start + Self.pieceBytes)]))
      }
      try await piecewise.finish(nil)
    case .stream(let pieces, let cancel):
      ClientPresence.watch(channel, onLeave: cancel)
      defer { ClientPresence.unwatch(channel) }
      var body: any ResponseBodyWriter = try await writer.writeHead(head)
      for await piece in pieces { try await body.write(ByteBuffer(bytes: piece)) }
      try await body.finish(nil)
    }
  }

  /// `Content-Type`: the case says nothing, but some clients look for it.
  private static func capitalised(_ name: String) -> String {
    name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: "-")
  }

  private func answer(_ request: Request, _ channel: any Channel) async -> ServiceResponse {
    do {
      let incoming = try await read(request, channel)
      return await ClientPresence.whilePresent(channel) { [api] in await api.answer(incoming) }
    } catch let error as ServiceError {
      var response = ErrorStyle.libreTranslate.response(error)
      // What has not been read of the body is not to be taken for the next request.
      response.headers["connection"] = "close"
      return response
    } catch {
      return ErrorStyle.libreTranslate.response(ServiceError(400, "The request was broken off"))
    }
  }

  private func read(_ request: Request, _ channel: any Channel) async throws -> ServiceRequest {
    try checkHost(request)
    let path = try servicePath(request.uri.path)
    let isUpload = path == "/translate_file" || path == "/v2/document"
    let limit = isUpload ? api.settings.fileLimit + (64 << 10) : api.settings.bodyLimit
    if let length = request.headers[.contentLength].flatMap(Int.init), length > limit { throw tooLarge(limit) }
    var body: [UInt8] = []
    for try await buffer in request.body {
      guard body.count + buffer.readableBytes <= limit else { throw tooLarge(limit) }
      body += buffer.readableBytesView
    }
    var headers: [String: String] = [:]
    for field in request.headers { headers[field.name.canonicalName] = field.value }
    headers["host"] = request.head.authority
    return ServiceRequest(
      method: request.method.rawValue, path: path, query: request.uri.query ?? "", headers: headers, body: body,
      client: clients.client(request, channel), origin: clients.origin(request, channel))
  }

  private func tooLarge(_ limit: Int) -> ServiceError {
    ServiceError(413, "The request has more than \(limit) bytes")
  }

  /// The path without the base, decoded.
  private func servicePath(_ path: String) throws(ServiceError) -> String {
    guard path.utf8.count <= 8192 else { throw ServiceError(414, "The address is too long") }
    var path = path
    if !address.basePath.isEmpty, path == address.basePath || path.hasPrefix(address.basePath + "/") {
      path = String(path.dropFirst(address.basePath.count))
    }
    return FormCoding.decoded(Array((path.isEmpty ? "/" : path).utf8)[...], plusIsSpace: false)
  }

  /// At the loopback interface only names of this machine count: otherwise any page could make its own name mean it.
  private func checkHost(_ request: Request) throws(ServiceError) {
    guard let authority = request.head.authority, !authority.isEmpty else { throw ServiceError(400, "No Host header") }
    guard address.isLoopback, address.socket == nil, address.publicURL == nil else { return }
    let host =
      authority.hasPrefix("[") ? String(authority.prefix { $0 != "]" }) + "]" : String(authority.prefix { $0 != ":" })
    let known = ["localhost", "127.0.0.1", "[::1]"] + address.allowHost
    guard known.contains(host.lowercased()) || host.lowercased().hasSuffix(".localhost") else {
      throw ServiceError(
        421, "This service does not answer to the name \(host.prefix(100)); allow it with --allow-host")
    }
  }
}
