import FoundationEssentials
import Synchronization
import Transformer
import Translation

/// A model in use.
package final class ServedModel: Sendable {
  package let id: Int
  package let pair: LanguagePair
  package let translator: any SegmentTranslator
  let preparer: TextPreparer

  init(id: Int, pair: LanguagePair, translator: any SegmentTranslator) {
    self.id = id
    self.pair = pair
    self.translator = translator
    preparer = TextPreparer(for: translator, safeguards: Safeguards(for: translator))
  }
}

/// The models that the service has, by the languages they translate. Each is loaded when it is first wanted.
package final class ModelShelf: Sendable {
  private struct State {
    var directories: [LanguagePair: String] = [:]
    var loaded: [LanguagePair: ServedModel] = [:]
    var nextID = 0
  }

  /// How a directory becomes a translator.
  package typealias Load = @Sendable (_ directory: String) throws -> any SegmentTranslator

  private let state = Mutex(State())
  private let scheduler: Scheduler
  private let load: Load

  package init(scheduler: Scheduler, load: @escaping Load = { try ModelTranslator(directory: $0) }) {
    self.scheduler = scheduler
    self.load = load
  }

  /// Takes up model directories. Of two for the same languages the first counts.
  ///
  /// Those that were there before are no longer used for new requests; requests that have begun are finished with them.
  ///
  /// - Throws: ``ModelError`` for the first that is no model; then all stays as it was.
  package func replace(with directories: [String]) throws {
    var found: [LanguagePair: String] = [:]
    for directory in directories {
      let description = try ModelDirectory(path: directory).description
      let pair = LanguagePair(source: description.sourceLanguage, target: description.targetLanguage)
      if found[pair] == nil { found[pair] = directory }
    }
    state.withLock { state in
      state.directories = found
      state.loaded = [:]
    }
  }

  /// Serves a translator that is there already.
  package func add(_ translator: any SegmentTranslator, _ pair: LanguagePair) {
    state.withLock { state in
      state.directories[pair] = ""
      _ = keep(translator, pair, &state)
    }
  }

  private func keep(_ translator: any SegmentTranslator, _ pair: LanguagePair, _ state: inout State) -> ServedModel {
    state.nextID += 1
    let model = ServedModel(id: state.nextID, pair: pair, translator: translator)
    state.loaded[pair] = model
    let guarded = GuardedTranslator(translator, safeguards: Safeguards(for: translator))
    scheduler.register(model.id) { try guarded.translate($0, options: $1) }
    return model
  }

  package var pairs: [LanguagePair] { state.withLock { $0.directories.keys.sorted() } }

  package var sources: [String] { Set(pairs.map(\.source)).sorted() }

  /// All languages, English first, as clients expect it.
  package var languages: [String] {
    let all = Set(pairs.flatMap { [$0.source, $0.target] }).sorted()
    return all.filter { $0 == "en" } + all.filter { $0 != "en" }
  }

  /// What a language can be translated into, directly or through a third one.
  package func targets(of source: String) -> [String] {
    languages.filter { canTranslate(LanguagePair(source: source, target: $0)) }
  }

  package func canTranslate(_ pair: LanguagePair) -> Bool { pairs.contains(pair) || middle(of: pair) != nil }

  /// The language through which a pair without a model of its own can be translated; nil where it has one, or there is
  /// none. English is preferred.
  package func middle(of pair: LanguagePair) -> String? {
    let pairs = Set(pairs)
    guard pair.source != pair.target, !pairs.contains(pair) else { return nil }
    return languages.first {
      pairs.contains(LanguagePair(source: pair.source, target: $0))
        && pairs.contains(LanguagePair(source: $0, target: pair.target))
    }
  }

  /// The model for a pair; nil where there is none.
  ///
  /// - Throws: what loading throws.
  package func model(for pair: LanguagePair) throws -> ServedModel? {
    try state.withLock { state in
      if let model = state.loaded[pair] { return model }
      guard let directory = state.directories[pair] else { return nil }
      return keep(try load(directory), pair, &state)
    }
  }

  /// The subdirectories of `directory` that hold a model.
  package static func directories(in directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).sorted().map { "\(directory)/\($0)" }
      .filter { FileManager.default.fileExists(atPath: "\($0)/\(ModelDirectory.Description.fileName)") }
  }
}
