import ArgumentParser
import Service
import Threads
import Translation

/// Where the service listens, and what it is called from outside.
struct AddressOptions: ParsableArguments {
  @Option(help: "The address to listen at; 0.0.0.0 is all.")
  var host = "127.0.0.1"

  @Option(name: .shortAndLong, help: "The port to listen at; 0 is any that is free.")
  var port = 5000

  @Option(help: ArgumentHelp("Listen at this Unix socket instead.", valueName: "path"))
  var socket: String?

  @Option(help: ArgumentHelp("The path below which a proxy shows the service, such as /translate.", valueName: "path"))
  var basePath = ""

  @Option(
    help: ArgumentHelp(
      "What links begin with, where a proxy hides it: https://example.org/translate.", valueName: "url"))
  var publicURL: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "A proxy whose X-Forwarded headers are believed: an address, or a prefix such as 10.0.0.; may be repeated.",
      valueName: "address"))
  var trustedProxy: [String] = []

  @Option(
    help: ArgumentHelp(
      "Which pages of others may ask: *, one origin, or none.", valueName: "origin"))
  var cors = "*"

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "A name under which the service may be asked, beside localhost; may be repeated. Other names are refused where "
        + "it listens at the loopback interface only.", valueName: "name"))
  var allowHost: [String] = []

  func validate() throws {
    guard (0...65535).contains(port) else { throw ValidationError("--port must be between 0 and 65535") }
    guard basePath.isEmpty || (basePath.hasPrefix("/") && !basePath.hasSuffix("/")) else {
      throw ValidationError("--base-path begins with a slash and does not end in one")
    }
  }

  var isLoopback: Bool { ["127.0.0.1", "localhost", "::1"].contains(host) || socket != nil }
}

/// What is translated with, and by how many threads.
struct ModelOptions: ParsableArguments {
  @Option(
    name: .shortAndLong, parsing: .singleValue,
    help: ArgumentHelp("Directory or name of a model; may be repeated.", valueName: "model"))
  var model: [String] = []

  @Option(help: ArgumentHelp("Directory whose subdirectories are models.", valueName: "directory"))
  var models: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Change of one of the models that 'translate adapt' has learnt; requests choose it by its file's name up to the "
        + "first dot, as \"model\". May be repeated.", valueName: "file"))
  var adapter: [String] = []

  @Option(help: "Threads that translate.")
  var threads = availableProcessors

  @Option(help: "Source tokens that are translated together.")
  var miniBatchWords = 500

  @Option(help: ArgumentHelp("A request that would wait longer is turned away at once.", valueName: "seconds"))
  var maximumWait = 15.0

  @Option(help: ArgumentHelp("Memory for the latest translations.", valueName: "megabytes"))
  var cache = 4

  @Option(
    help: ArgumentHelp(
      "Models that nobody uses are let go of while all in memory have more than that; 0: never.",
      valueName: "megabytes"))
  var memoryLimit = 0

  func validate() throws {
    guard threads >= 1, threads <= 1024 else { throw ValidationError("--threads must be between 1 and 1024") }
    guard miniBatchWords >= 1 else { throw ValidationError("--mini-batch-words must be 1 or more") }
    guard maximumWait > 0 else { throw ValidationError("--maximum-wait must be more than 0") }
    guard (0...100_000).contains(cache) else { throw ValidationError("--cache must be between 0 and 100000") }
    guard (0...1_000_000).contains(memoryLimit) else {
      throw ValidationError("--memory-limit must be between 0 and 1000000")
    }
  }

  /// The directories of all models named, or of the usual one.
  func directories() throws -> [String] {
    var found = try model.map { try ModelLocator().directory(of: $0) }
    if let models { found += try ModelShelf.directories(in: models) }
    return found.isEmpty ? [try ModelLocator().directory()] : found
  }
}

/// Who may ask, and how much.
struct LimitOptions: ParsableArguments {
  @Option(
    parsing: .singleValue, help: ArgumentHelp("An API key that is accepted; may be repeated.", valueName: "key"))
  var apiKey: [String] = []

  @Option(help: ArgumentHelp("A file with API keys, one a line.", valueName: "file"))
  var apiKeyFile: String?

  @Flag(help: "Translate only for those who have a key.")
  var requireKey = false

  @Option(help: ArgumentHelp("Characters of a text; 0: any number.", valueName: "characters"))
  var charLimit = 0

  @Option(help: ArgumentHelp("Requests a minute of a client without a key; 0: any number.", valueName: "requests"))
  var reqLimit = 0

  @Option(help: "Connections at a time.")
  var connections = 4096

  @Option(
    help: ArgumentHelp(
      "Of these, those of one address; 0: any number. This machine and trusted proxies may have all.",
      valueName: "connections"))
  var connectionsPerAddress = 256

  @Option(help: ArgumentHelp("Size of a request.", valueName: "megabytes"))
  var maxRequest = 2

  @Option(help: ArgumentHelp("Size of a document.", valueName: "megabytes"))
  var maxDocument = 20

  @Option(help: ArgumentHelp("What all documents together may take of the disk.", valueName: "megabytes"))
  var documentSpace = 2048

  @Option(help: ArgumentHelp("What /metrics asks for.", valueName: "token"))
  var metricsToken: String?

  func validate() throws {
    guard connections >= 1 else { throw ValidationError("--connections must be 1 or more") }
    guard connectionsPerAddress >= 0, charLimit >= 0, reqLimit >= 0 else {
      throw ValidationError("--connections-per-address, --char-limit and --req-limit must be 0 or more")
    }
    guard (1...1_000_000).contains(documentSpace) else {
      throw ValidationError("--document-space must be between 1 and 1000000")
    }
    guard (1...1024).contains(maxRequest), (1...1024).contains(maxDocument) else {
      throw ValidationError("--max-request and --max-document must be between 1 and 1024")
    }
  }
}

/// What outlives a request.
struct StorageOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where corrections, glossaries, keys and documents are kept. Otherwise in memory, until the service ends.",
      valueName: "directory"))
  var state: String?

  @Flag(help: "Keep corrections that people make, and use them at once.")
  var suggestions = false

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Terms for all translations: SOURCE:TARGET:FILE, as en:de:terms.tsv, a term, a tab and its translation a line; "
        + "may be repeated.", valueName: "glossary"))
  var glossary: [String] = []

  @Option(help: ArgumentHelp("Make an API key of this name, show it, and end.", valueName: "name"))
  var addKey: String?

  @Option(help: ArgumentHelp("Of the key to be made: requests a minute.", valueName: "requests"))
  var keyRequests: Int?

  @Option(help: ArgumentHelp("Of the key to be made: characters of a text.", valueName: "characters"))
  var keyCharacters: Int?

  @Option(help: ArgumentHelp("Of the key to be made: how long it is good for.", valueName: "days"))
  var keyDays: Int?

  @Option(help: ArgumentHelp("Remove the API key of this name, and end.", valueName: "name"))
  var removeKey: String?

  @Flag(help: "List the names of API keys, and end.")
  var listKeys = false

  func validate() throws {
    guard [keyRequests, keyCharacters, keyDays].allSatisfy({ $0 ?? 1 >= 1 }) else {
      throw ValidationError("--key-requests, --key-characters and --key-days must be 1 or more")
    }
    guard addKey == nil && removeKey == nil && !listKeys || state != nil else {
      throw ValidationError("keys are kept in a directory: name it with --state")
    }
  }
}
