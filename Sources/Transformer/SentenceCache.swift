import CKernels
import Tensors

/// Keys and values of the sentences of a batch, for one layer: what the decoder attends to in every step.
struct SentenceCache {
  private var storage = FloatStorage(count: 0)
  private var offsets: [Int] = []
  private var counts: [Int] = []
  private let configuration: TransformerConfiguration
  private let element: CacheElement

  init(_ configuration: TransformerConfiguration, element: CacheElement) {
    self.configuration = configuration
    self.element = element
  }

  /// Takes the keys and values of new sentences, `[rows, 2 * dim]`, whose rows are `sentences`.
  mutating func fill(_ keyValues: Matrix, sentences: [Range<Int>]) {
    let c = configuration
    counts = sentences.map(\.count)
    offsets = [0]
    for count in counts {
      let size = element.floats(ck_packed_sentence(count, c.heads, c.headDim))
      offsets.append(offsets[offsets.count - 1] + (size + 15) & ~15)
    }
    let needed = offsets[counts.count]
    if needed > storage.count { storage = FloatStorage(count: needed) }
    for (index, range) in sentences.enumerated() {
      let keys = keyValues.row(range.lowerBound)
      ck_pack_sentence(
        keys, keys + c.dim, keyValues.stride, range.count, c.heads, c.headDim, element.isHalf,
        storage.pointer + offsets[index])
    }
  }

  /// Attention of some queries to one sentence. See `ck_attend_sentence` for what `scratch` holds afterwards.
  func attend(_ queries: Matrix, to sentence: Int, into context: Matrix, scratch: UnsafeMutablePointer<Float>) {
    let c = configuration
    ck_attend_sentence(
      queries.pointer, queries.stride, queries.rows, storage.pointer + offsets[sentence], element.isHalf,
      counts[sentence], c.heads, c.headDim, c.attentionScale, context.pointer, scratch)
  }

  /// Scratch memory for ``attend(_:to:into:scratch:)``, in floats.
  var scratchCount: Int { ck_attend_scratch(4, counts.max() ?? 0, configuration.heads) }

  /// The attention of the latest query that came alone, averaged over heads.
  func averageAttention(to sentence: Int, scratch: UnsafePointer<Float>) -> [Float] {
    let (heads, count) = (configuration.heads, counts[sentence])
    let padded = ck_attend_scratch(1, count, 1) - 1
    let factors = scratch + heads * padded
    return (0..<count).map { position in
      (0..<heads).reduce(Float(0)) { $0 + scratch[$1 * padded + position] * factors[$1] } / Float(heads)
    }
  }
}
