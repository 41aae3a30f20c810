/// What a client has sent, by name, wherever it stood: in a JSON object, a form, a multipart form or the query.
package struct Parameters: Sendable {
  private var values: [String: JSONValue] = [:]
  /// Uploaded files.
  package private(set) var files: [String: MultipartForm.Part] = [:]
  package private(set) var isJSON = false

  /// Reads the body by its content type; a body without one that begins with a brace is JSON.
  ///
  /// - Throws: ``ServiceError`` with status 400.
  package init(_ request: ServiceRequest) throws(ServiceError) {
    for (name, value) in FormCoding.pairs(request.query.utf8) { add(value, to: name) }
    let type = request.contentType
    if type == "application/json" || type.hasSuffix("+json") || Self.looksLikeJSON(request) {
      try readJSON(request.body)
    } else if type == "multipart/form-data" {
      for part in try MultipartForm(request.body, contentType: request.headers["content-type"] ?? "").parts {
        if part.fileName != nil {
          files[part.name] = part
        } else {
          add(Self.withPlainLineEnds(String(decoding: part.bytes, as: UTF8.self)), to: part.name)
        }
      }
    } else {
      for (name, value) in FormCoding.pairs(request.body) { add(Self.withPlainLineEnds(value), to: name) }
    }
  }

  private static func looksLikeJSON(_ request: ServiceRequest) -> Bool {
    let isUndeclared = request.contentType.isEmpty || request.contentType == "application/x-www-form-urlencoded"
    let first = request.body.first { $0 != 0x20 && !(0x09...0x0D).contains($0) }
    return isUndeclared && first == UInt8(ascii: "{")
  }

  private mutating func readJSON(_ body: [UInt8]) throws(ServiceError) {
    isJSON = true
    guard !body.isEmpty else { return }
    guard Self.depth(of: body) <= 32 else { throw ServiceError(400, "Invalid JSON format: nested too deeply") }
    guard let value = try? JSONValue(parsing: body), case .object(let fields) = value else {
      throw ServiceError(400, "Invalid JSON format")
    }
    values.merge(fields) { $1 }
  }

  /// How deep brackets nest, those in strings counted too: an upper bound.
  private static func depth(of body: [UInt8]) -> Int {
    var (depth, deepest, isInString, isEscaped) = (0, 0, false, false)
    for byte in body {
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == 0x5C {
          isEscaped = true
        } else if byte == 0x22 {
          isInString = false
        }
        continue
      }
      switch byte {
      case 0x22: isInString = true
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        deepest = max(deepest, depth)
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      default: break
      }
    }
    return deepest
  }

  /// A field that comes again is an array, and so is `name[]`.
  private mutating func add(_ value: String, to name: String) {
    let isArray = name.hasSuffix("[]")
    let name = isArray ? String(name.dropLast(2)) : name
    switch values[name] {
    case nil: values[name] = isArray ? .array([.string(value)]) : .string(value)
    case .array(let others): values[name] = .array(others + [.string(value)])
    case let other?: values[name] = .array([other, .string(value)])
    }
  }

  /// Forms send CR LF whatever was typed.
  private static func withPlainLineEnds(_ text: String) -> String {
    guard text.utf8.contains(0x0D) else { return text }
    var bytes: [UInt8] = []
    var wasReturn = false
    for byte in text.utf8 {
      if byte == 0x0A, wasReturn { bytes.removeLast() }
      wasReturn = byte == 0x0D
      bytes.append(wasReturn ? 0x0A : byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// All fields.
  package var object: JSONValue { .object(values) }

  /// A field; null is none.
  package subscript(name: String) -> JSONValue? {
    guard let value = values[name], value != .null else { return nil }
    return value
  }

  /// A field that is text, or a number or truth value as text; of several the last.
  package func string(_ name: String) -> String? {
    switch self[name] {
    case .string(let string): string
    case .integer(let number): "\(number)"
    case .bool(let bool): "\(bool)"
    case .array(let values): values.last?.string
    default: nil
    }
  }

  /// Text that is there and not empty.
  package func required(_ name: String) throws(ServiceError) -> String {
    guard let value = string(name), !value.isEmpty else { throw .missing(name) }
    return value
  }

  package func bool(_ name: String) -> Bool {
    ["true", "1", "yes", "on"].contains(string(name)?.lowercased() ?? "")
  }

  /// A list: an array, several fields of one name, or a text with commas.
  package func list(_ name: String) -> [String] {
    switch self[name] {
    case .array(let values): values.compactMap(\.string)
    case .string(let string): string.split(separator: ",").map(String.init)
    default: []
    }
  }
}
