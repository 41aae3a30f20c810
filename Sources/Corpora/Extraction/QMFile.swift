/// Qt's compiled catalogues (`QTranslator`): a magic number, then sections of a tag, a length and data. The section
/// `messages` holds one list of tagged fields after the other.
package struct QMFile {
  private let reader: ByteReader
  private let path: String

  package init(path: String) throws(CorpusError) { try self.init(bytes: try ByteSource.contents(of: path), path: path) }

  package init(bytes: [UInt8], path: String) throws(CorpusError) {
    self.path = path
    reader = ByteReader(bytes: bytes)
    guard bytes.starts(with: Self.magic) else {
      throw .malformed(path: path, format: "qm", reason: "it does not begin with the magic number")
    }
  }

  private static let magic: [UInt8] = [
    0x3C, 0xB8, 0x64, 0x18, 0xCA, 0xEF, 0x9C, 0x95, 0xCD, 0x21, 0x1C, 0xBF, 0x60, 0xA1, 0xBD, 0xDD,
  ]
  private static let messageSection: UInt8 = 0x69

  private enum Field: UInt8 {
    case end = 1
    case sourceText16, translation, context16, obsolete1, sourceText, context, comment, obsolete2
  }

  /// Messages that carry their source text; catalogues can be stripped of it.
  package func messages() throws(CorpusError) -> [CatalogueMessage] {
    var offset = Self.magic.count
    while offset < reader.bytes.count {
      guard let length = reader.uint32(at: offset + 1), reader.slice(at: offset + 5, count: length) != nil else {
        throw damage(at: offset)
      }
      if reader.bytes[offset] == Self.messageSection { return try messages(from: offset + 5, to: offset + 5 + length) }
      offset += 5 + length
    }
    return []
  }

  private func messages(from start: Int, to end: Int) throws(CorpusError) -> [CatalogueMessage] {
    var messages: [CatalogueMessage] = []
    var source = ""
    var translations: [String] = []
    var offset = start
    while offset < end {
      guard let field = Field(rawValue: reader.bytes[offset]) else { throw damage(at: offset) }
      offset += 1
      switch field {
      case .end:
        if !source.isEmpty { messages += translations.map { CatalogueMessage(source: source, target: $0) } }
        (source, translations) = ("", [])
      case .obsolete1: offset += 4
      case .obsolete2: offset += 1
      default: offset = try read(field, at: offset, &source, &translations)
      }
    }
    return messages
  }

  private func read(
    _ field: Field, at offset: Int, _ source: inout String, _ translations: inout [String]
  ) throws(CorpusError) -> Int {
    guard let length = reader.uint32(at: offset) else { throw damage(at: offset) }
    if length == 0xFFFF_FFFF { return offset + 4 }
    guard let data = reader.slice(at: offset + 4, count: length) else { throw damage(at: offset) }
    switch field {
    case .sourceText: source = String(decoding: data, as: UTF8.self)
    case .sourceText16: source = Self.utf16(data)
    case .translation where length > 0: translations.append(Self.utf16(data))
    default: break
    }
    return offset + 4 + length
  }

  private static func utf16(_ data: ArraySlice<UInt8>) -> String {
    let units = stride(from: data.startIndex, to: data.endIndex - 1, by: 2).map {
      UInt16(data[$0]) << 8 | UInt16(data[$0 + 1])
    }
    return String(decoding: units, as: UTF16.self)
  }

  private func damage(at offset: Int) -> CorpusError {
    .malformed(path: path, format: "qm", reason: "the data at byte \(offset) cannot be read")
  }
}
