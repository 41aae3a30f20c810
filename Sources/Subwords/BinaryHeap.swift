/// A priority queue: the least element is on top.
struct BinaryHeap<Element: Comparable> {
  private var elements: [Element] = []

  init() {}

  init(_ elements: [Element]) {
    self.elements = elements
    for index in stride(from: elements.count / 2 - 1, through: 0, by: -1) { siftDown(index) }
  }

  var top: Element? { elements.first }

  mutating func insert(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0, elements[child] < elements[(child - 1) / 2] {
      elements.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func removeTop() {
    guard let last = elements.popLast(), !elements.isEmpty else { return }
    elements[0] = last
    siftDown(0)
  }

  private mutating func siftDown(_ index: Int) {
    var parent = index
    while true {
      var least = parent
      let child = 2 * parent + 1
      if child < elements.count, elements[child] < elements[least] { least = child }
      if child + 1 < elements.count, elements[child + 1] < elements[least] { least = child + 1 }
      if least == parent { return }
      elements.swapAt(parent, least)
      parent = least
    }
  }
}
