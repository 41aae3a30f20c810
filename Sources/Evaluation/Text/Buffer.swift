/// Growable memory of plain values that is reused from line to line.
///
/// An array held in a class pays for uniqueness and exclusivity checks on every access; the counters touch every byte
/// of a corpus several times, so their scratch space lives in these buffers, passed `inout`.
struct Buffer<Element: BitwiseCopyable>: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var capacity: Int
  var count = 0

  init(capacity: Int = 256) {
    base = .allocate(capacity: capacity)
    self.capacity = capacity
  }

  deinit { base.deallocate() }

  /// The live elements; valid until the buffer grows.
  var view: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: base, count: count) }

  subscript(index: Int) -> Element {
    get { base[index] }
    set { base[index] = newValue }
  }

  /// Makes room for `needed` elements in all, keeping the live ones.
  mutating func reserve(_ needed: Int) {
    guard needed > capacity else { return }
    let grown = UnsafeMutablePointer<Element>.allocate(capacity: max(needed, capacity * 2))
    grown.update(from: base, count: count)
    base.deallocate()
    base = grown
    capacity = max(needed, capacity * 2)
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { reserve(count + 1) }
    base[count] = element
    count += 1
  }

  mutating func append(_ elements: UnsafeBufferPointer<Element>) {
    guard let start = elements.baseAddress, !elements.isEmpty else { return }
    reserve(count + elements.count)
    (base + count).update(from: start, count: elements.count)
    count += elements.count
  }

  mutating func resize(to newCount: Int, filling element: Element) {
    reserve(newCount)
    if newCount > count { (base + count).update(repeating: element, count: newCount - count) }
    count = newCount
  }
}
