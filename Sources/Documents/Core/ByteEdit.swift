/// A place in a file and what shall stand there instead.
struct ByteEdit: Sendable {
  var range: Range<Int>
  var bytes: [UInt8]

  init(_ range: Range<Int>, _ bytes: some Sequence<UInt8>) {
    self.range = range
    self.bytes = Array(bytes)
  }
}

extension [UInt8] {
  /// - Parameter edits: without overlap; of those at one place the first comes first.
  func applying(_ edits: [ByteEdit]) -> [UInt8] {
    let order = edits.indices.sorted {
      (edits[$0].range.lowerBound, edits[$0].range.upperBound, $0)
        < (edits[$1].range.lowerBound, edits[$1].range.upperBound, $1)
    }
    var result: [UInt8] = []
    result.reserveCapacity(count + edits.reduce(0) { $0 + $1.bytes.count })
    var position = 0
    for edit in order.map({ edits[$0] }) {
      result += self[position..<edit.range.lowerBound]
      result += edit.bytes
      position = edit.range.upperBound
    }
    return result + self[position...]
  }
}
