import Documents

/// Documents that clients send, whichever API they speak.
enum DocumentUpload {
  /// Documents that a client may have unfinished at a time.
  static let limit = 100
  /// Seconds that a translated document is kept.
  static let lifetime: Int64 = 3600

  /// Keeps a document and starts to translate it.
  ///
  /// - Throws: ``ServiceError``: 429 for who has too many, 413 for what is too large.
  static func accept(
    _ bytes: [UInt8], name: String, pair: LanguagePair, glossary: String, _ api: TranslationAPI, _ call: Call
  ) throws -> DocumentStore.Document {
    guard bytes.count <= api.settings.fileLimit else {
      throw ServiceError(413, "The document has more than \(api.settings.fileLimit) bytes")
    }
    guard try api.stores.documents.count(tenant: call.tenant) < limit else {
      throw ServiceError(429, "Too many documents are waiting", retryAfter: 30)
    }
    try api.stores.documents.removeFinished(olderThan: lifetime)
    // The translation takes about as much again.
    guard api.stores.documents.usedBytes + 2 * bytes.count <= api.settings.documentSpace else {
      throw ServiceError(503, "There is no room for the document", retryAfter: 60)
    }
    var document = DocumentStore.Document(
      id: RandomID.make(bytes: 16), key: RandomID.make(bytes: 32), tenant: call.tenant, name: name, pair: pair,
      glossary: glossary, characters: String(decoding: bytes, as: UTF8.self).unicodeScalars.count,
      created: ServiceDatabase.now)
    if pair.source == pair.target {
      document.state = .error
      document.error = "Source and target language are equal."
    }
    try api.stores.documents.add(document, bytes: bytes)
    if document.state == .queued { api.documents.start(document.id) }
    return document
  }

  static func attachment(_ bytes: [UInt8], name: String) -> ServiceResponse {
    let ascii = String(name.map { $0.isASCII && $0 != "\"" ? $0 : "_" })
    return ServiceResponse(
      headers: [
        "content-type": "application/octet-stream",
        "content-disposition": "attachment; filename=\"\(ascii)\"; filename*=UTF-8''\(FormCoding.encoded(name))",
        "content-security-policy": "sandbox; default-src 'none'",
      ], body: .bytes(bytes))
  }
}
