/// The different segments of some texts, each once.
package struct UniqueSegments: Sendable {
  package private(set) var texts: [String] = []
  /// In tokens.
  private var lengths: [Int] = []
  private var indices: [Bytes: Int] = [:]

  /// Strings are equal for Swift when they look the same; for a model they are when their bytes are.
  private struct Bytes: Hashable, Sendable {
    let string: String

    static func == (one: Bytes, other: Bytes) -> Bool {
      one.string.utf8.count == other.string.utf8.count && one.string.utf8.elementsEqual(other.string.utf8)
    }

    func hash(into hasher: inout Hasher) {
      var string = string
      string.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
  }

  package init(_ drafts: some Sequence<SegmentDraft>) {
    for draft in drafts where indices[Bytes(string: draft.text)] == nil {
      indices[Bytes(string: draft.text)] = texts.count
      texts.append(draft.text)
      lengths.append(draft.length)
    }
  }

  /// The place of a draft in ``texts``.
  package func index(of draft: SegmentDraft) -> Int? { indices[Bytes(string: draft.text)] }

  /// Groups of segments of about the same length, the longest first. A group has at most `tokens` tokens when its
  /// segments are filled up to the longest of them, and at least one segment; where there is little to do it is shared
  /// out among the threads.
  package func batches(tokens: Int, threads: Int) -> [[Int]] {
    let order = texts.indices.sorted { (lengths[$1], $0) < (lengths[$0], $1) }
    let total = lengths.reduce(0, +)
    let most = max(1, min(tokens, (total + threads - 1) / max(threads, 1)))
    var batches: [[Int]] = []
    for index in order {
      // The first of a batch is its longest.
      if let last = batches.last, (last.count + 1) * lengths[last[0]] <= most {
        batches[batches.count - 1].append(index)
      } else {
        batches.append([index])
      }
    }
    return batches
  }
}
