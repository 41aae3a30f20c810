/// `multipart/form-data` (RFC 7578), strictly: parts between delimiter lines, each with a `Content-Disposition`.
package struct MultipartForm: Sendable {
  package struct Part: Sendable, Equatable {
    package var name: String
    /// As sent: never to be used as a path.
    package var fileName: String?
    package var bytes: [UInt8]
  }

  package private(set) var parts: [Part] = []

  /// The most parts that are read.
  private static let limit = 1000

  /// - Parameter contentType: the header, which names the delimiter.
  /// - Throws: ``ServiceError`` with status 400.
  package init(_ body: [UInt8], contentType: String) throws(ServiceError) {
    guard let boundary = Self.parameter("boundary", of: contentType), !boundary.isEmpty, boundary.utf8.count <= 200
    else { throw ServiceError(400, "Invalid request: multipart body without boundary") }
    let delimiter = Array("--\(boundary)".utf8)
    guard var position = Self.find(delimiter, in: body, from: 0) else { throw Self.malformed }
    position += delimiter.count
    while !body[position...].starts(with: Array("--".utf8)) {
      guard parts.count < Self.limit else { throw ServiceError(400, "Invalid request: too many parts") }
      guard body[position...].starts(with: [13, 10]),
        let headEnd = Self.find([13, 10, 13, 10], in: body, from: position),
        let end = Self.find([13, 10] + delimiter, in: body, from: headEnd + 2)
      else { throw Self.malformed }
      let head = headEnd > position + 2 ? body[(position + 2)..<headEnd] : []
      let content = headEnd + 4 <= end ? Array(body[(headEnd + 4)..<end]) : []
      parts.append(try Self.part(String(decoding: head, as: UTF8.self), content))
      position = end + 2 + delimiter.count
    }
  }

  private static let malformed = ServiceError(400, "Invalid request: malformed multipart body")

  private static func part(_ head: String, _ bytes: [UInt8]) throws(ServiceError) -> Part {
    let lines = head.split(separator: "\r\n")
    guard let line = lines.first(where: { $0.lowercased().hasPrefix("content-disposition:") }),
      let name = parameter("name", of: String(line))
    else { throw malformed }
    return Part(name: name, fileName: parameter("filename", of: String(line)), bytes: bytes)
  }

  /// The value of a parameter, with or without quotation marks.
  private static func parameter(_ name: String, of header: String) -> String? {
    var rest = header[...]
    while let semicolon = rest.firstIndex(of: ";") {
      rest = rest[semicolon...].dropFirst().drop { $0 == " " || $0 == "\t" }
      guard rest.lowercased().hasPrefix("\(name)=") else { continue }
      let value = rest.dropFirst(name.count + 1)
      guard value.first == "\"" else { return String(value.prefix { $0 != ";" && !$0.isWhitespace }) }
      var (result, isEscaped) = ("", false)
      for character in value.dropFirst() {
        if isEscaped {
          // Browsers escape nothing but the quotation mark, and send backslashes of old file names as they are.
          if character != "\"" && character != "\\" { result.append("\\") }
          result.append(character)
          isEscaped = false
        } else if character == "\\" {
          isEscaped = true
        } else if character == "\"" {
          return result
        } else {
          result.append(character)
        }
      }
      return nil
    }
    return nil
  }

  private static func find(_ pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard let first = pattern.first, bytes.count >= pattern.count else { return nil }
    var index = start
    let last = bytes.count - pattern.count
    while index <= last {
      guard let next = bytes[index...last].firstIndex(of: first) else { return nil }
      if bytes[next...].starts(with: pattern) { return next }
      index = next + 1
    }
    return nil
  }
}
