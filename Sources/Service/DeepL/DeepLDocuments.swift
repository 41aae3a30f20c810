import Documents

/// `/v2/document`: upload, status and result.
enum DeepLDocuments {
  static let routes =
    [
      Route("POST", "/v2/document", errors: .deepL) { api, call in try upload(api, call) }
    ]
    + ["GET", "POST"].flatMap { method in
      [
        Route(method, "/v2/document/{id}", errors: .deepL) { api, call in try status(api, call) },
        Route(method, "/v2/document/{id}/result", errors: .deepL) { api, call in try result(api, call) },
      ]
    }

  private static func upload(_ api: TranslationAPI, _ call: Call) throws -> ServiceResponse {
    guard let file = call.parameters.files["file"] else { throw ServiceError(400, "Invalid file data.") }
    let languages = try DeepLLanguages(api, call.parameters).languages
    let name = FileNames.safe(call.parameters.string("filename") ?? file.fileName ?? "")
    guard DocumentFormat(fileName: name, start: Array(file.bytes.prefix(4096))) != nil else {
      throw ServiceError(400, "Invalid file data.")
    }
    let pair = try languages.pair(for: String(decoding: file.bytes.prefix(4096), as: UTF8.self))
    _ = try GlossaryChoice.terminology(api, call, pair: pair)
    let document = try DocumentUpload.accept(
      file.bytes, name: name, pair: pair, glossary: call.parameters.string("glossary_id") ?? "", api, call)
    return ServiceResponse(json: ["document_id": .string(document.id), "document_key": .string(document.key)])
  }

  private static func find(_ api: TranslationAPI, _ call: Call) throws -> DocumentStore.Document {
    let document = try api.stores.documents.find(call.path["id", default: ""])
    guard let document, document.tenant == call.tenant,
      RandomID.areEqual(document.key, call.parameters.string("document_key") ?? "")
    else { throw ServiceError(404, "Document not found") }
    return document
  }

  private static func status(_ api: TranslationAPI, _ call: Call) throws -> ServiceResponse {
    let document = try find(api, call)
    var fields: [String: JSONValue] = [
      "document_id": .string(document.id), "status": .string(document.state.rawValue),
    ]
    switch document.state {
    case .queued, .translating:
      fields["seconds_remaining"] = 1
      if let progress = api.documents.progress(of: document.id) {
        fields["sentences_done"] = .integer(progress.done)
        fields["sentences"] = .integer(progress.total)
      }
    case .done: fields["billed_characters"] = .integer(document.characters)
    case .error:
      fields["error_message"] = .string(document.error)
      fields["message"] = .string(document.error)
    }
    return ServiceResponse(json: .object(fields))
  }

  /// Once: then the document is gone.
  private static func result(_ api: TranslationAPI, _ call: Call) throws -> ServiceResponse {
    let document = try find(api, call)
    guard document.state == .done else {
      throw ServiceError(503, "Document translation is not done", retryAfter: 1)
    }
    let bytes = try api.stores.documents.result(of: document.id)
    try api.stores.documents.remove(document.id)
    return DocumentUpload.attachment(bytes, name: FileNames.translated(document.name, document.pair.target))
  }
}
