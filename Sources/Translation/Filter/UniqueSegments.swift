/// The different segments of some texts, each once.
package struct UniqueSegments: Sendable {
  package private(set) var texts: [String] = []
  /// In tokens.
  private var lengths: [Int] = []
  private var indices: [ExactText: Int] = [:]

  package init(_ drafts: some Sequence<SegmentDraft>) {
    for draft in drafts where indices[ExactText(draft.text)] == nil {
      indices[ExactText(draft.text)] = texts.count
      texts.append(draft.text)
      lengths.append(draft.length)
    }
  }

  /// The place of a draft in ``texts``.
  package func index(of draft: SegmentDraft) -> Int? { indices[ExactText(draft.text)] }

  /// Groups of segments of about the same length, the longest first. A group has at most `tokens` tokens when its
  /// segments are filled up to the longest of them, and at least one segment; where there is little to do it is shared
  /// out among the threads.
  package func batches(tokens: Int, threads: Int) -> [[Int]] {
    batches(of: Array(texts.indices), tokens: tokens, threads: threads)
  }

  /// Groups of some of the segments.
  func batches(of some: [Int], tokens: Int, threads: Int) -> [[Int]] {
    let order = some.sorted { (lengths[$1], $0) < (lengths[$0], $1) }
    let total = some.reduce(0) { $0 + lengths[$1] }
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
