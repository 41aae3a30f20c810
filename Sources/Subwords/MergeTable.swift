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

  /// - Parameter extraSymbols: symbols to number besides those of the merges.
  init(_ codes: BytePairCodes, extraSymbols: [[UInt8]] = []) {
    let symbols = ByteTable(minimumCapacity: codes.merges.count * 2 + extraSymbols.count)
    results = .allocate(capacity: max(1, codes.merges.count))
    var ranks: [UInt64: Int32] = [:]
    ranks.reserveCapacity(codes.merges.count)
    for (rank, merge) in codes.merges.enumerated() {
      let key = MergeTable.key(symbols.insert(merge.left), symbols.insert(merge.right))
      results[rank] = Int32(symbols.insert(merge.left + merge.right))
      // Of merges that are there twice, the first counts.
      if ranks[key] == nil { ranks[key] = Int32(rank) }
    }
    for symbol in extraSymbols { _ = symbol.withUnsafeBufferPointer(symbols.insert) }
    self.symbols = symbols
    self.ranks = FrozenMap(ranks)
    characters = MergeTable.characterMap(symbols)
  }

  deinit { results.deallocate() }

  /// How many symbols there are.
  var symbolCount: Int { symbols.count }

  /// The symbol with these bytes, `</w>` included.
  func symbol(_ bytes: [UInt8]) -> Int32 {
    bytes.withUnsafeBufferPointer { symbols.find($0).map(Int32.init) ?? -1 }
  }

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
    let ending = Array(BytePairCodes.endOfWord.utf8)
    var map: [UInt64: Int32] = [:]
    for index in 0..<symbols.count {
      var bytes = symbols[index]
      let isFinal = bytes.count > ending.count && bytes.suffix(ending.count).elementsEqual(ending)
      if isFinal { bytes = UnsafeBufferPointer(rebasing: bytes.dropLast(ending.count)) }
      guard let scalar = singleScalar(bytes) else { continue }
      map[UInt64(scalar) << 1 | (isFinal ? 1 : 0)] = Int32(index)
    }
    return FrozenMap(map)
  }
}

extension ByteTable {
  /// The number of a string's UTF-8 bytes, new where there is none.
  func insert(_ string: String) -> Int {
    var string = string
    return string.withUTF8(insert)
  }
}
