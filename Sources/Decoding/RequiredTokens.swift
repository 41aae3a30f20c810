/// Tokens that a hypothesis must hold exactly once each, wherever it likes: the placeholders of spans that have to
/// survive. Opening and closing tokens come in pairs, which stay nested as they were.
///
/// A constrained beam search after Hokamp and Liu (2017), without their grid of hypotheses by number of constraints met:
/// a model that has learnt the tokens places nearly all of them unasked.
public struct RequiredTokens: Sendable, Hashable {
  /// What a token has to do with the others. Pairs are numbered as one likes.
  public enum Role: Sendable, Hashable {
    case single
    /// Stands behind all such that come before it among the items.
    case sequential
    /// Begins a pair, directly inside of the pair `parent`; nil is outside of all.
    case opening(pair: Int, parent: Int?)
    /// Ends a pair. Something stands between its tokens, unless the pair may be empty.
    case closing(pair: Int, mayBeEmpty: Bool)
  }

  public struct Item: Sendable, Hashable {
    public var token: Int32
    public var role: Role

    public init(token: Int32, role: Role = .single) {
      self.token = token
      self.role = role
    }
  }

  public var items: [Item]

  /// Pairs that are open before the first token, outermost first; they need no opening.
  public var openPairs: [Int]

  public init(_ items: [Item], openPairs: [Int] = []) {
    self.items = items
    self.openPairs = openPairs
  }

  /// Whether `tokens` hold every required token once, in an allowed order. All other tokens are of no importance.
  public func areMet(by tokens: some Sequence<Int32>) -> Bool {
    var placement = Placement(self)
    for token in tokens {
      if let item = items.firstIndex(where: { $0.token == token }), !placement.mayFollow(item) { return false }
      placement.read(token)
    }
    return placement.missing == 0
  }
}

/// How far a hypothesis has come in holding its required tokens.
struct Placement {
  private let required: RequiredTokens
  private var isPlaced: [Bool]
  private var openPairs: [Int]
  /// The pair that the last token opened: nothing stands in it yet.
  private var emptyPair: Int?
  private(set) var missing: Int

  init(_ required: RequiredTokens) {
    self.required = required
    isPlaced = required.items.map { _ in false }
    openPairs = required.openPairs
    missing = required.items.count
  }

  mutating func read(_ token: Int32) {
    emptyPair = nil
    guard let index = required.items.firstIndex(where: { $0.token == token }), !isPlaced[index] else { return }
    isPlaced[index] = true
    missing -= 1
    switch required.items[index].role {
    case .single, .sequential: break
    case .opening(let pair, _):
      openPairs.append(pair)
      emptyPair = pair
    case .closing(let pair, _):
      if openPairs.last == pair { openPairs.removeLast() }
    }
  }

  /// Whether the item may come next.
  func mayFollow(_ index: Int) -> Bool {
    guard !isPlaced[index], isNested(index) else { return false }
    if case .closing(let pair, mayBeEmpty: false) = required.items[index].role { return emptyPair != pair }
    return true
  }

  private func isNested(_ index: Int) -> Bool {
    switch required.items[index].role {
    case .single: true
    case .sequential: !required.items[..<index].indices.contains { !isPlaced[$0] && isSequential($0) }
    case .opening(_, let parent): openPairs.last == parent
    case .closing(let pair, _): openPairs.last == pair && !lacksInnerPair(pair)
    }
  }

  /// Whether a pair that belongs directly inside of `pair` has not been opened yet.
  private func lacksInnerPair(_ pair: Int) -> Bool {
    required.items.indices.contains { index in
      guard !isPlaced[index], case .opening(_, let parent) = required.items[index].role else { return false }
      return parent == pair
    }
  }

  private func isSequential(_ index: Int) -> Bool { required.items[index].role == .sequential }

  /// The items that come next where nothing else may: where nothing fits, those that fit least badly.
  var due: [Int] {
    let open = isPlaced.indices.filter { !isPlaced[$0] }
    for fits in [mayFollow, isNested] as [(Int) -> Bool] {
      let fitting = open.filter(fits)
      if !fitting.isEmpty { return fitting }
    }
    return open
  }
}
