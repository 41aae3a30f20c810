/// The tokens of all hypotheses of one sentence as a tree: hypotheses that begin alike share their beginning.
struct History {
  /// Stands for the empty sequence.
  static let root: Int32 = -1

  private struct Node {
    var parent: Int32
    var token: Int32
    var logProbability: Float
  }

  private var nodes: [Node] = []

  /// Continues the sequence that ends at `parent` and returns the place of the new end.
  mutating func append(token: Int32, logProbability: Float, to parent: Int32) -> Int32 {
    nodes.append(Node(parent: parent, token: token, logProbability: logProbability))
    return Int32(nodes.count - 1)
  }

  /// Fills `tokens` with the sequence that ends at `end`.
  func tokens(to end: Int32, into tokens: inout [Int32]) {
    tokens.removeAll(keepingCapacity: true)
    walk(from: end) { tokens.append($0.token) }
    tokens.reverse()
  }

  func tokens(to end: Int32) -> [Int32] {
    var result: [Int32] = []
    tokens(to: end, into: &result)
    return result
  }

  func token(at end: Int32) -> Int32 { nodes[Int(end)].token }

  /// The finished hypothesis whose last token before `</s>` is at `end`.
  func hypothesis(
    endingAt end: Int32, score: Double, logProbability: Double, endScore: Float, isCut: Bool, withTokenScores: Bool
  ) -> Hypothesis {
    Hypothesis(
      tokens: tokens(to: end), score: Float(score), logProbability: Float(logProbability),
      tokenScores: withTokenScores ? tokenScores(to: end) + [endScore] : [], reachedMaximumLength: isCut)
  }

  /// The log-probability of each token of the sequence that ends at `end`.
  private func tokenScores(to end: Int32) -> [Float] {
    var result: [Float] = []
    walk(from: end) { result.append($0.logProbability) }
    return result.reversed()
  }

  private func walk(from end: Int32, _ visit: (Node) -> Void) {
    var index = end
    while index != Self.root {
      let node = nodes[Int(index)]
      visit(node)
      index = node.parent
    }
  }
}
