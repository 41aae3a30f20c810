import Evaluation

/// The options of the goldens' command lines. The program's own parser is tested through the binary; this one saves
/// starting it for each of two thousand cases.
struct RequestParsing {
  private var request = ScoreRequest()
  private var smoothMethod = "exp"
  private var smoothValue: Double?
  private var rest: ArraySlice<String>

  static func request(_ arguments: [String]) throws -> ScoreRequest {
    var parsing = RequestParsing(rest: arguments[...])
    while let word = parsing.rest.popFirst() { try parsing.read(word) }
    parsing.request.bleu.smoothing =
      switch parsing.smoothMethod {
      case "none": .none
      case "floor": .floor(parsing.smoothValue ?? 0.1)
      case "add-k": .addK(parsing.smoothValue ?? 1)
      default: .exponential
      }
    return parsing.request
  }

  private init(rest: ArraySlice<String>) { self.rest = rest }

  private mutating func values() -> [String] {
    let values = Array(rest.prefix { !$0.hasPrefix("-") })
    rest = rest.dropFirst(values.count)
    return values
  }

  private mutating func integer() -> Int { rest.popFirst().flatMap(Int.init) ?? -1 }

  private mutating func read(_ word: String) throws {
    switch word {
    case "-i": request.inputs = values()
    case "-m": request.metrics = values().compactMap(ScoreRequest.MetricName.init)
    case "-nr": request.referencesPerLine = integer()
    case "-sl": request.sentenceLevel = true
    case "-tok": request.bleu.tokeniser = try Tokeniser(name: rest.popFirst() ?? "")
    case "-l":
      let target = String(rest.popFirst()?.suffix(2) ?? "")
      request.bleu.tokeniser = try Tokeniser.standard(forTargetLanguage: target)
    case "-lc": request.bleu.lowercase = true
    case "-s": smoothMethod = rest.popFirst() ?? ""
    case "-sv": smoothValue = rest.popFirst().flatMap(Double.init)
    case "--max-ngram-order": request.bleu.maximumOrder = integer()
    case "--effective-order": request.bleu.effectiveOrder = true
    default: try readOther(word)
    }
  }

  private mutating func readOther(_ word: String) throws {
    switch word {
    case "-cw": request.chrF.wordOrder = integer()
    case "-cc": request.chrF.characterOrder = integer()
    case "--chrf-beta": request.chrF.beta = integer()
    case "--chrf-whitespace": request.chrF.whitespace = true
    case "--chrf-lowercase": request.chrF.lowercase = true
    case "--chrf-eps-smoothing": request.chrF.epsilonSmoothing = true
    case "--ter-normalized": request.ter.normalised = true
    case "--ter-no-punct": request.ter.removesPunctuation = true
    case "--ter-asian-support": request.ter.asianSupport = true
    case "--ter-case-sensitive": request.ter.caseSensitive = true
    case "-w": request.style.width = integer()
    case "-b": request.style.scoreOnly = true
    case "-sh": request.style.shortSignature = true
    case "-f": request.style.format = ScoreStyle.Format(rawValue: rest.popFirst() ?? "") ?? .json
    default: try readTest(word)
    }
  }

  private mutating func readTest(_ word: String) throws {
    switch word {
    case "-ci", "--confidence": request.test = .confidence(samples: 1000)
    case "-cin": request.test = .confidence(samples: integer())
    case "--paired-bs": request.test = .paired(.bootstrap())
    case "-pbsn": request.test = .paired(.bootstrap(samples: integer()))
    case "--paired-ar", "-par": request.test = .paired(.approximateRandomisation())
    case "-parn": request.test = .paired(.approximateRandomisation(trials: integer()))
    case "-j": _ = integer()
    default:
      if word.hasPrefix("-") { throw UnknownOption(name: word) }
      request.references.append(word)
    }
  }

  struct UnknownOption: Error { let name: String }
}

extension ScoreRun {
  /// Runs a request whose files lie in `folder`, keeping their names as they were given.
  static func output(_ request: ScoreRequest, folder: String) throws -> String {
    var request = request
    let references =
      if request.referencesPerLine > 1 {
        try LineReader.references(path: "\(folder)/\(request.references[0])", count: request.referencesPerLine)
      } else {
        try request.references.map { try LineReader.segments(path: "\(folder)/\($0)") }
      }
    let systems = try (request.inputs ?? []).map { ($0, try LineReader.segments(path: "\(folder)/\($0)")) }
    if request.threads == nil { request.threads = 2 }
    return try ScoreRun(request, references: references, systems: systems).output() + "\n"
  }
}
