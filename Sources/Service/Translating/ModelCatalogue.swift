import Transformer

/// What the models of the service can do, without any of them being loaded: a value, made anew when models change.
package struct ModelCatalogue: Sendable {
  /// A model in one of its directions.
  package struct Offer: Sendable, Hashable {
    /// What clients may ask for: the name of its directory.
    package var name: String
    package var directory: String
    package var pair: LanguagePair
    /// Of the model's files.
    package var bytes: Int
  }

  /// In the order in which they count: of several for a pair the first is meant unless another is named.
  package private(set) var offers: [Offer] = []
  /// Of each pair, which of the offers translate it.
  private var places: [LanguagePair: [Int]] = [:]
  package private(set) var pairs: [LanguagePair] = []
  /// All languages, English first, as clients expect it.
  package private(set) var languages: [String] = []

  package init() {}

  /// - Throws: ``ModelError`` for the first of the directories that is no model.
  init(directories: [String]) throws {
    for directory in directories {
      let description = try ModelDirectory(path: directory).description
      let bytes = description.files.values.reduce(0) { $0 + $1.bytes }
      let name = String(directory.split(separator: "/").last ?? "model")
      for pair in Self.pairs(of: description) {
        append(Offer(name: name, directory: directory, pair: pair, bytes: bytes))
      }
    }
    order()
  }

  private static func pairs(of description: ModelDirectory.Description) -> [LanguagePair] {
    guard let languages = description.subwords?.languages else {
      return description.allDirections.map { LanguagePair(source: $0.source, target: $0.target) }
    }
    let sources = languages.source.isEmpty ? [description.sourceLanguage] : languages.source.keys.sorted()
    let targets = (languages.target.isEmpty ? languages.targetInSource : languages.target).keys.sorted()
    return sources.flatMap { source in
      targets.filter { $0 != source }.map { LanguagePair(source: source, target: $0) }
    }
  }

  /// Adds what is there already, before all others of its pair.
  mutating func add(_ offer: Offer) {
    append(offer)
    order()
  }

  private mutating func append(_ offer: Offer) {
    places[offer.pair, default: []].append(offers.count)
    offers.append(offer)
  }

  private mutating func order() {
    pairs = places.keys.sorted()
    let all = Set(pairs.flatMap { [$0.source, $0.target] }).sorted()
    languages = all.filter { $0 == "en" } + all.filter { $0 != "en" }
  }

  package var sources: [String] { Set(pairs.map(\.source)).sorted() }

  package var targets: [String] { Set(pairs.map(\.target)).sorted() }

  /// The first for a pair, or that of a name.
  package func offer(for pair: LanguagePair, named name: String? = nil) -> Offer? {
    let known = places[pair] ?? []
    guard let name else { return known.first.map { offers[$0] } }
    return known.lazy.map { offers[$0] }.first { $0.name == name }
  }

  package func canTranslate(_ pair: LanguagePair) -> Bool { places[pair] != nil || middle(of: pair) != nil }

  /// What a language can be translated into, directly or through a third one.
  package func targets(of source: String) -> [String] {
    languages.filter { canTranslate(LanguagePair(source: source, target: $0)) }
  }

  /// The language through which a pair without a model of its own can be translated; nil where it has one, or there is
  /// none. English is preferred.
  package func middle(of pair: LanguagePair) -> String? {
    guard pair.source != pair.target, places[pair] == nil else { return nil }
    return languages.first {
      places[LanguagePair(source: pair.source, target: $0)] != nil
        && places[LanguagePair(source: $0, target: pair.target)] != nil
    }
  }
}
