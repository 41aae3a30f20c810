import Text

/// The different words of a corpus as symbols, with the counts of all pairs of neighbours kept up to date.
///
/// For every pair there is a list of the words that may hold it, so a merge touches only those. Counts change lazily in
/// the queue: an entry with an old count is put back with the new one when it comes to the top.
struct PairCorpus {
  /// Symbols of all words, one word behind the other; a word shrinks in place. -1: a character outside the alphabet.
  private var symbols: [Int32] = []
  private var words: [Word] = []
  private let names = ByteTable(minimumCapacity: 1 << 14)

  private var pairNumbers: [UInt64: Int32] = [:]
  private var pairKeys: [UInt64] = []
  private var pairCounts: [Int] = []
  private var pairWords: [[Int32]] = []
  private var queue = BinaryHeap<Entry>(by: { $0.count > $1.count })

  /// Changes of counts that belong to the merge in progress, by pair, and the pairs that have any.
  private var changes: [Int] = []
  private var changed: [Int32] = []

  private struct Word {
    var start: Int
    var length: Int32
    var count: Int
  }

  private struct Entry {
    var count: Int
    var pair: Int32
  }

  var isEmpty: Bool { words.isEmpty }

  init(_ counter: WordCounter, alphabet: Alphabet) {
    for symbol in alphabet.symbols { _ = names.insert(symbol) }
    counter.forEachWord { word, count in
      let start = symbols.count
      alphabet.forEachSymbol(of: word) { symbols.append($0) }
      words.append(Word(start: start, length: Int32(symbols.count - start), count: count))
    }
    for word in words.indices { changePairs(of: word, in: 0..<Int(words[word].length) - 1, by: words[word].count) }
    applyChanges()
  }

  /// Merges the most frequent pair everywhere; nil where none occurs `minimum` times.
  mutating func mergeMostFrequent(minimum: Int) -> BytePairCodes.Merge? {
    guard let number = popMostFrequent(minimum: max(1, minimum)) else { return nil }
    let (left, right) = PairCorpus.pair(of: pairKeys[Int(number)])
    let merge = BytePairCodes.Merge(name(left), name(right))
    let result = Int32(names.insert(merge.left + merge.right))
    let words = pairWords[Int(number)]
    pairWords[Int(number)] = []
    for word in words { join(left, right, into: result, in: Int(word)) }
    applyChanges()
    return merge
  }

  private func name(_ symbol: Int32) -> String { String(decoding: names[Int(symbol)], as: UTF8.self) }

  private mutating func popMostFrequent(minimum: Int) -> Int32? {
    while let top = queue.top {
      removeTop()
      let count = pairCounts[Int(top.pair)]
      if count == top.count, count >= minimum { return top.pair }
      if count < top.count, count >= minimum { insert(Entry(count: count, pair: top.pair)) }
    }
    return nil
  }

  // MARK: Words

  /// Replaces the pair by its result in one word, from left to right.
  private mutating func join(_ left: Int32, _ right: Int32, into result: Int32, in word: Int) {
    let start = words[word].start
    let length = Int(words[word].length)
    func isPair(_ position: Int) -> Bool {
      symbols[start + position] == left && symbols[start + position + 1] == right
    }
    let places = 0..<max(0, length - 1)
    guard let first = places.first(where: isPair), let last = places.last(where: isPair) else { return }
    // Pairs in front of the first occurrence and behind the last stay, but for those that touch it.
    let affected = max(0, first - 1)..<min(last + 2, length - 1)
    changePairs(of: word, in: affected, by: -words[word].count)
    var kept = first
    var position = first
    while position < length {
      let joins = position + 1 < length && isPair(position)
      symbols[start + kept] = joins ? result : symbols[start + position]
      kept += 1
      position += joins ? 2 : 1
    }
    words[word].length = Int32(kept)
    let remaining = affected.upperBound - (length - kept)
    changePairs(of: word, in: affected.lowerBound..<remaining, by: words[word].count)
  }

  // MARK: Counts

  private mutating func changePairs(of word: Int, in positions: Range<Int>, by count: Int) {
    let start = words[word].start
    for position in positions {
      let left = symbols[start + position]
      let right = symbols[start + position + 1]
      guard left >= 0, right >= 0 else { continue }
      let pair = Int(number(left, right))
      if changes[pair] == 0 { changed.append(Int32(pair)) }
      changes[pair] += count
      if count > 0, pairWords[pair].last != Int32(word) { pairWords[pair].append(Int32(word)) }
    }
  }

  private mutating func number(_ left: Int32, _ right: Int32) -> Int32 {
    let key = UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    if let number = pairNumbers[key] { return number }
    let number = Int32(pairKeys.count)
    pairNumbers[key] = number
    pairKeys.append(key)
    pairCounts.append(0)
    pairWords.append([])
    changes.append(0)
    return number
  }

  private mutating func applyChanges() {
    for pair in changed where changes[Int(pair)] != 0 {
      pairCounts[Int(pair)] += changes[Int(pair)]
      if changes[Int(pair)] > 0 { insert(Entry(count: pairCounts[Int(pair)], pair: pair)) }
      changes[Int(pair)] = 0
    }
    changed.removeAll(keepingCapacity: true)
  }

  // MARK: Queue

  private mutating func insert(_ entry: Entry) {
    queue.insert(entry) { [names, pairKeys] in PairCorpus.precedes($0, $1, pairKeys, names) }
  }

  private mutating func removeTop() {
    queue.removeTop { [names, pairKeys] in PairCorpus.precedes($0, $1, pairKeys, names) }
  }

  private static func pair(of key: UInt64) -> (left: Int32, right: Int32) {
    (Int32(truncatingIfNeeded: key >> 32), Int32(truncatingIfNeeded: key))
  }

  /// The more frequent comes first; among equals the greater left symbol, then the greater right one.
  private static func precedes(_ one: Entry, _ other: Entry, _ keys: [UInt64], _ names: ByteTable) -> Bool {
    if one.count != other.count { return one.count > other.count }
    let (a, b) = (pair(of: keys[Int(one.pair)]), pair(of: keys[Int(other.pair)]))
    if a.left != b.left { return names[Int(b.left)].lexicographicallyPrecedes(names[Int(a.left)]) }
    return names[Int(b.right)].lexicographicallyPrecedes(names[Int(a.right)])
  }
}
