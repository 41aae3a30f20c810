/// Which hypothesis word stands for each reference word, and which words of both sides an edit touches.
struct Alignment: ~Copyable {
  /// For each reference word the last hypothesis word aligned with it or before it, -1 at the start.
  private var places = Buffer<Int>()
  /// Running counts of touched words, one more than there are words.
  private var hypothesisSums = Buffer<Int>()
  private var referenceSums = Buffer<Int>()
  private var steps = Buffer<EditDistance.Step>()

  mutating func read(
    _ distances: borrowing EditDistance, words: UnsafeBufferPointer<UInt32>, referenceLength: Int
  ) {
    guard let base = words.baseAddress else { return }
    distances.traceBack(base, into: &steps)
    places.count = 0
    hypothesisSums.count = 0
    referenceSums.count = 0
    hypothesisSums.append(0)
    referenceSums.append(0)
    for index in stride(from: steps.count - 1, through: 0, by: -1) { add(steps[index]) }
  }

  private mutating func add(_ step: EditDistance.Step) {
    let error = step == .match ? 0 : 1
    if step != .addReferenceWord { hypothesisSums.append(hypothesisSums[hypothesisSums.count - 1] + error) }
    guard step != .dropHypothesisWord else { return }
    referenceSums.append(referenceSums[referenceSums.count - 1] + error)
    places.append(hypothesisSums.count - 2)
  }

  func place(of referenceWord: Int) -> Int { places[referenceWord] }

  func hypothesisErrors(_ start: Int, _ length: Int) -> Int {
    hypothesisSums[start + length] - hypothesisSums[start]
  }

  func referenceErrors(_ start: Int, _ length: Int) -> Int {
    referenceSums[start + length] - referenceSums[start]
  }
}
