/// Compiled gettext catalogues, after "The Format of GNU MO Files" in gettext's manual.
package struct MOFile {
  private let reader: ByteReader
  private let path: String
  private let count: Int
  private let originals: Int
  private let translations: Int

  package init(path: String) throws(CorpusError) { try self.init(bytes: try ByteSource.contents(of: path), path: path) }

  package init(bytes: [UInt8], path: String) throws(CorpusError) {
    var reader = ByteReader(bytes: bytes)
    self.path = path
    if reader.uint32(at: 0) != Self.magic {
      reader.isBigEndian = false
      guard reader.uint32(at: 0) == Self.magic else {
        throw .malformed(path: path, format: "mo", reason: "it does not begin with the magic number")
      }
    }
    guard let revision = reader.uint32(at: 4), revision >> 16 <= 1, let count = reader.uint32(at: 8),
      let originals = reader.uint32(at: 12), let translations = reader.uint32(at: 16)
    else { throw .malformed(path: path, format: "mo", reason: "the header is cut off or of an unknown version") }
    guard reader.slice(at: originals, count: count * 8) != nil, reader.slice(at: translations, count: count * 8) != nil
    else { throw .malformed(path: path, format: "mo", reason: "its tables reach beyond its end") }
    self.reader = reader
    self.count = count
    self.originals = originals
    self.translations = translations
  }

  private static let magic = 0x9504_12DE

  /// Every message with its translation; plural forms one by one.
  package func messages() throws(CorpusError) -> [CatalogueMessage] {
    let decoder = TextDecoder(charset: charset())
    var messages: [CatalogueMessage] = []
    for index in 0..<count {
      let original = try string(originals, index)
      let translation = try string(translations, index)
      guard !original.isEmpty, !translation.isEmpty else { continue }
      let forms = translation.split(separator: 0, omittingEmptySubsequences: false)
      let ids = original.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
      messages += CatalogueMessage.forms(
        singular: decoder.decode(ids[0]), plural: ids.count > 1 ? decoder.decode(ids[1]) : nil,
        translations: forms.map(decoder.decode))
    }
    return messages
  }

  private func string(_ table: Int, _ index: Int) throws(CorpusError) -> ArraySlice<UInt8> {
    guard let length = reader.uint32(at: table + index * 8), let offset = reader.uint32(at: table + index * 8 + 4),
      let slice = reader.slice(at: offset, count: length)
    else { throw .malformed(path: path, format: "mo", reason: "message \(index) reaches beyond its end") }
    return slice
  }

  /// The header is the translation of the empty message.
  private func charset() -> String {
    for index in 0..<count {
      guard let id = try? string(originals, index), id.isEmpty, let bytes = try? string(translations, index) else {
        continue
      }
      return CatalogueMessage.charset(header: String(decoding: bytes, as: UTF8.self))
    }
    return ""
  }
}
