import CKernels
import Testing

/// The decoder's attention over its caches against plain loops in double precision.
@Suite struct KernelCacheTests {
  typealias Problem = KernelAttentionTests.Problem

  static let problems = [
    Problem(queries: 1, keys: 1, heads: 1, dim: 1), Problem(queries: 2, keys: 3, heads: 2, dim: 17),
    Problem(queries: 3, keys: 17, heads: 4, dim: 16), Problem(queries: 4, keys: 33, heads: 2, dim: 64),
    Problem(queries: 5, keys: 100, heads: 3, dim: 33), Problem(queries: 9, keys: 16, heads: 8, dim: 32),
    Problem(queries: 2, keys: 7, heads: 1, dim: 130), Problem(queries: 6, keys: 300, heads: 2, dim: 8),
  ]

  /// What is left of a number in half precision, by the kernels that have tests of their own.
  static func halved(_ x: [Float]) -> [Float] {
    var half = [UInt16](repeating: 0, count: x.count)
    var back = x
    ck_f32_to_f16(x, x.count, &half)
    ck_f16_to_f32(half, x.count, &back)
    return back
  }

  static func expected(_ q: [Float], _ k: [Float], _ v: [Float], _ p: Problem) -> KernelAttentionTests.Result {
    let ones = [Double](repeating: 1, count: p.heads * p.queries * p.keys)
    return KernelAttentionTests.attention(q.doubles, k.doubles, v.doubles, p, mask: ones)
  }

  /// - Returns: the output, and for a single query its attention.
  static func attendSentence(
    _ q: [Float], _ k: [Float], _ v: [Float], _ p: Problem, half: Int32
  ) -> (out: [Float], attention: [Float]) {
    let (keys, values) = (Guarded(k), Guarded(v))
    let elements = ck_packed_sentence(p.keys, p.heads, p.dim)
    let packed = Guarded<UInt8>(repeating: 0xEE, count: elements * (half == 1 ? 2 : 4))
    ck_pack_sentence(keys.pointer, values.pointer, p.width, p.keys, p.heads, p.dim, half, packed.pointer)
    let gap = 3
    var spread = [Float](repeating: .nan, count: p.queries * (p.width + gap) - gap)
    for at in q.indices { spread[at / p.width * (p.width + gap) + at % p.width] = q[at] }
    let query = Guarded(spread)
    let scratch = Guarded<Float>(repeating: .nan, count: ck_attend_scratch(min(p.queries, 4), p.keys, p.heads))
    let out = Guarded<Float>(repeating: .nan, count: q.count)
    ck_attend_sentence(
      query.pointer, p.width + gap, p.queries, packed.pointer, half, p.keys, p.heads, p.dim, p.scale, out.pointer,
      scratch.pointer)
    #expect(packed.isIntact && out.isIntact && scratch.isIntact)
    let padded = (p.keys + 15) / 16 * 16
    let attention =
      p.queries > 1
      ? []
      : (0..<p.heads * p.keys).map {
        scratch.elements[$0 / p.keys * padded + $0 % p.keys] * scratch.elements[p.heads * padded + $0 / p.keys]
      }
    return (out.array, attention)
  }

  @Test(arguments: problems, [Int32(0), 1]) func queriesOverOneSentence(p: Problem, half: Int32) {
    var random = SplitMix(24)
    let q = random.floats(p.queries * p.width)
    let k = random.floats(p.keys * p.width, in: -3...3)
    let v = random.floats(k.count)
    onEverySet { set in
      let expected =
        half == 1 ? Self.expected(q, Self.halved(k), Self.halved(v), p) : Self.expected(q, k, v, p)
      let found = Self.attendSentence(q, k, v, p, half: half)
      expectClose(found.out, expected.out, 5e-6, "\(set): output")
      if p.queries == 1 { expectClose(found.attention, expected.probabilities, 2e-6, "\(set): attention") }
    }
  }

  /// Queries are taken in groups, yet each yields the bits that it yields alone.
  @Test(arguments: [Int32(0), 1]) func aQueryDoesNotDependOnTheOthers(half: Int32) {
    var random = SplitMix(25)
    let p = Problem(queries: 11, keys: 37, heads: 3, dim: 20)
    let q = random.floats(p.queries * p.width)
    let k = random.floats(p.keys * p.width)
    let v = random.floats(k.count)
    onEverySet { set in
      let whole = Self.attendSentence(q, k, v, p, half: half).out
      for i in 0..<p.queries {
        let range = i * p.width..<(i + 1) * p.width
        let one = Problem(queries: 1, keys: p.keys, heads: p.heads, dim: p.dim)
        #expect(Self.attendSentence(Array(q[range]), k, v, one, half: half).out == Array(whole[range]), "\(set): \(i)")
      }
    }
  }

  @Test(arguments: problems, [Int32(0), 1]) func oneQueryOverSlots(p: Problem, half: Int32) {
    var random = SplitMix(26)
    let one = Problem(queries: 1, keys: p.keys, heads: p.heads, dim: p.dim)
    let slots = 2 * p.keys + 1
    let q = random.floats(p.width)
    let cached = random.floats(slots * 2 * p.width)
    let order = (0..<p.keys).map { Int32(($0 * 7 + 1) % slots) }
    onEverySet { set in
      let kept = half == 1 ? Self.halved(cached) : cached
      func gathered(_ offset: Int) -> [Float] {
        (0..<p.keys * p.width).map {
          kept[(2 * Int(order[$0 / p.width])) * p.width + offset + $0 % p.width]
        }
      }
      let expected = Self.expected(q, gathered(0), gathered(p.width), one)
      let query = Guarded(q)
      let floats = Guarded(cached)
      let halves = Guarded<UInt16>(repeating: 0, count: cached.count)
      ck_f32_to_f16(cached, cached.count, halves.pointer)
      let index = Guarded(order)
      let scratch = Guarded<Float>(repeating: .nan, count: ck_attend_scratch(1, p.keys, p.heads))
      let out = Guarded<Float>(repeating: .nan, count: p.width)
      let memory = half == 1 ? UnsafeRawPointer(halves.pointer) : UnsafeRawPointer(floats.pointer)
      ck_attend_slots(
        query.pointer, memory, half, index.pointer, p.keys, p.heads, p.dim, p.scale, out.pointer, scratch.pointer)
      expectClose(out.array, expected.out, 5e-6, "\(set)")
      #expect(out.isIntact && scratch.isIntact)
    }
  }
}
