import Decoding
import Testing

/// Wraps a scorer: its rows come unnormalised, with maxima of blocks, or with the tokens of a list only.
private struct DressedScorer: NextTokenScorer {
  var plain: TableScorer
  /// Nil: all tokens.
  var list: [Int32]?
  private var storage: [UnsafeMutableBufferPointer<Float>] = []
  private var tokens: UnsafeMutableBufferPointer<Int32>

  init(_ plain: TableScorer, list: [Int32]? = nil) {
    self.plain = plain
    self.list = list
    tokens = .allocate(capacity: list?.count ?? 0)
    _ = tokens.initialize(from: list ?? [])
  }

  var vocabularySize: Int { plain.vocabularySize }

  mutating func logProbabilities(parents: [Int32], tokens: [Int32]) -> UnsafeMutableBufferPointer<Float> {
    plain.logProbabilities(parents: parents, tokens: tokens)
  }

  mutating func scores(parents: [Int32], tokens: [Int32]) -> [ScoreRow] {
    for buffer in storage { buffer.deallocate() }
    storage = []
    let all = plain.logProbabilities(parents: parents, tokens: tokens)
    return (0..<parents.count).map { row in
      let scores = Array(all[row * vocabularySize..<(row + 1) * vocabularySize])
      let normalizer = Float(row) + 3
      let values = kept((list?.map { scores[Int($0)] } ?? scores).map { $0 + normalizer })
      let maxima = stride(from: 0, to: values.count, by: ScoreRow.blockSize).map { start in
        values[start..<min(values.count, start + ScoreRow.blockSize)].max() ?? 0
      }
      return ScoreRow(
        values: UnsafeBufferPointer(values), tokens: list == nil ? nil : UnsafePointer(self.tokens.baseAddress),
        normalizer: normalizer, maxima: UnsafePointer(kept(maxima).baseAddress))
    }
  }

  private mutating func kept(_ values: [Float]) -> UnsafeMutableBufferPointer<Float> {
    let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: values.count)
    _ = buffer.initialize(from: values)
    storage.append(buffer)
    return buffer
  }
}

@Suite("Rows of scores")
struct ScoreRowTests {
  static let vocabularySize = 300
  static let sentences: [UInt64] = Array(0..<12)

  static func options(_ change: (inout SearchOptions) -> Void) -> SearchOptions {
    var options = SearchOptions()
    options.maximumLengthAllowance = 9
    options.forbiddenTokens = [5, 17, 299]
    change(&options)
    return options
  }

  static let choices = [
    options { $0.beamSize = 1 }, options { $0.nBest = 4 }, options { $0.noRepeatNgramSize = 1 },
    options { $0.sampling = SamplingOptions() },
  ]

  private func find(
    _ options: SearchOptions, list: [Int32]? = nil, dressed: Bool, prefix: [Int32] = [],
    adjust: (@Sendable ([Int32], inout [Float]) -> Void)? = nil
  ) throws -> [[[Int32]]] {
    let inputs = Self.sentences.map { SearchInput(sourceLength: 0, forcedPrefix: prefix, seed: $0) }
    var plain = TableScorer(vocabularySize: Self.vocabularySize, sentences: Self.sentences, adjust: adjust)
    var scorer = DressedScorer(plain, list: list)
    let found =
      dressed
      ? try search(inputs, scorer: &scorer, options: options) : try search(inputs, scorer: &plain, options: options)
    return found.map { $0.map(\.tokens) }
  }

  @Test("Unnormalised scores with maxima give what log-probabilities give", arguments: choices)
  func unnormalised(options: SearchOptions) throws {
    #expect(try find(options, dressed: true) == find(options, dressed: false))
    #expect(try find(options, dressed: true, prefix: [7, 8]) == find(options, dressed: false, prefix: [7, 8]))
  }

  @Test("Tokens that a list leaves out are as if impossible", arguments: choices)
  func lists(options: SearchOptions) throws {
    let list: [Int32] = [0] + stride(from: 2, to: 300, by: 3)
    let listed = try find(options, list: list, dressed: true)
    let impossible = try find(options, dressed: false) { _, scores in
      for token in scores.indices where !list.contains(Int32(token)) { scores[token] = -.infinity }
    }
    #expect(listed == impossible)
    #expect(listed.joined().allSatisfy { $0.allSatisfy(list.contains) })
  }

  @Test("A row too few is an error")
  func rowCount() {
    struct Forgetful: NextTokenScorer {
      var plain: TableScorer
      var vocabularySize: Int { plain.vocabularySize }
      mutating func logProbabilities(parents: [Int32], tokens: [Int32]) -> UnsafeMutableBufferPointer<Float> {
        let scores = plain.logProbabilities(parents: parents, tokens: tokens)
        return UnsafeMutableBufferPointer(rebasing: scores[..<(scores.count - 1)])
      }
    }
    var scorer = Forgetful(plain: TableScorer(vocabularySize: 5, sentences: [1, 2]))
    #expect(throws: SearchError.scoreCount(expected: 2, found: 1)) {
      try search([SearchInput(sourceLength: 1), SearchInput(sourceLength: 1)], scorer: &scorer, options: .init())
    }
  }
}
