import Transformer

/// Where a model lies, and what has been changed of it since.
package struct ModelPlace: Sendable, Hashable {
  package var directory: String
  /// The file of an adapter.
  package var adapter: String?

  package init(_ directory: String, adapter: String? = nil) {
    self.directory = directory
    self.adapter = adapter
  }
}

/// What the models of the service can do, without any of them being loaded: a value, made anew when models change.
package struct ModelCatalogue: Sendable {
  /// A model in one of its directions.
  package struct Offer: Sendable, Hashable {
    /// What clients may ask for: the name of its directory, or of its adapter.
    package var name: String
    package var place: ModelPlace
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

  /// - Parameter adapters: files of adapters, each of one of the models; by its file's name clients choose it.
  /// - Throws: ``ModelError`` for the first of the directories that is no model, and the first adapter of none of them.
  init(directories: [String], adapters: [String] = []) throws {
    let models = try directories.map { try ModelDirectory(path: $0) }
    for model in models { append(model, name: Self.name(of: model.path), adapter: nil) }
    for adapter in adapters {
      let model = try Self.model(of: adapter, among: models)
      append(model, name: String(Self.name(of: adapter).prefix { $0 != "." }), adapter: adapter)
    }
    order()
  }

  private static func name(of path: String) -> String { String(path.split(separator: "/").last ?? "model") }

  /// The model that an adapter was made for.
  private static func model(of adapter: String, among models: [ModelDirectory]) throws(ModelError) -> ModelDirectory {
    for model in models {
      do {
        _ = try WeightDelta(path: adapter, for: model)
        return model
      } catch .adapterOfOther {
        continue
      }
    }
    throw .adapterOfOther(path: adapter)
  }

  private mutating func append(_ model: ModelDirectory, name: String, adapter: String?) {
    let bytes = model.description.files.values.reduce(0) { $0 + $1.bytes }
    for pair in Self.pairs(of: model.description) {
      append(Offer(name: name, place: ModelPlace(model.path, adapter: adapter), pair: pair, bytes: bytes))
    }
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
