import CKernels
import Testing

/// Attention against plain loops in double precision, its gradients against finite differences of those.
@Suite struct KernelAttentionTests {
  struct Problem: CustomTestStringConvertible {
    var queries: Int, keys: Int, heads: Int, dim: Int, causal = false
    var width: Int { heads * dim }
    var scale: Float { 1 / Float(dim).squareRoot() }
    var testDescription: String { "\(queries)x\(keys), \(heads) heads of \(dim)\(causal ? ", causal" : "")" }
  }

  struct Result {
    var probabilities: [Double], out: [Double]
  }

  static let problems = [
    Problem(queries: 1, keys: 1, heads: 1, dim: 1), Problem(queries: 1, keys: 33, heads: 2, dim: 16),
    Problem(queries: 3, keys: 17, heads: 3, dim: 17), Problem(queries: 31, keys: 31, heads: 2, dim: 33, causal: true),
    Problem(queries: 5, keys: 5, heads: 4, dim: 8, causal: true), Problem(queries: 100, keys: 70, heads: 2, dim: 64),
    Problem(queries: 70, keys: 70, heads: 1, dim: 32, causal: true), Problem(queries: 17, keys: 250, heads: 1, dim: 16),
  ]

  /// `mask`, [heads, queries, keys], multiplies the probabilities: dropout.
  static func attention(_ q: [Double], _ k: [Double], _ v: [Double], _ p: Problem, mask: [Double]) -> Result {
    var result = Result(
      probabilities: [Double](repeating: 0, count: p.heads * p.queries * p.keys),
      out: [Double](repeating: 0, count: p.queries * p.width))
    for h in 0..<p.heads {
      for i in 0..<p.queries {
        let seen = p.causal ? min(i + 1, p.keys) : p.keys
        let scores = (0..<seen).map { j in
          (0..<p.dim).reduce(0) { $0 + q[i * p.width + h * p.dim + $1] * k[j * p.width + h * p.dim + $1] }
            * Double(p.scale)
        }
        for (j, share) in softmax(scores).enumerated() {
          let at = (h * p.queries + i) * p.keys + j
          result.probabilities[at] = share
          for d in 0..<p.dim {
            result.out[i * p.width + h * p.dim + d] += share * mask[at] * v[j * p.width + h * p.dim + d]
          }
        }
      }
    }
    return result
  }

  /// What the kernel multiplies probabilities by, which is documented to be the mask of ck_dropout.
  static func mask(_ p: Problem, rate: Float, key: UInt64) -> [Float] {
    var mask = [Float](repeating: 1, count: p.heads * p.queries * p.keys)
    ck_dropout(mask, mask.count, rate, key, &mask)
    return mask
  }

  struct Run {
    let probabilities: Guarded<Float>, out: Guarded<Float>
    let q: Guarded<Float>, k: Guarded<Float>, v: Guarded<Float>, scratch: Guarded<Float>

    init(_ q: [Float], _ k: [Float], _ v: [Float], _ p: Problem, rate: Float, key: UInt64) {
      (self.q, self.k, self.v) = (Guarded(q), Guarded(k), Guarded(v))
      probabilities = Guarded(repeating: .nan, count: p.heads * p.queries * p.keys)
      out = Guarded(repeating: .nan, count: p.queries * p.width)
      scratch = Guarded(repeating: .nan, count: ck_attention_scratch(p.queries, p.keys, p.dim))
      ck_attention_forward(
        self.q.pointer, p.width, self.k.pointer, p.width, self.v.pointer, p.width, p.queries, p.keys, p.heads, p.dim,
        p.causal ? 1 : 0, p.scale, rate, key, probabilities.pointer, out.pointer, p.width, scratch.pointer)
      #expect(probabilities.isIntact && out.isIntact && scratch.isIntact)
    }
  }

  @Test(arguments: problems, [Float(0), 0.3]) func forwardAgreesWithLoops(p: Problem, rate: Float) {
    var random = SplitMix(20)
    let q = random.floats(p.queries * p.width)
    let k = random.floats(p.keys * p.width)
    let v = random.floats(k.count)
    onEverySet { set in
      let expected = Self.attention(
        q.doubles, k.doubles, v.doubles, p, mask: Self.mask(p, rate: rate, key: 9).doubles)
      let run = Run(q, k, v, p, rate: rate, key: 9)
      expectClose(run.probabilities.array, expected.probabilities, 2e-6, "\(set): probabilities")
      expectClose(run.out.array, expected.out, 5e-6, "\(set): output")
      // What is masked has no share at all.
      for index in expected.probabilities.indices where expected.probabilities[index] == 0 {
        #expect(run.probabilities.elements[index] == 0)
      }
    }
  }

  @Test(
    arguments: [
      Problem(queries: 1, keys: 1, heads: 1, dim: 1), Problem(queries: 3, keys: 17, heads: 2, dim: 5),
      Problem(queries: 9, keys: 9, heads: 2, dim: 4, causal: true), Problem(queries: 5, keys: 6, heads: 1, dim: 17),
      Problem(queries: 18, keys: 18, heads: 1, dim: 3, causal: true),
    ], [Float(0), 0.3])
  func gradientsAgreeWithFiniteDifferences(p: Problem, rate: Float) {
    var random = SplitMix(21)
    let q = random.floats(p.queries * p.width)
    let k = random.floats(p.keys * p.width)
    let v = random.floats(k.count)
    let dout = random.floats(q.count)
    let mask = Self.mask(p, rate: rate, key: 10).doubles
    func loss(_ q: [Double], _ k: [Double], _ v: [Double]) -> Double {
      dot(Self.attention(q, k, v, p, mask: mask).out, dout.doubles)
    }
    let dq = numericalGradient(at: q.doubles) { loss($0, k.doubles, v.doubles) }
    let dk = numericalGradient(at: k.doubles) { loss(q.doubles, $0, v.doubles) }
    let dv = numericalGradient(at: v.doubles) { loss(q.doubles, k.doubles, $0) }
    onEverySet { set in
      let run = Run(q, k, v, p, rate: rate, key: 10)
      let gradient = Guarded(dout)
      let qGradient = Guarded<Float>(repeating: .nan, count: q.count)
      let kGradient = Guarded<Float>(repeating: .nan, count: k.count)
      let vGradient = Guarded<Float>(repeating: .nan, count: v.count)
      ck_attention_backward(
        run.q.pointer, p.width, run.k.pointer, p.width, run.v.pointer, p.width, run.probabilities.pointer,
        gradient.pointer, p.width, p.queries, p.keys, p.heads, p.dim, p.causal ? 1 : 0, p.scale, rate, 10,
        qGradient.pointer, kGradient.pointer, vGradient.pointer, run.scratch.pointer)
      expectClose(qGradient.array, dq, 2e-5, "\(set): dq")
      expectClose(kGradient.array, dk, 2e-5, "\(set): dk")
      expectClose(vGradient.array, dv, 2e-5, "\(set): dv")
      expectIntact([qGradient, kGradient, vGradient, run.scratch])
    }
  }

  /// q, k and v side by side in one matrix, as one product yields them.
  @Test func rowsMayBeFarApart() {
    var random = SplitMix(22)
    let p = Problem(queries: 7, keys: 7, heads: 2, dim: 9)
    let ld = 3 * p.width
    let together = random.floats(p.queries * ld)
    func column(_ first: Int) -> [Float] {
      (0..<p.queries * p.width).map { together[$0 / p.width * ld + first + $0 % p.width] }
    }
    onEverySet { set in
      let apart = Run(column(0), column(p.width), column(2 * p.width), p, rate: 0, key: 0)
      var probabilities = apart.probabilities.array
      var out = [Float](repeating: 5, count: p.queries * ld)
      var scratch = apart.scratch.array
      together.withUnsafeBufferPointer { x in
        guard let q = x.baseAddress else { return }
        ck_attention_forward(
          q, ld, q + p.width, ld, q + 2 * p.width, ld, p.queries, p.keys, p.heads, p.dim, 0, p.scale, 0, 0,
          &probabilities, &out, ld, &scratch)
      }
      #expect(probabilities == apart.probabilities.array, "\(set)")
      for (index, value) in out.enumerated() {
        let column = index % ld
        #expect(value == (column < p.width ? apart.out.elements[index / ld * p.width + column] : 5), "\(set)")
      }
    }
  }

  /// A query yields the same bits whichever queries stand beside it.
  @Test func aQueryDoesNotDependOnTheOthers() {
    var random = SplitMix(23)
    let p = Problem(queries: 11, keys: 37, heads: 2, dim: 20)
    let q = random.floats(p.queries * p.width)
    let k = random.floats(p.keys * p.width)
    let v = random.floats(k.count)
    onEverySet { set in
      let whole = Run(q, k, v, p, rate: 0, key: 0).out.array
      for i in 0..<p.queries {
        let range = i * p.width..<(i + 1) * p.width
        let alone = Run(Array(q[range]), k, v, Problem(queries: 1, keys: p.keys, heads: 2, dim: 20), rate: 0, key: 0)
        #expect(alone.out.array == Array(whole[range]), "\(set): query \(i)")
      }
    }
  }
}
