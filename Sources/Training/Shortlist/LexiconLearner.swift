import Corpora
import Glibc
import Subwords

/// Learns which target pieces translate which source pieces: IBM model 1 (Brown et al. 1993), by expectation
/// maximisation over parallel text, with an empty source piece for what comes from nowhere.
///
/// The text is read once for each pass and never held; the pairs of pieces fill at most ``maximumSlots`` slots.
public struct LexiconLearner {
  /// Passes over the text; the first only counts which pieces come together.
  public var passes = 4
  public var threads = 1
  /// Pairs of sentences to read at most.
  public var limit = Int.max
  /// A power of two. A slot takes 12 bytes, and 4 more for each thread.
  public var maximumSlots = 1 << 24

  private let subwords: SubwordModel
  private static let chunk = 8192
  /// Longer sentences say little about single pieces, and their number of pairs grows with the square.
  private static let longest = 120

  public init(_ subwords: SubwordModel) { self.subwords = subwords }

  /// - Parameters:
  ///   - open: begins to read the text anew.
  ///   - onPass: told the number of each pass that is done, from 1, the sentences read, and their perplexity under the
  ///     probabilities of the pass before.
  /// - Throws: what reading throws.
  public func learn(
    from open: () throws -> PairStream, onPass: (_ pass: Int, _ sentences: Int, _ perplexity: Double) -> Void = { _, _, _ in }
  ) throws -> Lexicon {
    let workers = try (0..<max(1, threads)).map { _ in try Worker(subwords, maximumSlots: maximumSlots / max(1, threads)) }
    let pool = WorkerPool(count: workers.count)
    var table = PairTable(maximumSlots: maximumSlots)
    for pass in 1...max(2, passes) {
      let stream = try open()
      for worker in workers { worker.begin(table, isFirst: pass == 1) }
      var read = 0
      while read < limit, let pairs = try Self.next(stream, min(Self.chunk, limit - read)) {
        read += pairs.count
        _ = pool.map { index in
          workers[index].add(pairs[(index * pairs.count / workers.count)..<((index + 1) * pairs.count / workers.count)])
        }
      }
      // Only now is the table ours alone again.
      for worker in workers { worker.end() }
      if pass == 1 { for worker in workers { worker.moveCounts(to: &table) } } else { replace(&table, by: workers) }
      Self.normalize(&table, vocabularySize: subwords.vocabulary.count)
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

  private func replace(_ table: inout PairTable, by workers: [Worker]) {
    for slot in table.values.indices { table.values[slot] = workers.reduce(0) { $0 + $1.counts[slot] } }
  }

  /// Makes counts probabilities of targets given the source, and drops the least.
  private static func normalize(_ table: inout PairTable, vocabularySize: Int) {
    var totals = [Double](repeating: 0, count: vocabularySize + 1)
    table.forEach { source, _, value in totals[Int(source)] += Double(value) }
    for (slot, key) in table.keys.enumerated() where table.values[slot] > 0 {
      table.values[slot] = Float(Double(table.values[slot]) / totals[Int(key >> 32)])
    }
    table.filter { _, _, value in value >= 1e-5 }
  }

  private func lexicon(_ table: PairTable, frequencies: [[Float]]) -> Lexicon {
    var translations = [[Lexicon.Entry]](repeating: [], count: subwords.vocabulary.count)
    table.forEach { source, target, value in
      guard Int(source) < translations.count else { return }
      translations[Int(source)].append(Lexicon.Entry(target: target, probability: value))
    }
    let sums = translations.indices.map { id in frequencies.reduce(Float(0)) { $0 + $1[id] } }
    return Lexicon(translations, frequencies: sums)
  }

  /// One thread's share of a pass.
  private final class Worker {
    private let encoder: SubwordEncoder
    private let maximumSlots: Int
    private let empty: Int32
    /// The probabilities of the pass before.
    private var table = PairTable(maximumSlots: 1)
    /// Of the first pass.
    private var pairs = PairTable(maximumSlots: 1)
    private var isFirst = true
    /// For each slot of the table what this pass expects.
    private(set) var counts: [Float] = []
    private(set) var frequencies: [Float]
    private(set) var logLikelihood = 0.0
    private(set) var targetTokens = 0
    private var slots: [Int] = []

    init(_ subwords: SubwordModel, maximumSlots: Int) throws {
      encoder = try SubwordEncoder(model: subwords)
      self.maximumSlots = maximumSlots
      empty = Int32(subwords.vocabulary.count)
      frequencies = Array(repeating: 0, count: subwords.vocabulary.count)
    }

    func begin(_ table: PairTable, isFirst: Bool) {
      self.isFirst = isFirst
      (logLikelihood, targetTokens) = (0, 0)
      if isFirst {
        pairs = PairTable(maximumSlots: maximumSlots)
      } else {
        self.table = table
        counts = Array(repeating: 0, count: table.values.count)
      }
    }

    func end() { table = PairTable(maximumSlots: 1) }

    func moveCounts(to table: inout PairTable) {
      pairs.forEach { table.add($2, to: PairTable.key(source: $0, target: $1)) }
      pairs = PairTable(maximumSlots: 1)
    }

    func add(_ texts: ArraySlice<TextPair>) {
      for text in texts {
        let (source, target) = (encoder.encode(text.source), encoder.encode(text.target))
        guard !source.isEmpty, !target.isEmpty, max(source.count, target.count) <= LexiconLearner.longest else {
          continue
        }
        if isFirst { count(source + [empty], target) } else { expect(source + [empty], target) }
      }
    }

    /// At first every source piece is as likely as any other.
    private func count(_ source: [Int32], _ target: [Int32]) {
      let share = 1 / Float(source.count)
      for word in target {
        frequencies[Int(word)] += 1
        for piece in source { pairs.add(share, to: PairTable.key(source: piece, target: word)) }
      }
    }

    private func expect(_ source: [Int32], _ target: [Int32]) {
      for word in target {
        slots.removeAll(keepingCapacity: true)
        var total: Float = 0
        for piece in source {
          let slot = table.find(PairTable.key(source: piece, target: word))
          slots.append(slot)
          if slot >= 0 { total += table.values[slot] }
        }
        guard total > 0 else { continue }
        logLikelihood += Double(log(total / Float(source.count)))
        targetTokens += 1
        for slot in slots where slot >= 0 { counts[slot] += table.values[slot] / total }
      }
    }
  }
}
