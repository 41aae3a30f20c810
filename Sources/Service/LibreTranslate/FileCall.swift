import Documents

/// `/translate_file`: a document in, the address of its translation out, once that is there.
struct FileCall {
  private let api: TranslationAPI
  private let call: Call
  private let file: MultipartForm.Part
  private let name: String
  private let pair: LanguagePair

  init(_ api: TranslationAPI, _ call: Call) throws {
    self.api = api
    self.call = call
    guard let file = call.parameters.files["file"] else { throw ServiceError.missing("file") }
    self.file = file
    name = FileNames.safe(file.fileName ?? "")
    let languages = try LanguageParameters(api, call)
    guard !name.isEmpty else { throw ServiceError(400, "Invalid request: empty file") }
    guard DocumentFormat(fileName: name, start: Array(file.bytes.prefix(4096))) != nil else {
      throw ServiceError(400, "Invalid request: file format not supported")
    }
    pair = try languages.pair(for: String(decoding: file.bytes.prefix(4096), as: UTF8.self))
  }

  func answer() async throws -> ServiceResponse {
    let document = try DocumentUpload.accept(file.bytes, name: name, pair: pair, glossary: "", api, call)
    while true {
      guard let now = try api.stores.documents.find(document.id) else { throw ServiceError(404, "Not found") }
      switch now.state {
      case .done:
        let target = FileNames.translated(name, pair.target)
        let url = "\(call.request.origin)/download_file/\(document.id).\(FormCoding.encoded(target))"
        return ServiceResponse(json: ["translatedFileUrl": .string(url)])
      case .error: throw ServiceError(400, "Invalid request: \(now.error)")
      case .queued, .translating: try await Task.sleep(for: .milliseconds(20))
      }
    }
  }

  /// The random part of the name is the capability; what follows is for whoever keeps the file.
  static func download(_ api: TranslationAPI, _ call: Call) throws -> ServiceResponse {
    let id = call.path["name", default: ""].prefix { $0 != "." }
    guard let document = try api.stores.documents.find(String(id)), document.state == .done else {
      throw ServiceError(404, "Not found")
    }
    return DocumentUpload.attachment(
      try api.stores.documents.result(of: document.id), name: FileNames.translated(document.name, document.pair.target))
  }
}

/// Names of files as clients send them: shown again, never used as paths.
package enum FileNames {
  /// Of all formats that can be translated, the commonest first, since the list is shown to people.
  static let endings: [String] = {
    let common = ["txt", "odt", "odp", "docx", "pptx", "epub", "html", "srt", "md"]
    let all = DocumentFormat.allEndings + ["ts", "xml"]
    return (common.filter(all.contains) + all.filter { !common.contains($0) }).map { ".\($0)" }
  }()

  /// Letters, digits and a few signs of the last part of a path.
  package static func safe(_ name: String) -> String {
    let last = name.split { $0 == "/" || $0 == "\\" }.last ?? ""
    // Scalar by scalar: a line end of two is one character.
    let safe = String(String.UnicodeScalarView(last.unicodeScalars.map { isSafe($0) ? $0 : "_" }))
    return String(safe.drop { $0 == "." || $0 == "_" }.suffix(120))
  }

  private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil || "._-".unicodeScalars.contains(scalar)
  }

  /// `letter_de.txt` for `letter.txt`.
  static func translated(_ name: String, _ target: String) -> String {
    guard let dot = name.lastIndex(of: ".") else { return "\(name)_\(target)" }
    return "\(name[..<dot])_\(target)\(name[dot...])"
  }
}
