import Decoding
import Testing

/// A search over tokens 0 (the end) to 9, of which the required ones must all come out.
@Suite("Required tokens")
struct RequiredTokensTests {
  private static let single = RequiredTokens([1, 2, 3].map { RequiredTokens.Item(token: $0) })

  /// `<1 <2 >3 >4 5`: 1 and 4 enclose 2 and 3.
  private static let nested = RequiredTokens([
    .init(token: 1, role: .opening(pair: 0, parent: nil)), .init(token: 2, role: .opening(pair: 1, parent: 0)),
    .init(token: 3, role: .closing(pair: 1, mayBeEmpty: false)),
    .init(token: 4, role: .closing(pair: 0, mayBeEmpty: false)), .init(token: 5),
  ])

  private func options(_ change: (inout SearchOptions) -> Void) -> SearchOptions {
    var options = SearchOptions()
    options.maximumLengthAllowance = 6
    change(&options)
    return options
  }

  private func outputs(_ required: RequiredTokens, _ options: SearchOptions, sentences: Int = 60) throws -> [[Int32]] {
    let seeds = (0..<sentences).map { UInt64($0) }
    let inputs = seeds.map { SearchInput(sourceLength: 0, required: required, seed: $0) }
    return try decode(seeds, vocabularySize: 10, inputs: inputs, options: options).flatMap { $0 }.map(\.tokens)
  }

  private static let searches: [@Sendable (inout SearchOptions) -> Void] = [
    { $0.beamSize = 1 }, { $0.beamSize = 4 },
    {
      $0.beamSize = 3
      $0.nBest = 3
    },
    {
      $0.beamSize = 4
      $0.noRepeatNgramSize = 2
    },
    { $0.maximumLengthAllowance = 0 },
    { $0.sampling = SamplingOptions() },
  ]

  @Test("Every hypothesis holds each of them once, whatever the search", arguments: searches.indices)
  func once(search: Int) throws {
    for tokens in try outputs(Self.single, options(Self.searches[search])) {
      for token: Int32 in [1, 2, 3] { #expect(tokens.count { $0 == token } == 1, "\(tokens)") }
    }
  }

  @Test("Pairs stay nested as they were", arguments: searches.indices)
  func nesting(search: Int) throws {
    for tokens in try outputs(Self.nested, options(Self.searches[search])) {
      #expect(tokens.filter { (1...4).contains($0) } == [1, 2, 3, 4], "\(tokens)")
      #expect(tokens.count { $0 == 5 } == 1)
    }
  }

  @Test("Sequential ones keep their order, others go where they like", arguments: searches.indices)
  func sequence(search: Int) throws {
    let required = RequiredTokens([
      .init(token: 3, role: .sequential), .init(token: 1), .init(token: 2, role: .sequential),
    ])
    let found = try outputs(required, options(Self.searches[search]))
    for tokens in found {
      #expect(tokens.filter { [2, 3].contains($0) } == [3, 2] && tokens.contains(1), "\(tokens)")
    }
    #expect(!required.areMet(by: [2, 3, 1]) && required.areMet(by: [1, 3, 2]))
  }

  @Test("With room enough no pair is empty")
  func empty() throws {
    for tokens in try outputs(Self.nested, options { $0.maximumLengthAllowance = 60 }) where tokens.count < 40 {
      #expect(!zip(tokens, tokens.dropFirst()).contains { $0 == 2 && $1 == 3 }, "\(tokens)")
    }
  }

  @Test("Tokens forbidden for one sentence come out of the others only")
  func forbidden() throws {
    let seeds = (0..<40).map { UInt64($0) }
    let inputs = seeds.map {
      SearchInput(sourceLength: 2, forbiddenTokens: $0 % 2 == 0 ? [4, 5, 6, 7, 8, 9] : [], seed: $0)
    }
    let results = try decode(seeds, vocabularySize: 10, inputs: inputs, options: options { _ in })
    for index in results.indices where index % 2 == 0 { #expect(results[index][0].tokens.allSatisfy { $0 < 4 }) }
    #expect(results.indices.contains { $0 % 2 == 1 && results[$0][0].tokens.contains { $0 >= 4 } })
  }

  @Test(
    "What is met and what is not",
    arguments: [
      ([1, 2, 9, 3, 4, 5], true), ([5, 1, 9, 2, 9, 3, 4], true), ([1, 2, 5, 3, 4], true),
      ([1, 2, 3, 4, 5], false), ([2, 1, 9, 3, 4, 5], false), ([1, 4, 2, 9, 3, 5], false), ([1, 2, 9, 4, 3, 5], false),
      ([1, 2, 9, 3, 4], false), ([1, 2, 9, 3, 4, 5, 5], false), ([4, 1, 2, 9, 3, 5], false), ([], false),
    ] as [([Int32], Bool)])
  func met(tokens: [Int32], isMet: Bool) {
    #expect(Self.nested.areMet(by: tokens) == isMet)
  }

  @Test("A token outside of the vocabulary is refused")
  func outside() {
    let input = SearchInput(sourceLength: 0, required: RequiredTokens([.init(token: 10)]))
    #expect(throws: SearchError.constrainedToken(token: 10, sentence: 0, vocabularySize: 10)) {
      try decode([1], vocabularySize: 10, inputs: [input], options: SearchOptions())
    }
  }
}
