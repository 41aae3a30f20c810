import FoundationEssentials

/// Message catalogues in JSON, such as MediaWiki's and those of web extensions: every text under the path of names and
/// numbers that leads to it.
package enum JSONCatalogue {
  package static func messages(path: String) throws(CorpusError) -> [CatalogueMessage] {
    let bytes = try ByteSource.contents(of: path, limit: 1 << 26)
    let decoder = JSONDecoder()
    decoder.allowsJSON5 = true
    guard let root = try? decoder.decode(JSONText.self, from: Data(bytes)) else {
      throw .malformed(path: path, format: "json", reason: "it cannot be parsed")
    }
    return messages(root, under: "")
  }

  private static func messages(_ node: JSONText, under key: String) -> [CatalogueMessage] {
    switch node {
    case .text(let text): [CatalogueMessage(source: key, target: text)]
    case .list(let items): items.enumerated().flatMap { messages($1, under: "\(key)/\($0)") }
    // Names with "@" hold what is said about the catalogue: authors, remarks for translators.
    case .object(let members):
      members.sorted { $0.key < $1.key }.filter { !$0.key.hasPrefix("@") }
        .flatMap { messages($0.value, under: "\(key)/\($0.key)") }
    case .other: []
    }
  }
}

/// What matters in a JSON value: texts, and where they are.
private enum JSONText: Decodable {
  case text(String)
  case list([JSONText])
  case object([String: JSONText])
  case other

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let items = try? value.decode([JSONText].self) {
      self = .list(items)
    } else if let members = try? value.decode([String: JSONText].self) {
      self = .object(members)
    } else {
      self = .other
    }
  }
}
