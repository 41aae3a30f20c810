/// Numbers for pairs of a source and a target piece: for each source piece a hash table with open addressing, so that
/// what belongs to one sentence stands close together. When more than a limit of pairs are held, the smallest go (lossy
/// counting, Manku and Motwani 2002).
final class PairTable {
  /// The targets of one source piece.
  private struct Row {
    var targets: UnsafeMutablePointer<Int32>
    var values: UnsafeMutablePointer<Float>
    var slots: Int
    var count = 0
    /// Slots of all rows before, once the table is ``freeze()``d.
    var base = 0

    /// - Parameter slots: a power of two.
    init(slots: Int) {
      self.slots = slots
      targets = .allocate(capacity: slots)
      targets.initialize(repeating: -1, count: slots)
      values = .allocate(capacity: slots)
      values.initialize(repeating: 0, count: slots)
    }

    func free() {
      targets.deallocate()
      values.deallocate()
    }

    /// The slot where `target` is or would be. Fibonacci hashing.
    @inline(__always)
    func slot(of target: Int32) -> Int {
      var slot = Int(UInt32(bitPattern: target) &* 0x9E37_79B9 >> 8) & (slots - 1)
      while targets[slot] != target && targets[slot] >= 0 { slot = (slot + 1) & (slots - 1) }
      return slot
    }

    /// The same pairs, those that `isWanted`, in another number of slots.
    func rebuilt(slots: Int, _ isWanted: (Float) -> Bool) -> Row {
      var result = Row(slots: slots)
      for slot in 0..<self.slots where targets[slot] >= 0 && isWanted(values[slot]) {
        let place = result.slot(of: targets[slot])
        result.targets[place] = targets[slot]
        result.values[place] = values[slot]
        result.count += 1
      }
      free()
      return result
    }
  }

  private let rows: UnsafeMutableBufferPointer<Row>
  private let limit: Int
  private var count = 0
  private(set) var slotCount = 0

  /// - Parameter limit: pairs to hold at most.
  init(sources: Int, limit: Int) {
    rows = .allocate(capacity: sources)
    for source in 0..<sources { rows.initializeElement(at: source, to: Row(slots: 8)) }
    self.limit = max(limit, 2 * sources)
  }

  deinit {
    for row in rows { row.free() }
    rows.deallocate()
  }

  /// Adds to a pair's number.
  func add(_ value: Float, source: Int32, target: Int32) {
    let row = rows.baseAddress! + Int(source)
    var slot = row.pointee.slot(of: target)
    if row.pointee.targets[slot] < 0 {
      if row.pointee.count * 2 >= row.pointee.slots {
        row.pointee = row.pointee.rebuilt(slots: 2 * row.pointee.slots) { _ in true }
        slot = row.pointee.slot(of: target)
      }
      row.pointee.targets[slot] = target
      row.pointee.count += 1
      count += 1
    }
    row.pointee.values[slot] += value
    if count > limit { prune() }
  }

  private func prune() {
    var least: Float = 0.02
    while count > limit / 2 {
      filter { $0 >= least }
      least *= 2
    }
  }

  /// Keeps the pairs whose number `isWanted`.
  func filter(_ isWanted: (Float) -> Bool) {
    count = 0
    for source in rows.indices {
      rows[source] = rows[source].rebuilt(slots: rows[source].slots, isWanted)
      count += rows[source].count
    }
  }

  /// Gives every slot a number, from 0 to ``slotCount``; no pairs may be added afterwards.
  func freeze() {
    slotCount = 0
    for source in rows.indices {
      rows[source].base = slotCount
      slotCount += rows[source].slots
    }
  }

  /// The number of a pair's slot and the pair's own; -1 and 0 where there is none.
  @inline(__always)
  func find(source: Int32, target: Int32) -> (slot: Int, value: Float) {
    let row = rows.baseAddress! + Int(source)
    let slot = row.pointee.slot(of: target)
    return row.pointee.targets[slot] < 0 ? (-1, 0) : (row.pointee.base + slot, row.pointee.values[slot])
  }

  func visit(_ body: (_ source: Int32, _ target: Int32, _ value: Float) -> Void) {
    for (source, row) in rows.enumerated() {
      for slot in 0..<row.slots where row.targets[slot] >= 0 {
        body(Int32(source), row.targets[slot], row.values[slot])
      }
    }
  }

  /// Replaces all numbers, given by slot, and makes those of each source piece add up to 1.
  func replace(by value: (_ slot: Int) -> Float) {
    for row in rows { for slot in 0..<row.slots { row.values[slot] = value(row.base + slot) } }
    normalize()
  }

  func normalize() {
    for row in rows {
      var total = 0.0
      for slot in 0..<row.slots { total += Double(row.values[slot]) }
      guard total > 0 else { continue }
      for slot in 0..<row.slots { row.values[slot] = Float(Double(row.values[slot]) / total) }
    }
  }
}
