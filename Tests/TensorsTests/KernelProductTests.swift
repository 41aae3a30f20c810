import CKernels
import Testing

/// ck_gemm_f32 and ck_gemm_bf16 against triple loops in double precision.
@Suite struct KernelProductTests {
  struct Shape: CustomTestStringConvertible {
    var m: Int, n: Int, k: Int
    var testDescription: String { "\(m)x\(n)x\(k)" }
  }

  static let shapes = [
    Shape(m: 1, n: 1, k: 1), Shape(m: 1, n: 17, k: 3), Shape(m: 2, n: 100, k: 31), Shape(m: 3, n: 33, k: 17),
    Shape(m: 4, n: 64, k: 100), Shape(m: 5, n: 130, k: 33), Shape(m: 6, n: 31, k: 2), Shape(m: 7, n: 47, k: 8),
    Shape(m: 8, n: 16, k: 16), Shape(m: 9, n: 15, k: 65), Shape(m: 10, n: 48, k: 7), Shape(m: 11, n: 49, k: 5),
    Shape(m: 12, n: 300, k: 40), Shape(m: 13, n: 31, k: 300), Shape(m: 31, n: 17, k: 33), Shape(m: 100, n: 65, k: 600),
    Shape(m: 33, n: 530, k: 9), Shape(m: 205, n: 3, k: 530), Shape(m: 3, n: 600, k: 513),
  ]

  /// A product, and for each element the sum of the magnitudes of its terms, which bounds the rounding error.
  static func product(_ a: [Float], _ b: [Float], _ s: Shape) -> (values: [Double], magnitudes: [Double]) {
    var values = [Double](repeating: 0, count: s.m * s.n)
    var magnitudes = values
    for i in 0..<s.m {
      for l in 0..<s.k {
        for j in 0..<s.n {
          let term = Double(a[i * s.k + l]) * Double(b[l * s.n + j])
          values[i * s.n + j] += term
          magnitudes[i * s.n + j] += term.magnitude
        }
      }
    }
    return (values, magnitudes)
  }

  static func transposed(_ x: [Float], rows: Int, columns: Int) -> [Float] {
    (0..<rows * columns).map { x[$0 % rows * columns + $0 / rows] }
  }

  static func packed(_ b: [Float], _ s: Shape, transposed: Bool) -> Guarded<Float> {
    let stored = Guarded(transposed ? Self.transposed(b, rows: s.k, columns: s.n) : b)
    let packed = Guarded<Float>(repeating: .nan, count: ck_packed_floats(s.k, s.n))
    ck_pack_f32(stored.pointer, transposed ? s.k : s.n, s.k, s.n, transposed ? 1 : 0, packed.pointer)
    return packed
  }

  static func gemm(
    _ a: [Float], _ packed: Guarded<Float>, bias: [Float]?, activation: Int32, _ s: Shape, gap: Int = 0
  ) -> [Float] {
    let left = Guarded(a)
    let bias = bias.map { Guarded($0) }
    let c = Guarded<Float>(repeating: 77, count: s.m * (s.n + gap) - gap)
    ck_gemm_f32(s.m, s.n, s.k, left.pointer, s.k, packed.pointer, bias?.pointer, activation, c.pointer, s.n + gap)
    #expect(c.isIntact)
    for i in c.elements.indices where i % (s.n + gap) >= s.n { #expect(c.elements[i] == 77) }
    return c.elements.indices.filter { $0 % (s.n + gap) < s.n }.map { c.elements[$0] }
  }

  @Test(arguments: shapes) func float32AgreesWithTripleLoop(s: Shape) {
    var random = SplitMix(1)
    let a = random.floats(s.m * s.k)
    let b = random.floats(s.k * s.n)
    let bias = random.floats(s.n)
    let (values, magnitudes) = Self.product(a, b, s)
    onEverySet { set in
      for transposed in [false, true] {
        let packed = Self.packed(b, s, transposed: transposed)
        for activation in [CK_IDENTITY, CK_RELU, CK_SWISH] {
          for withBias in [false, true] {
            let c = Self.gemm(a, packed, bias: withBias ? bias : nil, activation: Int32(activation.rawValue), s, gap: 3)
            for index in c.indices {
              let shift = withBias ? Double(bias[index % s.n]) : 0
              let x = values[index] + shift
              let expected = activation == CK_IDENTITY ? x : activation == CK_RELU ? max(x, 0) : x * sigmoid(x)
              // k roundings of the sum, one of the bias, some of Swish, whose slope is below 1.1.
              let bound = 1.1 * Double(s.k + 10) * 0x1p-24 * (magnitudes[index] + shift.magnitude)
              guard (Double(c[index]) - expected).magnitude <= bound else {
                Issue.record("\(set): element \(index) is \(c[index]), not \(expected)")
                return
              }
            }
          }
        }
      }
    }
  }

  @Test func aRowDoesNotDependOnTheOthers() {
    var random = SplitMix(2)
    for (n, k) in [(33, 17), (100, 300), (256, 513)] {
      let rows = 100
      let a = random.floats(rows * k)
      let b = random.floats(k * n)
      let bias = random.floats(n)
      onEverySet { set in
        let packed = Self.packed(b, Shape(m: rows, n: n, k: k), transposed: false)
        let swish = Int32(CK_SWISH.rawValue)
        let whole = Self.gemm(a, packed, bias: bias, activation: swish, Shape(m: rows, n: n, k: k))
        for count in Array(1...14) + [31] {
          for first in [0, 1, rows - count] {
            let part = Self.gemm(
              Array(a[first * k..<(first + count) * k]), packed, bias: bias, activation: swish,
              Shape(m: count, n: n, k: k))
            #expect(part == Array(whole[first * n..<(first + count) * n]), "\(set): \(count) rows from \(first)")
          }
        }
      }
    }
  }

  @Test func setsWithFusedMultiplyAddAgreeBitForBit() {
    var random = SplitMix(3)
    let s = Shape(m: 29, n: 77, k: 333)
    let a = random.floats(s.m * s.k)
    let b = random.floats(s.k * s.n)
    let bias = random.floats(s.n)
    let results = resultsOfEverySet {
      Self.gemm(
        a, Self.packed(b, s, transposed: false), bias: bias, activation: Int32(CK_SWISH.rawValue), s)
    }.filter { $0.set != "generic" }
    for (set, result) in results.dropFirst() { #expect(result == results[0].result, "\(set), \(results[0].set)") }
  }

  @Test func notANumberStays() {
    onEverySet { set in
      let s = Shape(m: 1, n: 3, k: 1)
      for activation in [CK_IDENTITY, CK_RELU, CK_SWISH] {
        let packed = Self.packed([1, .nan, -1], s, transposed: false)
        let c = Self.gemm([2], packed, bias: nil, activation: Int32(activation.rawValue), s)
        #expect(c[1].isNaN && !c[0].isNaN && !c[2].isNaN, "\(set)")
      }
    }
  }

  /// Rounded to eight significant bits, ties to even, by arithmetic rather than by bits.
  static func bfloat16(_ x: Float) -> Float {
    guard x != 0 else { return x }
    let unit = x.ulp * 65536
    return (x / unit).rounded(.toNearestOrEven) * unit
  }

  @Test(arguments: shapes) func bfloat16AgreesWithTripleLoop(s: Shape) {
    var random = SplitMix(4)
    // Among them numbers half way between two bfloat16 numbers.
    var a = random.floats(s.m * s.k)
    var b = random.floats(s.k * s.n)
    for index in stride(from: 0, to: a.count, by: 3) { a[index] = 1 + Float(index % 256) / 256 }
    for index in stride(from: 0, to: b.count, by: 5) { b[index] = 1 + Float(index % 256) / 256 }
    let (values, magnitudes) = Self.product(a.map(Self.bfloat16), b.map(Self.bfloat16), s)
    onEverySet { set in
      let bytes = ck_gemm_bf16_scratch(s.m, s.n, s.k)
      let scratch = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      defer { scratch.deallocate() }
      for (transposeA, transposeB) in [(false, false), (false, true), (true, false), (true, true)] {
        let left = Guarded(transposeA ? Self.transposed(a, rows: s.m, columns: s.k) : a)
        let right = Guarded(transposeB ? Self.transposed(b, rows: s.k, columns: s.n) : b)
        for beta in [Float(0), 1] {
          // Without beta, what c held must not matter.
          let old: Float = beta == 0 ? .nan : 0.5
          let ldc = s.n + 2
          let c = Guarded(repeating: old, count: s.m * ldc - 2)
          ck_gemm_bf16(
            transposeA ? 1 : 0, transposeB ? 1 : 0, s.m, s.n, s.k, left.pointer, transposeA ? s.m : s.k, right.pointer,
            transposeB ? s.k : s.n, beta, c.pointer, ldc, scratch)
          #expect(c.isIntact)
          for index in c.elements.indices {
            let actual = c.elements[index]
            guard index % ldc < s.n else {
              #expect(actual.isNaN && beta == 0 || actual == old, "\(set): wrote between rows")
              continue
            }
            let at = index / ldc * s.n + index % ldc
            let expected = values[at] + (beta == 0 ? 0 : Double(old))
            // VDPBF16PS may round twice for each term.
            let bound = Double(2 * s.k + 4) * 0x1p-24 * (magnitudes[at] + 0.5)
            guard (Double(actual) - expected).magnitude <= bound else {
              Issue.record("\(set) \(transposeA) \(transposeB): element \(at) is \(actual), not \(expected)")
              return
            }
          }
        }
      }
    }
  }
}
