import Decoding
import Glibc
import Testing

@Suite("Sampling")
struct SamplingTests {
  /// Draws one token for each of `count` seeds from `probabilities`, and counts.
  private func frequencies(
    of probabilities: [Float], count: Int = 20_000, _ change: (inout SamplingOptions) -> Void = { _ in }
  ) throws -> [Double] {
    var options = SearchOptions()
    var sampling = SamplingOptions()
    change(&sampling)
    options.sampling = sampling
    let sentences = (0..<count).map { UInt64($0) }
    let size = probabilities.count + 1
    // Token 0 ends the hypothesis after one token.
    let results = try decode(sentences, vocabularySize: size, options: options) { history, scores in
      for index in scores.indices { scores[index] = -.infinity }
      if history.isEmpty {
        for (index, probability) in probabilities.enumerated() { scores[index + 1] = log(probability) }
      } else {
        scores[0] = 0
      }
    }
    var counts = [Double](repeating: 0, count: probabilities.count)
    for hypotheses in results { counts[Int(hypotheses[0].tokens[0]) - 1] += 1 }
    return counts.map { $0 / Double(count) }
  }

  /// 20,000 draws of a probability of a half have a standard deviation of 0.0035.
  private func expectClose(_ found: [Double], _ expected: [Double]) {
    for (one, other) in zip(found, expected) {
      #expect(abs(one - other) < 0.018, "\(found) against \(expected)")
      if other == 0 { #expect(one == 0) }
    }
  }

  @Test("Draws follow the distribution")
  func distribution() throws {
    expectClose(try frequencies(of: [0.5, 0.25, 0.2, 0.05]), [0.5, 0.25, 0.2, 0.05])
  }

  @Test("Temperature, top-k and top-p shape it as their definitions say")
  func shaping() throws {
    let probabilities: [Float] = [0.1, 0.4, 0.2, 0.3]
    // p^2 over its sum.
    expectClose(
      try frequencies(of: probabilities) { $0.temperature = 0.5 }, [1 / 30.0, 16 / 30.0, 4 / 30.0, 9 / 30.0])
    expectClose(try frequencies(of: probabilities) { $0.topK = 2 }, [0, 4 / 7.0, 0, 3 / 7.0])
    expectClose(try frequencies(of: probabilities) { $0.topK = 100 }, [0.1, 0.4, 0.2, 0.3])
    expectClose(try frequencies(of: probabilities) { $0.topP = 0.65 }, [0, 4 / 7.0, 0, 3 / 7.0])
    expectClose(try frequencies(of: probabilities) { $0.topP = 0.75 }, [0, 4 / 9.0, 2 / 9.0, 3 / 9.0])
    expectClose(try frequencies(of: probabilities) { $0.topP = 0.01 }, [0, 1, 0, 0])
    expectClose(
      try frequencies(of: probabilities) {
        $0.topK = 3
        $0.topP = 0.5
      }, [0, 4 / 7.0, 0, 3 / 7.0])
    expectClose(try frequencies(of: probabilities) { $0.temperature = 0 }, [0, 1, 0, 0])
  }

  @Test("A seed decides; several draws differ; the log-probability is the model's own")
  func seeds() throws {
    var options = SearchOptions()
    options.sampling = SamplingOptions()
    options.sampling?.temperature = 0.7
    options.nBest = 6
    options.lengthNormalization = 0
    func draw(_ seed: UInt64) throws -> [Hypothesis] {
      try decode([5], vocabularySize: 40, inputs: [SearchInput(sourceLength: 0, seed: seed)], options: options)[0]
    }
    #expect(try draw(1) == draw(1))
    #expect(try draw(1) != draw(2))
    let drawn = try draw(1)
    #expect(drawn.count == 6)
    #expect(Set(drawn.map(\.tokens)).count > 1)
    let scorer = TableScorer(vocabularySize: 40, sentences: [5])
    for hypothesis in drawn {
      var sum: Float = 0
      for (count, token) in (hypothesis.tokens + [0]).enumerated() {
        sum += scorer.distribution(sentence: 5, after: Array(hypothesis.tokens.prefix(count)))[Int(token)]
      }
      #expect(abs(sum - hypothesis.logProbability) < 1e-3)
    }
  }
}
