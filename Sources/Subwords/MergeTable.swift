/// Merges in numbers: symbols are interned, a pair of them finds its rank, a rank finds the symbol it makes.
///
/// A symbol is a string of characters, with `</w>` behind it where it ends a word; equal strings are one symbol, as in
/// subword-nmt.
final class MergeTable: @unchecked Sendable {
  // Unchecked, but safe: nothing is written after init.
  private let symbols: ByteTable
  private let ranks: FrozenMap
  private let results: UnsafeMutablePointer<Int32>
  private let characters: FrozenMap

  /// - Parameter symbols: may hold symbols already, which keep their numbers; belongs to the table from here on.
  init(_ codes: BytePairCodes, symbols: ByteTable? = nil) {
    let symbols = symbols ?? ByteTable(minimumCapacity: codes.count + 1024)
    results = .allocate(capacity: max(1, codes.count))
    var keys: [UInt64] = []
    keys.reserveCapacity(codes.count)
    var joined: [UInt8] = []
    for rank in 0..<codes.count {
      codes.withMerge(rank) { left, right in
        keys.append(MergeTable.key(symbols.insert(left), symbols.insert(right)))
        joined.removeAll(keepingCapacity: true)
        joined.append(contentsOf: left)
        joined.append(contentsOf: right)
      }
      results[rank] = Int32(joined.withUnsafeBufferPointer(symbols.insert))
    }
    self.symbols = symbols
    // Of merges that are there twice, the first counts.
    ranks = FrozenMap(keys: keys, values: Array(0..<Int32(keys.count)))
    characters = MergeTable.characterMap(symbols)
  }

  deinit { results.deallocate() }

  /// How many symbols there are.
  var symbolCount: Int { symbols.count }

  /// The symbol for one code point, or -1.
  @inline(__always)
  func character(_ scalar: UInt32, isFinal: Bool) -> Int32 {
    characters[UInt64(scalar) << 1 | (isFinal ? 1 : 0)]
  }

  /// The rank at which a pair of symbols merges, `noRank` where it does not.
  @inline(__always)
  func rank(_ left: Int32, _ right: Int32) -> Int32 {
    if left < 0 || right < 0 { return MergeTable.noRank }
    let rank = ranks[MergeTable.key(Int(left), Int(right))]
    return rank < 0 ? MergeTable.noRank : rank
  }

  /// The symbol that the merge of this rank makes.
  @inline(__always)
  func result(of rank: Int32) -> Int32 { results[Int(rank)] }

  static let noRank = Int32.max

  private static func key(_ left: Int, _ right: Int) -> UInt64 { UInt64(left) << 32 | UInt64(right) }

  /// Finds the symbols that are a single code point, apart from `</w>`.
  private static func characterMap(_ symbols: ByteTable) -> FrozenMap {
    let ending = BytePairCodes.endOfWord.utf8
    var keys: [UInt64] = []
    var values: [Int32] = []
    for index in 0..<symbols.count {
      var bytes = symbols[index]
      guard bytes.count <= 4 + ending.count else { continue }
      let isFinal = bytes.count > ending.count && bytes.suffix(ending.count).elementsEqual(ending)
      if isFinal { bytes = UnsafeBufferPointer(rebasing: bytes.dropLast(ending.count)) }
      guard let scalar = singleScalar(bytes) else { continue }
      keys.append(UInt64(scalar) << 1 | (isFinal ? 1 : 0))
      values.append(Int32(index))
    }
    return FrozenMap(keys: keys, values: values)
  }
}

extension ByteTable {
  /// The number of a string's UTF-8 bytes, new where there is none.
  func insert(_ string: String) -> Int {
    var string = string
    return string.withUTF8(insert)
  }
}
