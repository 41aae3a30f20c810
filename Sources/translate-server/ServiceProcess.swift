import ArgumentParser
import FoundationEssentials
import Glibc
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import Service
import ServiceLifecycle

/// The service as a process: builds it from the options, runs it until a signal comes.
struct ServiceProcess {
  private let options: ServerCommand
  private let logger: Logger

  /// How long requests may go on after a signal to end.
  private static let grace = Duration.seconds(20)

  init(_ options: ServerCommand, logger: Logger) {
    self.options = options
    self.logger = logger
  }

  func run() async throws {
    MemoryAllocator.shareArenas()
    raiseFileLimit()
    let stores = try Stores(directory: options.storage.state, keys: try keys())
    if try administer(stores.keys) { return }
    let scheduler = Scheduler(schedulerSettings)
    let limit = options.models.memoryLimit
    let shelf = ModelShelf(scheduler: scheduler, memoryLimit: limit > 0 ? limit << 20 : nil)
    try shelf.replace(with: try options.models.directories(), adapters: options.models.adapter)
    let api = TranslationAPI(
      settings: try settings(shelf), shelf: shelf, scheduler: scheduler, stores: stores, logger: logger)
    // The first model is loaded before the first request asks for it.
    if let offer = shelf.catalogue.offers.first { _ = try await shelf.model(for: offer.pair) }
    try api.documents.resume()
    let server = try makeServer(api)
    var configuration = ServiceGroupConfiguration(
      services: [
        .init(service: server), .init(service: Housekeeping(api, reload: reload(shelf))),
      ], gracefulShutdownSignals: [.sigterm, .sigint],
      logger: Logger(label: "lifecycle") { _ in SwiftLogNoOpLogHandler() })
    configuration.maximumGracefulShutdownDuration = Self.grace
    let group = ServiceGroup(configuration: configuration)
    try await group.run()
    scheduler.stop()
    stores.removeTemporaryFiles()
  }

  /// A connection is a file: as many as the system allows.
  private func raiseFileLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = min(limit.rlim_max, rlim_t(options.limits.connections + 256))
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  // MARK: Settings

  private var schedulerSettings: Scheduler.Settings {
    var settings = Scheduler.Settings()
    settings.queue.workers = options.models.threads
    settings.queue.batchTokens = options.models.miniBatchWords
    settings.queue.smallBatchTokens = min(150, options.models.miniBatchWords)
    settings.maximumWait = options.models.maximumWait
    settings.cacheBytes = options.models.cache << 20
    return settings
  }

  private func settings(_ shelf: ModelShelf) throws -> ServiceSettings {
    var settings = ServiceSettings()
    settings.requiresKey = options.limits.requireKey
    settings.acceptsSuggestions = options.storage.suggestions
    settings.characterLimit = options.limits.charLimit > 0 ? options.limits.charLimit : nil
    settings.requestLimit = options.limits.reqLimit > 0 ? options.limits.reqLimit : nil
    settings.bodyLimit = options.limits.maxRequest << 20
    settings.fileLimit = options.limits.maxDocument << 20
    settings.documentSpace = options.limits.documentSpace << 20
    settings.metricsToken = options.limits.metricsToken
    settings.allowedOrigin = options.address.cors == "none" ? nil : options.address.cors
    for glossary in options.storage.glossary { try add(glossary, to: &settings) }
    return settings
  }

  private func add(_ glossary: String, to settings: inout ServiceSettings) throws {
    let parts = glossary.split(separator: ":", maxSplits: 2).map(String.init)
    guard parts.count == 3 else {
      throw StartError("--glossary \(glossary): not SOURCE:TARGET:FILE, such as en:de:terms.tsv")
    }
    guard let data = FileManager.default.contents(atPath: parts[2]) else {
      throw StartError("\(parts[2]): cannot be read; name a file of terms with --glossary")
    }
    do {
      let entries = try GlossaryFormat.entries(of: String(decoding: data, as: UTF8.self), format: "tsv")
      let pair = LanguagePair(source: parts[0], target: parts[1])
      let terms = Terminology(entries.map { ($0.source, $0.target) })
      settings.glossaries[pair] = (settings.glossaries[pair] ?? Terminology()).adding(terms)
    } catch {
      throw StartError("\(parts[2]): \(error.message)")
    }
  }

  private func keys() throws -> [String] {
    guard let file = options.limits.apiKeyFile else { return options.limits.apiKey }
    guard let data = FileManager.default.contents(atPath: file) else {
      throw StartError("\(file): cannot be read; name a file with one key a line")
    }
    let lines = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).map { line in
      String(line.drop(while: \.isWhitespace).prefix { !$0.isWhitespace })
    }
    return options.limits.apiKey + lines.filter { !$0.isEmpty && !$0.hasPrefix("#") }
  }

  /// Does what was asked about keys. Returns whether that was all.
  private func administer(_ keys: KeyStore) throws -> Bool {
    if let name = options.storage.addKey {
      let storage = options.storage
      let key = APIKey(name: name, rate: storage.keyRequests, characters: storage.keyCharacters)
      print(try keys.add(key, days: storage.keyDays))
      return true
    }
    if let name = options.storage.removeKey {
      guard try keys.remove(name: name) else { throw StartError("there is no key of the name '\(name)'") }
      return true
    }
    if options.storage.listKeys {
      for key in try keys.list() { print(Self.described(key)) }
      return true
    }
    return false
  }

  private static func described(_ key: APIKey) -> String {
    let limits = [key.rate.map { "\($0) requests a minute" }, key.characters.map { "\($0) characters a text" }]
    return ([key.name] + limits.compactMap { $0 }).joined(separator: "\t")
  }

  private func reload(_ shelf: ModelShelf) -> @Sendable () -> Void {
    { [options, logger] in
      do {
        try shelf.replace(with: try options.models.directories(), adapters: options.models.adapter)
        logger.info("models read again", metadata: ["pairs": "\(shelf.catalogue.pairs.count)"])
      } catch {
        logger.error("models stay as they are: \(error)")
      }
    }
  }

  // MARK: HTTP

  /// What is asked from this machine, or comes through a proxy that is trusted, may stand for any number of clients.
  private var connectionCounts: ConnectionCounts {
    let addresses = ClientAddresses(options.address)
    return ConnectionCounts(limit: options.limits.connectionsPerAddress) { peer in
      ["local", "127.0.0.1", "::1"].contains(peer) || addresses.isTrusted(peer)
    }
  }

  private func makeServer(_ api: TranslationAPI) throws -> any ServiceLifecycle.Service {
    let handler = RequestHandler(api, options.address)
    let counts = connectionCounts
    var http = HTTP1Channel.Configuration(
      additionalChannelHandlers: [ConnectionGuard(bodyLimit: api.settings.fileLimit, counts: counts)],
      idleTimeout: .seconds(60))
    http.httpDecoder.maxHeaderFieldSize = 16 << 10
    http.httpDecoder.maxHeaderListSize = 32 << 10
    http.httpDecoder.maxHeaderFieldCount = 100
    let address: BindAddress =
      options.address.socket.map { .unixDomainSocket(path: $0) }
      ?? .hostname(options.address.host, port: options.address.port)
    let connections = options.limits.connections
    return try HTTPServerBuilder.http1(configuration: http).buildServer(
      configuration: ServerConfiguration(
        address: address, backlog: 1024, availableConnectionsDelegate: MaximumAvailableConnections(connections)),
      eventLoopGroup: MultiThreadedEventLoopGroup(numberOfThreads: 1),
      logger: Logger(label: "http") { _ in SwiftLogNoOpLogHandler() },
      responder: { try await handler.respond(to: $0, $1, on: $2) },
      onServerRunning: { [options, logger] channel in
        let port = channel.localAddress?.port ?? options.address.port
        let place = options.address.socket ?? "http://\(options.address.host):\(port)\(options.address.basePath)/"
        writeToStandardError("translate: serving at \(place)\n")
        logger.debug("ready", metadata: ["place": "\(place)"])
        SystemdNotification.ready()
      })
  }
}

/// The service cannot start.
struct StartError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
