/// Byte strings with a number each, found by following one byte after the other.
///
/// Edges stand in one open-addressing table: a word each, of node (28 bits), byte (8) and the node it leads to (28). The
/// root is 0, to which no edge leads, so that a word of 0 is a free place.
package struct PieceTrie: Sendable {
  private var edges: [UInt64]
  private var shift: UInt64
  private var edgeCount = 0
  /// By node: the number of the string that ends there, or -1.
  private var values: [Int32] = [-1]

  static let root = 0
  private static let nodeBits: UInt64 = 28

  package init() {
    edges = [UInt64](repeating: 0, count: 1 << 12)
    shift = 64 - 12
  }

  /// Gives `key` the number `value`, unless it has one.
  ///
  /// - Returns: whether it had none.
  package mutating func insert(_ key: UnsafeBufferPointer<UInt8>, value: Int32) -> Bool {
    var node = Self.root
    for byte in key {
      let next = child(of: node, byte)
      node = next > 0 ? next : addChild(of: node, byte)
    }
    guard values[node] < 0 else { return false }
    values[node] = value
    return true
  }

  /// Where `byte` leads from `node`; 0: nowhere.
  @inline(__always)
  func child(of node: Int, _ byte: UInt8) -> Int {
    let key = UInt64(truncatingIfNeeded: node) << 8 | UInt64(byte)
    return edges.withUnsafeBufferPointer { edges in
      var slot = Self.hash(key, shift)
      while true {
        let edge = edges[slot]
        if edge >> Self.nodeBits == key, edge != 0 { return Int(edge & (1 << Self.nodeBits - 1)) }
        if edge == 0 { return 0 }
        slot = (slot + 1) & (edges.count - 1)
      }
    }
  }

  @inline(__always)
  func value(at node: Int) -> Int32 { values[node] }

  /// The number of a whole string, or -1.
  package func find(_ key: UnsafeBufferPointer<UInt8>) -> Int32 {
    var node = Self.root
    for byte in key {
      node = child(of: node, byte)
      if node == 0 { return -1 }
    }
    return values[node]
  }

  private mutating func addChild(of node: Int, _ byte: UInt8) -> Int {
    let new = values.count
    precondition(new < 1 << Int(Self.nodeBits), "the strings' lengths are limited where they are read")
    values.append(-1)
    edgeCount += 1
    if edgeCount * 2 > edges.count { grow() }
    place(UInt64(node) << 8 | UInt64(byte), new)
    return new
  }

  private mutating func place(_ key: UInt64, _ node: Int) {
    var slot = Self.hash(key, shift)
    while edges[slot] != 0 { slot = (slot + 1) & (edges.count - 1) }
    edges[slot] = key << Self.nodeBits | UInt64(node)
  }

  private mutating func grow() {
    let old = edges
    edges = [UInt64](repeating: 0, count: old.count * 2)
    shift -= 1
    for edge in old where edge != 0 {
      place(edge >> Self.nodeBits, Int(edge & (1 << Self.nodeBits - 1)))
    }
  }

  @inline(__always)
  private static func hash(_ key: UInt64, _ shift: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> shift)
  }
}
