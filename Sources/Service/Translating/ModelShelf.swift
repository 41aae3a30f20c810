import FoundationEssentials
import Synchronization
import Transformer
import Translation

/// A model in use. When the last request has let go of it the scheduler forgets it, too.
package final class ServedModel: Sendable {
  package let id: Int
  package let translator: any SegmentTranslator
  let preparer: TextPreparer
  private let scheduler: Scheduler

  init(id: Int, translator: any SegmentTranslator, scheduler: Scheduler) {
    self.id = id
    self.translator = translator
    self.scheduler = scheduler
    preparer = TextPreparer(for: translator, safeguards: Safeguards(for: translator))
    let guarded = GuardedTranslator(translator, safeguards: Safeguards(for: translator))
    scheduler.register(id) { try guarded.translate($0, options: $1) }
  }

  deinit { scheduler.forget(id) }
}

/// The models that the service has. Each is loaded when it is first wanted, shared by all, and let go of when others need
/// its memory and nobody uses it.
package final class ModelShelf: Sendable {
  private struct Loaded {
    var translator: any SegmentTranslator
    var bytes: Int
    var lastUse: ContinuousClock.Instant
    /// One for each direction that was wanted.
    var served: [LanguagePair: ServedModel] = [:]
  }

  private struct State {
    var catalogue = ModelCatalogue()
    var loaded: [ModelPlace: Loaded] = [:]
    var nextID = 0
    /// How often the models have been read anew.
    var generation = 0
  }

  /// How a model becomes a translator.
  package typealias Load = @Sendable (ModelPlace) throws -> any SegmentTranslator

  private let state = Mutex(State())
  private let scheduler: Scheduler
  private let memoryLimit: Int?
  private let load: Load
  /// Loads one model after the other, so that none is loaded twice and nobody else waits.
  private let loader = BackgroundThread()

  /// - Parameter memoryLimit: bytes that the files of loaded models may have together; nil: any number.
  package init(
    scheduler: Scheduler, memoryLimit: Int? = nil,
    load: @escaping Load = { try ModelTranslator(directory: $0.directory, adapter: $0.adapter) }
  ) {
    self.scheduler = scheduler
    self.memoryLimit = memoryLimit
    self.load = load
  }

  package var catalogue: ModelCatalogue { state.withLock { $0.catalogue } }

  /// The models that are in memory.
  package var loadedPlaces: Set<ModelPlace> { state.withLock { Set($0.loaded.keys) } }

  /// Takes up model directories, and adapters of these models.
  ///
  /// Those that were there before are no longer used for new requests; requests that have begun are finished with them.
  ///
  /// - Throws: ``ModelError`` for the first that is no model or adapter; then all stays as it was.
  package func replace(with directories: [String], adapters: [String] = []) throws {
    let catalogue = try ModelCatalogue(directories: directories, adapters: adapters)
    let old = state.withLock { state in
      state.catalogue = catalogue
      state.generation += 1
      defer { state.loaded = [:] }
      return state.loaded
    }
    withExtendedLifetime(old) {}
  }

  /// Serves a translator that is there already.
  package func add(_ translator: any SegmentTranslator, _ pair: LanguagePair, name: String = "model") {
    state.withLock { state in
      let place = ModelPlace("\(name) \(state.catalogue.offers.count)")
      state.catalogue.add(ModelCatalogue.Offer(name: name, place: place, pair: pair, bytes: 0))
      state.loaded[place] = Loaded(translator: translator, bytes: 0, lastUse: .now)
    }
  }

  /// The model for a pair, the first or that of a name; nil where there is none.
  ///
  /// - Throws: what loading throws.
  package func model(for pair: LanguagePair, named name: String? = nil) async throws -> ServedModel? {
    guard let offer = catalogue.offer(for: pair, named: name) else { return nil }
    if let model = try served(offer) { return model }
    return try await withCheckedThrowingContinuation { continuation in
      loader.add { continuation.resume(with: Result { try self.loaded(offer) }) }
    }
  }

  /// The model of an offer where it is in memory.
  private func served(_ offer: ModelCatalogue.Offer) throws -> ServedModel? {
    try state.withLock { state in
      guard var loaded = state.loaded[offer.place] else { return nil }
      loaded.lastUse = .now
      let model = try loaded.served[offer.pair] ?? serve(loaded.translator, offer, &state.nextID)
      loaded.served[offer.pair] = model
      state.loaded[offer.place] = loaded
      return model
    }
  }

  private func loaded(_ offer: ModelCatalogue.Offer) throws -> ServedModel {
    if let model = try served(offer) { return model }
    let generation = state.withLock { $0.generation }
    let translator = try load(offer.place)
    let model = try state.withLock { state in
      let model = try serve(translator, offer, &state.nextID)
      // Where the models have been read anew meanwhile this one is for those who asked before.
      if state.generation == generation {
        state.loaded[offer.place] = Loaded(
          translator: translator, bytes: offer.bytes, lastUse: .now, served: [offer.pair: model])
      }
      return model
    }
    trim()
    return model
  }

  private func serve(
    _ translator: any SegmentTranslator, _ offer: ModelCatalogue.Offer, _ nextID: inout Int
  ) throws -> ServedModel {
    nextID += 1
    let directed =
      try (translator as? ModelTranslator)?.translating(from: offer.pair.source, to: offer.pair.target) ?? translator
    return ServedModel(id: nextID, translator: directed, scheduler: scheduler)
  }

  /// Lets go of models that nobody uses, the longest unused first, while they take more memory than they may.
  ///
  /// - Returns: whether there were any.
  @discardableResult
  package func trim() -> Bool {
    guard let memoryLimit else { return false }
    var hasDropped = false
    while let gone = dropOne(above: memoryLimit) {
      hasDropped = true
      withExtendedLifetime(gone) {}
    }
    return hasDropped
  }

  private func dropOne(above limit: Int) -> (any SegmentTranslator)? {
    state.withLock { state in
      guard state.loaded.count > 1, state.loaded.values.reduce(0, { $0 + $1.bytes }) > limit else { return nil }
      let oldest = state.loaded.sorted { $0.value.lastUse < $1.value.lastUse }.map(\.key)
      guard let idle = oldest.dropLast().first(where: { isIdle($0, &state) }) else { return nil }
      return state.loaded.removeValue(forKey: idle)?.translator
    }
  }

  /// Whether no request holds any of a model's directions.
  private func isIdle(_ place: ModelPlace, _ state: inout State) -> Bool {
    // Taken out meanwhile, so that nothing but requests can hold them.
    guard var loaded = state.loaded.removeValue(forKey: place) else { return false }
    defer { state.loaded[place] = loaded }
    return loaded.served.keys.sorted().allSatisfy { isKnownUniquelyReferenced(&loaded.served[$0]) }
  }

  /// The subdirectories of `directory` that hold a model.
  package static func directories(in directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).sorted().map { "\(directory)/\($0)" }
      .filter { FileManager.default.fileExists(atPath: "\($0)/\(ModelDirectory.Description.fileName)") }
  }
}
