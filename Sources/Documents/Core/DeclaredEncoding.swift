/// The encoding that a file says it is in: `charset=` in HTML and PO, `encoding=` in XML.
enum DeclaredEncoding {
  static func find(_ bytes: [UInt8]) -> String? {
    let start = bytes.prefix(4096).map { $0 < 0x80 ? $0 : UInt8(ascii: "?") }
    for key: StaticString in ["charset=", "encoding="] {
      guard let found = start.firstRange(of: key, from: 0) else { continue }
      let name = start[found.upperBound...].drop { "\"' ".utf8.contains($0) }
        .prefix { $0.isASCIILetter || $0.isDigit || "-_:.".utf8.contains($0) }
      if !name.isEmpty, name.count < 40 { return String(decoding: name, as: UTF8.self) }
    }
    return nil
  }

  static func isUTF8(_ name: String) -> Bool {
    ["utf-8", "utf8", "ascii", "us-ascii", "charset"].contains(name.lowercased())
  }
}
