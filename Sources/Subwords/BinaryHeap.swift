/// A priority queue: no element precedes the one on top.
struct BinaryHeap<Element> {
  private var elements: [Element]

  init(_ elements: [Element] = [], by precedes: (Element, Element) -> Bool) {
    self.elements = elements
    for index in stride(from: elements.count / 2 - 1, through: 0, by: -1) { siftDown(index, by: precedes) }
  }

  var top: Element? { elements.first }

  mutating func insert(_ element: Element, by precedes: (Element, Element) -> Bool) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0, precedes(elements[child], elements[(child - 1) / 2]) {
      elements.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func removeTop(by precedes: (Element, Element) -> Bool) {
    guard let last = elements.popLast(), !elements.isEmpty else { return }
    elements[0] = last
    siftDown(0, by: precedes)
  }

  private mutating func siftDown(_ index: Int, by precedes: (Element, Element) -> Bool) {
    var parent = index
    while true {
      var least = parent
      let child = 2 * parent + 1
      if child < elements.count, precedes(elements[child], elements[least]) { least = child }
      if child + 1 < elements.count, precedes(elements[child + 1], elements[least]) { least = child + 1 }
      if least == parent { return }
      elements.swapAt(parent, least)
      parent = least
    }
  }
}
