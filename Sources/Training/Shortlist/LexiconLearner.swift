import Corpora
import Glibc
import Subwords
import Threads
import Translation

/// Learns which target pieces translate which source pieces: IBM model 1 (Brown et al. 1993), by expectation
/// maximisation over parallel text, with an empty source piece for what comes from nowhere.
///
/// The text is read once for each pass and never held; no more than ``maximumPairs`` pairs of pieces are.
public struct LexiconLearner {
  /// Passes over the text; the first only counts which pieces come together.
  public var passes = 4
  public var threads = 1
  /// Pairs of sentences to read at most.
  public var limit = Int.max
  /// Pairs of pieces to hold at most, some 30 bytes each.
  public var maximumPairs = 12_000_000

  private let pieces: TextPieces
  private static let chunk = 8192
  /// Longer sentences say little about single pieces, and their number of pairs grows with the square.
  private static let longest = 120

  public init(_ pieces: TextPieces) { self.pieces = pieces }

  public init(_ subwords: SubwordModel) { pieces = TextPieces(subwords) }

  /// - Parameters:
  ///   - open: begins to read the text anew.
  ///   - onPass: told the number of each pass that is done, from 1, the sentences read, and their perplexity under the
  ///     probabilities of the pass before.
  /// - Throws: what reading throws.
  public func learn(
    from open: () throws -> PairStream,
    onPass: (_ pass: Int, _ sentences: Int, _ perplexity: Double) -> Void = { _, _, _ in }
  ) throws -> Lexicon {
    let count = max(1, threads)
    let workers = try (0..<count).map { _ in try Worker(pieces) }
    let pool = WorkerPool(count: count)
    let table = PairTable(sources: pieces.sources + 1, limit: maximumPairs)
    for pass in 1...max(2, passes) {
      let stream = try open()
      for worker in workers { worker.begin(pass == 1 ? nil : table, maximumPairs: maximumPairs / count) }
      var read = 0
      while read < limit, let pairs = try Self.next(stream, min(Self.chunk, limit - read)) {
        read += pairs.count
        _ = pool.map { index in
          workers[index].add(pairs[(index * pairs.count / count)..<((index + 1) * pairs.count / count)])
        }
      }
      if pass == 1 {
        for worker in workers { worker.moveCounts(to: table) }
        table.normalize()
      } else {
        table.replace { slot in workers.reduce(0) { $0 + $1.counts[slot] } }
      }
      table.filter { $0 >= 1e-5 }
      table.freeze()
      let likelihood = workers.reduce(0.0) { $0 + $1.logLikelihood }
      onPass(pass, read, exp(-likelihood / Double(max(1, workers.reduce(0) { $0 + $1.targetTokens }))))
    }
    return lexicon(table, frequencies: workers.map(\.frequencies))
  }

  private static func next(_ stream: PairStream, _ count: Int) throws -> [TextPair]? {
    var pairs: [TextPair] = []
    while pairs.count < count, let row = try stream.next() { pairs.append(row.pair) }
    return pairs.isEmpty ? nil : pairs
  }

  private func lexicon(_ table: PairTable, frequencies: [[Float]]) -> Lexicon {
    var translations = [[Lexicon.Entry]](repeating: [], count: pieces.sources)
    table.visit { source, target, value in
      guard Int(source) < translations.count else { return }
      translations[Int(source)].append(Lexicon.Entry(target: target, probability: value))
    }
    let sums = (0..<pieces.count).map { id in frequencies.reduce(Float(0)) { $0 + $1[id] } }
    return Lexicon(translations, frequencies: sums)
  }

  /// One thread's share of a pass.
  private final class Worker {
    private let coder: any SubwordCoder
    private let empty: Int32
    /// Of the first pass.
    private var pairs: PairTable?
    /// The probabilities of the pass before, shared by all.
    private var table: PairTable?
    /// For each slot of the table what this pass expects.
    private(set) var counts: [Float] = []
    private(set) var frequencies: [Float]
    private(set) var logLikelihood = 0.0
    private(set) var targetTokens = 0
    private var found: [(slot: Int, value: Float)] = []

    init(_ pieces: TextPieces) throws {
      coder = try pieces.makeCoder()
      empty = Int32(pieces.sources)
      frequencies = Array(repeating: 0, count: pieces.count)
    }

    func begin(_ table: PairTable?, maximumPairs: Int) {
      self.table = table
      pairs = table == nil ? PairTable(sources: Int(empty) + 1, limit: maximumPairs) : nil
      counts = Array(repeating: 0, count: table?.slotCount ?? 0)
      (logLikelihood, targetTokens) = (0, 0)
    }

    func moveCounts(to table: PairTable) {
      pairs?.visit { table.add($2, source: $0, target: $1) }
      pairs = nil
    }

    func add(_ texts: ArraySlice<TextPair>) {
      for text in texts {
        let (source, target) = (coder.encode([.text(text.source)]), coder.encodeTarget(text.target))
        guard !source.isEmpty, !target.isEmpty, max(source.count, target.count) <= LexiconLearner.longest else {
          continue
        }
        if let pairs { count(source + [empty], target, pairs) }
        if let table { expect(source + [empty], target, table) }
      }
    }

    /// At first every source piece is as likely as any other.
    private func count(_ source: [Int32], _ target: [Int32], _ pairs: PairTable) {
      let share = 1 / Float(source.count)
      for word in target { frequencies[Int(word)] += 1 }
      for piece in source {
        for word in target { pairs.add(share, source: piece, target: word) }
      }
    }

    private func expect(_ source: [Int32], _ target: [Int32], _ table: PairTable) {
      for word in target {
        found.removeAll(keepingCapacity: true)
        var total: Float = 0
        for piece in source {
          let pair = table.find(source: piece, target: word)
          found.append(pair)
          total += pair.value
        }
        guard total > 0 else { continue }
        logLikelihood += Double(log(total / Float(source.count)))
        targetTokens += 1
        for pair in found where pair.slot >= 0 { counts[pair.slot] += pair.value / total }
      }
    }
  }
}
