import FoundationEssentials
import Text
import Translation

/// What others offer for download: a list of models, in one of several forms.
public struct ModelIndex: Sendable {
  public private(set) var models: [PublishedModel]

  /// - Parameters:
  ///   - place: the index's own address or path, for messages, and for addresses that are given from there.
  ///   - base: where relative addresses lead instead; nil: what the index says, or beside it.
  /// - Throws: ``ModelIndexError/noIndex(place:reason:)``.
  public init(_ bytes: [UInt8], place: String, base: String? = nil) throws {
    let data = Data(bytes)
    guard let first = bytes.first(where: { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }) else {
      throw ModelIndexError.noIndex(place: place, reason: "it is empty")
    }
    let addresses = IndexAddresses(place: place, base: base)
    do {
      models =
        first == UInt8(ascii: "[")
        ? try ArgosIndex.models(data, addresses) : try Self.models(ofObject: data, addresses)
    } catch let error as DecodingError {
      throw ModelIndexError.noIndex(place: place, reason: Self.reason(of: error))
    }
  }

  private static func models(ofObject data: Data, _ addresses: IndexAddresses) throws -> [PublishedModel] {
    let keys = try JSONDecoder().decode(Keys.self, from: data)
    if keys.format != nil { return try OwnIndex.models(data, addresses) }
    if keys.data != nil || keys.changes != nil { return try FirefoxRecords.models(data, addresses) }
    if keys.models != nil { return try FirefoxRegistry.models(data, addresses) }
    throw ModelIndexError.noIndex(place: addresses.place, reason: "it has none of their keys")
  }

  /// What tells the kinds apart.
  private struct Keys: Decodable {
    var format: String?
    var data, changes, models: Present?
  }

  private struct Present: Decodable {
    init(from decoder: any Decoder) {}
  }

  private static func reason(of error: DecodingError) -> String {
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context):
      "the value at '\(context.codingPath.map(\.stringValue).joined(separator: "."))' is missing or of another kind"
    default: "its JSON is damaged"
    }
  }

  public init(_ indexes: [ModelIndex]) { models = indexes.flatMap(\.models) }

  // MARK: Finding

  /// What fits a pair (`fr-en`), a language on either side (`fr`), or a name; the best first. An empty text finds all.
  public func search(_ text: String) -> [PublishedModel] {
    let named = models.filter { $0.name == text }
    guard named.isEmpty else { return named }
    let pairs = Self.pairs(text)
    let found = models.filter { model in
      text.isEmpty || pairs.contains(where: model.translates)
        || pairs.isEmpty && LanguageCode.match(text, in: [model.source, model.target]) != nil
    }
    return found.enumerated().sorted { Self.comesFirst($0, $1) }.map(\.element)
  }

  private static func comesFirst(
    _ one: (offset: Int, element: PublishedModel), _ other: (offset: Int, element: PublishedModel)
  ) -> Bool {
    let (languages, others) = ([one.element.source, one.element.target], [other.element.source, other.element.target])
    if languages != others { return languages.lexicographicallyPrecedes(others) }
    if one.element.rank != other.element.rank { return other.element.rank.lexicographicallyPrecedes(one.element.rank) }
    return one.offset < other.offset
  }

  /// The model that is the best for a pair, or has a name.
  ///
  /// - Throws: ``ModelIndexError`` where there is none, with languages over which two would lead.
  public func best(_ text: String) throws -> PublishedModel {
    if let named = models.first(where: { $0.name == text }) { return named }
    let pairs = Self.pairs(text)
    guard !pairs.isEmpty else { throw ModelIndexError.pair(text) }
    // Where a code has several scripts, the one that is written first.
    let found = search(text).filter { model in
      pairs.contains { LanguageCode.match($0.source, in: models.map(\.source)) == model.source }
    }
    guard let best = found.first ?? search(text).first else {
      throw ModelIndexError.none(pair: text, pivots: pivots(pairs))
    }
    return best
  }

  private func pivots(_ pairs: [LanguagePair]) -> [String] {
    let languages = Set(models.flatMap { [$0.source, $0.target] }.map(LanguageCode.language))
    return languages.sorted().filter { pivot in
      pairs.contains { pair in
        models.contains { $0.translates(LanguagePair(source: pair.source, target: pivot)) }
          && models.contains { $0.translates(LanguagePair(source: pivot, target: pair.target)) }
      }
    }
  }

  /// All ways to cut a text in two at a hyphen: `zh-Hant-en` has two.
  static func pairs(_ text: String) -> [LanguagePair] {
    text.indices.filter { text[$0] == "-" }.compactMap { hyphen in
      let (source, target) = (text[..<hyphen], text[text.index(after: hyphen)...])
      return source.isEmpty || target.isEmpty ? nil : LanguagePair(source: String(source), target: String(target))
    }
  }
}

/// What an index's addresses mean.
struct IndexAddresses {
  /// Of the index itself.
  let place: String
  /// What the user wants instead of what the index says.
  let base: String?

  /// Stands in front of paths, which only indexes on this machine may name.
  static let local = "file:"

  /// Keys with underscores are ours without.
  static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }

  static func isRemote(_ address: String) -> Bool { address.hasPrefix("https://") || address.hasPrefix("http://") }

  /// - Parameter own: what the index says they are relative to.
  /// - Throws: ``ModelIndexError/badAddress(_:)`` where an index from elsewhere would have a file of this machine.
  func absolute(_ address: String, own: String? = nil) throws -> String {
    if Self.isRemote(address) { return address }
    let folder = base ?? own ?? place.lastIndex(of: "/").map { String(place[..<$0]) } ?? "."
    let start = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    let whole = "\(start)/\(address.hasPrefix("/") ? String(address.dropFirst()) : address)"
    if Self.isRemote(whole) { return whole }
    guard !Self.isRemote(place) || base != nil else { throw ModelIndexError.badAddress(whole.shown) }
    return Self.local + whole
  }
}

/// An element of an index, or nil where it is not as it should be: one bad record is not to hide all others.
struct Lenient<Value: Decodable>: Decodable {
  let value: Value?

  init(from decoder: any Decoder) { value = try? Value(from: decoder) }
}

extension String {
  /// Of an index, to be shown: nothing in it moves a terminal's cursor.
  var shown: String { String(unicodeScalars.filter { !$0.properties.isControl }.prefix(200).map(Character.init)) }

  /// As a part of a name of files and directories.
  var asNamePart: String {
    let letters = map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" }
    return String(String(letters).drop { $0 == "." }.prefix(100))
  }
}

extension Unicode.Scalar.Properties {
  fileprivate var isControl: Bool {
    [.control, .format, .lineSeparator, .paragraphSeparator].contains(generalCategory)
  }
}
