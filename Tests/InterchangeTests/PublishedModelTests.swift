import Foundation
import IO
import Interchange
import TestSupport
import Testing
import Transformer
import Translation

/// Models that are fetched from a server: one of this machine, which may be as bad as servers are.
@Suite struct PublishedModelTests {
  /// The toy student's files, as Firefox offers them, and an index of the kind that Firefox has.
  struct Offer {
    var files: [String: Data] = [:]
    var index: Data

    static let names = [
      "model": "model.ende.intgemm.alphas.bin", "lex": "lex.50.50.ende.s2t.bin", "vocab": "vocab.ende.spm",
    ]

    /// - Parameter change: what the index says of each file instead of the truth.
    init(change: (inout [String: Any], String) -> Void = { _, _ in }) throws {
      var records: [[String: Any]] = []
      for (type, name) in Self.names.sorted(by: { $0.key < $1.key }) {
        guard let data = FileManager.default.contents(atPath: ForeignFormatTests.path("student/\(name)")) else {
          continue
        }
        files["/files/\(name)"] = data
        var record: [String: Any] = [
          "name": name, "fileType": type, "sourceLanguage": "en", "targetLanguage": "de", "version": "2.1",
          "architecture": "tiny", "filter_expression": "",
          "attachment": ["hash": SHA256.hex(of: [UInt8](data)), "size": data.count, "location": "files/\(name)"],
        ]
        change(&record, type)
        records.append(record)
      }
      index = try JSONSerialization.data(withJSONObject: ["data": records])
      files["/records"] = index
    }

    func server(_ manners: [String: LocalServer.Manner] = [:]) throws -> LocalServer {
      try LocalServer(files, manners: manners)
    }
  }

  /// A library and a cache that nobody else has.
  struct Place {
    let folder: TemporaryDirectory
    var library: ModelLibrary { ModelLibrary(path: "\(folder.path)/models") }
    var cache: String { "\(folder.path)/cache" }

    init() throws { folder = try TemporaryDirectory() }

    func fetch(_ pair: String, _ source: IndexSource) throws -> String {
      try library.fetch(source.index().best(pair), from: source, cache: cache)
    }

    /// What of the library is to be seen.
    var names: [String] { library.entries.map(\.name) }
    var cached: [String] {
      let names = FileManager.default.enumerator(atPath: cache)?.compactMap { $0 as? String } ?? []
      return names.filter { $0.contains(".bin") || $0.contains(".spm") }.sorted()
    }
  }

  private func translation(_ place: Place) throws -> [String] {
    let translator = try ModelTranslator(directory: "\(place.library.path)/en-de")
    return try translator.translate(["The lamp on the desk."], options: TranslationOptions())[0].hypotheses.map(\.text)
  }

  @Test func aModelIsFetchedCheckedAndAdded() throws {
    let (server, place) = (try Offer().server(), try Place())
    defer { server.stop() }
    #expect(try place.fetch("en-de", IndexSource(places: ["\(server.address)/records"])) == "en-de")
    #expect(place.names == ["en-de"] && place.cached.isEmpty)
    let notes = try ModelDirectory(path: "\(place.library.path)/en-de").description.notes
    #expect(notes["license"] == "MPL 2.0" && notes["fetched from"]?.hasPrefix(server.address) == true)
    let imported = try Place()
    try imported.library.add(
      ForeignFormatTests.path("student/model.ende.intgemm.alphas.bin"),
      options: {
        var options = ForeignFormatTests.options
        options.quantizes = true
        return options
      }())
    #expect(try translation(place) == translation(imported))
  }

  @Test func whatWasCutIsGoneOnWith() throws {
    let offer = try Offer()
    let name = "model.ende.intgemm.alphas.bin"
    let size = try #require(offer.files["/files/\(name)"]).count
    let (server, place) = (try offer.server(["/files/\(name)": .cut(after: size / 3)]), try Place())
    defer { server.stop() }
    _ = try place.fetch("en-de", IndexSource(places: ["\(server.address)/records"]))
    let starts = server.requests.filter { $0.contains(name) }.compactMap {
      $0.split(separator: " ").last.map(String.init)
    }
    #expect(starts.prefix(3) == ["0", "\(size / 3)", "\(size / 3 * 2)"])
    #expect(place.names == ["en-de"])
  }

  /// A server goes away in the middle; another process, with another server, goes on where it was.
  @Test func anInterruptedDownloadIsGoneOnWithLater() throws {
    let offer = try Offer()
    let name = "model.ende.intgemm.alphas.bin"
    let data = try #require(offer.files["/files/\(name)"])
    let place = try Place()
    let folder = "\(place.cache)/firefox-en-de-tiny"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try data.prefix(100).write(to: URL(fileURLWithPath: "\(folder)/\(name).part"))
    let server = try offer.server()
    defer { server.stop() }
    _ = try place.fetch("en-de", IndexSource(places: ["\(server.address)/records"]))
    #expect(server.requests.contains("/files/\(name) 100") && place.names == ["en-de"])
  }

  /// A part of an older file is found out by its checksum, and fetched anew.
  @Test func aPartOfAnotherFileIsDropped() throws {
    let offer = try Offer()
    let name = "model.ende.intgemm.alphas.bin"
    let place = try Place()
    let folder = "\(place.cache)/firefox-en-de-tiny"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(repeating: 7, count: 100).write(to: URL(fileURLWithPath: "\(folder)/\(name).part"))
    let server = try offer.server()
    defer { server.stop() }
    _ = try place.fetch("en-de", IndexSource(places: ["\(server.address)/records"]))
    #expect(server.requests.filter { $0.contains(name) } == ["/files/\(name) 100", "/files/\(name) 0"])
    #expect(place.names == ["en-de"])
  }

  @Test func aServerWithoutRangesIsAskedForAllAgain() throws {
    let offer = try Offer()
    let name = "model.ende.intgemm.alphas.bin"
    let (server, place) = (try offer.server(["/files/\(name)": .noRanges(cutAfter: 50)]), try Place())
    defer { server.stop() }
    _ = try place.fetch("en-de", IndexSource(places: ["\(server.address)/records"]))
    #expect(place.names == ["en-de"])
  }

  /// Nothing of what is wrong comes into the library, and the reason is told.
  @Test(arguments: ["checksum", "short", "long", "endless", "refusing", "empty", "gone"])
  func whatIsWrongIsNotUsed(_ fault: String) throws {
    let offer = try Offer { record, type in
      guard type == "model", var attachment = record["attachment"] as? [String: Any] else { return }
      switch fault {
      case "checksum": attachment["hash"] = String(repeating: "0", count: 64)
      case "short": attachment["size"] = 100
      case "long": attachment["size"] = 1 << 40
      case "gone": attachment["location"] = "files/nowhere"
      default: break
      }
      record["attachment"] = attachment
    }
    let path = "/files/model.ende.intgemm.alphas.bin"
    let manners: [String: LocalServer.Manner] = ["endless": .endless, "refusing": .refusing, "empty": .cut(after: 0)]
    let (server, place) = (try offer.server(manners[fault].map { [path: $0] } ?? [:]), try Place())
    defer { server.stop() }
    let error = #expect(throws: ModelIndexError.self) {
      try place.fetch("en-de", IndexSource(places: ["\(server.address)/records"]))
    }
    let reasons = [
      "checksum": "SHA-256", "short": "the index says", "long": "the index says", "endless": "the index says",
      "refusing": "refuses", "empty": "cut", "gone": "refuses",
    ]
    #expect(error?.description.contains(reasons[fault] ?? "?") == true, "\(error.map { "\($0)" } ?? "")")
    #expect(place.names.isEmpty && !place.cached.contains { $0.hasSuffix("alphas.bin") })
  }

  @Test func aMirrorNeedsNoServer() throws {
    let (offer, place, mirror) = (try Offer(), try Place(), try TemporaryDirectory())
    try offer.index.write(to: URL(fileURLWithPath: "\(mirror.path)/records.json"))
    let source = IndexSource(mirror: mirror.path)
    #expect(throws: ModelIndexError.notInMirror(file: "model.ende.intgemm.alphas.bin", directory: mirror.path)) {
      try place.fetch("en-de", source)
    }
    for (path, data) in offer.files where path.hasPrefix("/files/") {
      try data.write(to: URL(fileURLWithPath: "\(mirror.path)/\(path.dropFirst(7))"))
    }
    #expect(try place.fetch("en-de", source) == "en-de" && place.names == ["en-de"])
    #expect(throws: ModelLibraryError.self) { try place.fetch("en-de", source) }
  }

  /// Argos' list: one archive, neither size nor checksum; a torrent beside it is passed over.
  @Test func aPackageOfArgos() throws {
    let package = "translate-en_de-1_0.argosmodel"
    let data = try #require(FileManager.default.contents(atPath: ForeignFormatTests.path("argos/\(package)")))
    let index = """
      [{"package_version": "1.9", "from_code": "en", "from_name": "English", "to_code": "de", "links": [
        "magnet:?xt=urn:btih:0", "\(package)"]}, {"type": "sbd", "code": "sbd-en"}, 17]
      """
    let server = try LocalServer(["/index.json": Data(index.utf8), "/\(package)": data])
    defer { server.stop() }
    let place = try Place()
    let source = IndexSource(places: ["\(server.address)/index.json"])
    #expect(try source.index().search("").map(\.name) == ["argos-en-de"])
    #expect(try place.fetch("en-de", source) == "en-de" && place.names == ["en-de"])
  }

  /// Packed by gzip: checked before and after.
  @Test func ourOwnIndexAndPackedFiles() throws {
    let place = try Place()
    try InterchangeTests.write(.post, as: .float32, to: "\(place.folder.path)/ours")
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: "\(place.folder.path)/ours") {
      files["/en-de/\(name)"] = FileManager.default.contents(atPath: "\(place.folder.path)/ours/\(name)")
    }
    let list = files.map { path, data in
      ["address": String(path.dropFirst()), "size": data.count, "sha256": SHA256.hex(of: [UInt8](data))]
        as [String: Any]
    }
    let index: [String: Any] = [
      "format": "translate-models-1",
      "models": [
        ["source": "en", "target": "de", "license": "CC0 \u{1B}[2J", "quality": 30.5, "files": list] as [String: Any]
      ],
    ]
    files["/index.json"] = try JSONSerialization.data(withJSONObject: index)
    let server = try LocalServer(files)
    defer { server.stop() }
    let source = IndexSource(places: ["\(server.address)/index.json"])
    #expect(try source.index().best("eng-deu").license == "CC0 [2J")
    #expect(try place.fetch("en-de", source) == "en-de" && place.names == ["en-de"])
  }

  @Test func registriesNameFilesThatArePacked() throws {
    let index = """
      {"baseUrl": "https://example.org/data", "models": {"en-de": [
        {"sourceLanguage": "en", "targetLanguage": "de", "architecture": "tiny", "releaseStatus": "Release", "files": {
          "model": {"path": "m/model.ende.intgemm.alphas.bin.gz", "uncompressedSize": 5, "uncompressedHash": "AB"},
          "lexicalShortlist": {"path": "m/lex.50.50.ende.s2t.bin.gz"}, "vocab": {"path": "m/vocab.ende.spm.gz"}}},
        {"sourceLanguage": "en", "targetLanguage": "de", "architecture": "base", "files": {"model": {"path": "x"}}}]}}
      """
    let models = try ModelIndex(Array(index.utf8), place: "https://elsewhere.org/db/models.json").models
    #expect(models.map(\.name) == ["firefox-en-de-tiny"])
    let file = try #require(models.first?.files.first)
    #expect(file.name == "model.ende.intgemm.alphas.bin" && file.packing == .gzip && file.unpackedSHA256 == "ab")
    #expect(file.addresses == ["https://example.org/data/m/model.ende.intgemm.alphas.bin.gz"])
  }

  /// What is chosen of several, and what is said where nothing is.
  @Test func theBestIsChosen() throws {
    func record(_ pair: String, _ architecture: String, _ version: String, filter: String = "") -> String {
      let (source, target) = (pair.prefix(2), pair.suffix(2))
      return ["model", "vocab"].map {
        """
        {"name": "\($0).bin", "fileType": "\($0)", "fromLang": "\(source)", "toLang": "\(target)", "version": "\(version)",
        "architecture": "\(architecture)", "filter_expression": "\(filter)", "attachment": {"location": "l/\($0).zst"}}
        """
      }.joined(separator: ",")
    }
    let records = [
      record("enfr", "tiny", "1.10"), record("enfr", "tiny", "1.9"), record("enfr", "base-memory", "1.0"),
      record("enfr", "base", "9.0", filter: "env.channel == 'nightly'"), record("deen", "tiny", "1.0"),
    ]
    let index = try ModelIndex(Array("{\"data\": [\(records.joined(separator: ","))]}".utf8), place: "https://x.org/r")
    #expect(
      index.search("en-fr").map { "\($0.name) \($0.version ?? "")" } == [
        "firefox-en-fr-base-memory 1.0", "firefox-en-fr-tiny 1.10", "firefox-en-fr-tiny 1.9",
        "firefox-en-fr-base-preview 9.0",
      ])
    #expect(try index.best("eng-fra").name == "firefox-en-fr-base-memory")
    #expect(index.search("de").map(\.name) == ["firefox-de-en-tiny"])
    #expect(throws: ModelIndexError.none(pair: "de-fr", pivots: ["en"])) { try index.best("de-fr") }
    #expect(throws: ModelIndexError.pair("de")) { try index.best("de") }
  }

  /// Indexes that want to reach other places, or are none.
  @Test(arguments: [
    "", "{", "[", "{}", "17", "{\"format\": \"other\"}", "{\"models\": 1}", "{\"data\": {}}", "[[[[",
    String(repeating: "[", count: 100_000),
    "{\"format\": \"translate-models-1\", \"models\": [{\"source\": \"a\", \"target\": \"b\", \"files\": [{\"address\": \"x\", \"name\": \"../x\"}]}]}",
    "{\"format\": \"translate-models-1\", \"models\": [{\"source\": \"a\", \"target\": \"b\", \"files\": [{\"address\": \"x/..\"}]}]}",
  ]) func hostileIndexesAreRefused(_ text: String) {
    #expect(throws: ModelIndexError.self) { try ModelIndex(Array(text.utf8), place: "https://x.org/index.json") }
  }

  @Test(arguments: ["file:///etc/passwd", "ftp://x.org/a", "-oX", "http://x.org/a b"])
  func otherAddressesAreRefused(_ address: String) throws {
    let text = """
      {"format": "translate-models-1", "base": "\(address)", "models": [
        {"source": "en", "target": "de", "files": [{"address": "x.zip"}]}]}
      """
    let place = try Place()
    #expect(throws: ModelIndexError.self) {
      let index = try ModelIndex(Array(text.utf8), place: "https://x.org/index.json")
      return try place.library.fetch(index.best("en-de"), from: IndexSource(places: []), cache: place.cache)
    }
  }
}
