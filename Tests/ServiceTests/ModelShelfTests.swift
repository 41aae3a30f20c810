import Foundation
import Service
import Synchronization
import Testing
import Transformer
import Translation

/// Which model answers, when it is loaded and when it is let go of.
@Suite struct ModelShelfTests {
  private let there = LanguagePair(source: "en", target: "de")
  private let back = LanguagePair(source: "de", target: "en")

  /// Directories of the shipped model under other names and for other languages; what is loaded are fakes.
  private final class Models: Sendable {
    let directory: String
    let loads = Mutex<[String]>([])

    init() throws {
      directory = FileManager.default.temporaryDirectory.path + "/models-\(UInt64.random(in: 0...UInt64.max))"
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func make(_ name: String, _ source: String, _ target: String) throws -> String {
      let shipped = try ModelLocator(environmentModel: nil, executable: #filePath).directory()
      let place = "\(directory)/\(name)"
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      for file in try FileManager.default.contentsOfDirectory(atPath: shipped) where file != "model.json" {
        try FileManager.default.createSymbolicLink(
          atPath: "\(place)/\(file)", withDestinationPath: "\(shipped)/\(file)")
      }
      let described = try #require(FileManager.default.contents(atPath: "\(shipped)/model.json"))
      var description = try #require(JSONSerialization.jsonObject(with: described) as? [String: Any])
      description["directions"] = nil
      (description["sourceLanguage"], description["targetLanguage"]) = (source, target)
      try JSONSerialization.data(withJSONObject: description).write(to: URL(filePath: "\(place)/model.json"))
      return place
    }

    func shelf(_ scheduler: Scheduler, limit: Int? = nil) -> ModelShelf {
      ModelShelf(scheduler: scheduler, memoryLimit: limit) { [self] place in
        loads.withLock { $0.append(String(place.directory.split(separator: "/").last ?? "")) }
        return FakeTranslator()
      }
    }
  }

  @Test func aModelIsLoadedOnceAndWhenItIsWanted() async throws {
    let models = try Models()
    let scheduler = Scheduler()
    let shelf = models.shelf(scheduler)
    try shelf.replace(with: [try models.make("a", "en", "de"), try models.make("b", "de", "en")])
    #expect(models.loads.withLock { $0 } == [])
    let pair = there
    try await withThrowingTaskGroup(of: Int?.self) { group in
      for _ in 0..<20 { group.addTask { try await shelf.model(for: pair)?.id } }
      let ids = try await group.reduce(into: Set<Int?>()) { $0.insert($1) }
      #expect(ids.count == 1)
    }
    #expect(models.loads.withLock { $0 } == ["a"])
    #expect(try await shelf.model(for: LanguagePair(source: "en", target: "fr")) == nil)
    scheduler.stop()
  }

  @Test func ofSeveralForAPairOneIsNamed() async throws {
    let models = try Models()
    let scheduler = Scheduler()
    let shelf = models.shelf(scheduler)
    try shelf.replace(with: [try models.make("small", "en", "de"), try models.make("large", "en", "de")])
    #expect(try await shelf.model(for: there) != nil)
    #expect(try await shelf.model(for: there, named: "large") != nil)
    #expect(models.loads.withLock { $0 } == ["small", "large"])
    #expect(try await shelf.model(for: there, named: "huge") == nil)
    scheduler.stop()
  }

  @Test func whoIsIdleIsLetGoOf() async throws {
    let models = try Models()
    let scheduler = Scheduler()
    let directories = [try models.make("a", "en", "de"), try models.make("b", "de", "en")]
    let all = models.shelf(scheduler)
    try all.replace(with: directories)
    let bytes = all.catalogue.offers[0].bytes
    let shelf = models.shelf(scheduler, limit: bytes + bytes / 2)
    try shelf.replace(with: directories)
    var held = try await shelf.model(for: there)
    _ = try await shelf.model(for: back)
    #expect(shelf.loadedPlaces.count == 2, "a request still holds the other")
    withExtendedLifetime(held) {}
    held = nil
    #expect(shelf.trim() && shelf.loadedPlaces == [ModelPlace(directories[1])])
    _ = try await shelf.model(for: there)
    #expect(shelf.loadedPlaces == [ModelPlace(directories[0])])
    #expect(models.loads.withLock { $0 } == ["a", "b", "a"])
    scheduler.stop()
  }

  /// Requests go on while models are read anew, and none is lost.
  @Test func modelsAreReplacedUnderLoad() async throws {
    let models = try Models()
    let scheduler = Scheduler()
    let shelf = models.shelf(scheduler)
    let directories = [try models.make("a", "en", "de")]
    try shelf.replace(with: directories)
    let translator = TextTranslator(shelf: shelf, scheduler: scheduler)
    let pair = there
    try await withThrowingTaskGroup(of: Void.self) { group in
      for client in 0..<8 {
        group.addTask {
          for number in 0..<60 {
            let text = "Sentence \(number) of \(client)."
            let answer = try await translator.translate(TranslationOrder(texts: [text], pair: pair))
            #expect(answer[0].text == text.uppercased())
          }
        }
      }
      for _ in 0..<30 {
        try shelf.replace(with: directories)
        try await Task.sleep(for: .milliseconds(2))
      }
      try await group.waitForAll()
    }
    #expect(models.loads.withLock { $0.count } > 1)
    scheduler.stop()
  }

  @Test func aModelOfBothDirectionsServesBoth() async throws {
    let models = try Models()
    let scheduler = Scheduler()
    let place = try models.make("both", "en", "de")
    let file = "\(place)/model.json"
    let description = String(decoding: try #require(FileManager.default.contents(atPath: file)), as: UTF8.self)
    let directions = """
      {
        "directions" : [{"source": "en", "target": "de", "prefix": []}, {"source": "de", "target": "en", "prefix": [5]}],
      """
    let start = try #require(description.firstIndex(of: "{"))
    let changed = directions + description[description.index(after: start)...]
    try Data(changed.utf8).write(to: URL(filePath: file))
    let shelf = ModelShelf(scheduler: scheduler)
    try shelf.replace(with: [place])
    #expect(shelf.catalogue.pairs == [back, there])
    let one = try #require(try await shelf.model(for: there))
    let other = try #require(try await shelf.model(for: back))
    #expect(one.translator.sourceLocale == "en" && other.translator.sourceLocale == "de")
    #expect(shelf.loadedPlaces.count == 1)
    scheduler.stop()
  }

  @Test func anAdapterIsAModelOfItsOwnName() async throws {
    let models = try Models()
    let scheduler = Scheduler()
    let place = try models.make("a", "en", "de")
    let model = try ModelDirectory(path: place)
    let adapter = "\(models.directory)/project.v2.adapter"
    try WeightDelta(model.description.configuration, base: model.weightsChecksum).write(to: adapter)
    let shelf = ModelShelf(scheduler: scheduler)
    try shelf.replace(with: [place], adapters: [adapter])
    #expect(shelf.catalogue.offers.map(\.name) == ["a", "project"])
    #expect(shelf.catalogue.offer(for: there)?.place == ModelPlace(place))
    let adapted = try #require(try await shelf.model(for: there, named: "project"))
    let plain = try #require(try await shelf.model(for: there))
    #expect(adapted.translator.identity != plain.translator.identity)
    #expect(shelf.loadedPlaces == [ModelPlace(place), ModelPlace(place, adapter: adapter)])
    try WeightDelta(model.description.configuration, base: "another").write(to: adapter)
    #expect(throws: ModelError.self) { try shelf.replace(with: [place], adapters: [adapter]) }
    #expect(shelf.catalogue.offers.count == 2)
    scheduler.stop()
  }

  @Test func aModelThatIsNotThereChangesNothing() throws {
    let models = try Models()
    let scheduler = Scheduler()
    let shelf = models.shelf(scheduler)
    try shelf.replace(with: [try models.make("a", "en", "de")])
    #expect(throws: (any Error).self) { try shelf.replace(with: ["/nowhere"]) }
    #expect(shelf.catalogue.pairs == [there])
    scheduler.stop()
  }
}
