import CKernels
import Glibc
import Testing

/// What a search is told of scores: maxima of blocks and the logarithm of the sum of exponentials.
@Suite struct KernelScoreTests {
  static func scan(_ x: [Float], rows: Int, columns: Int) -> (maxima: [Float], normalizers: [Float]) {
    let scores = Guarded(x)
    let maxima = Guarded<Float>(repeating: .nan, count: rows * ck_score_blocks(columns))
    let normalizers = Guarded<Float>(repeating: .nan, count: rows)
    ck_scan_scores(scores.pointer, columns, rows, columns, maxima.pointer, normalizers.pointer)
    #expect(maxima.isIntact && normalizers.isIntact)
    return (maxima.array, normalizers.array)
  }

  @Test(arguments: [1, 7, 127, 128, 129, 512, 513, 1000, 2049], [Float(0.1), 4, 60])
  func agreesWithLoops(columns: Int, spread: Float) {
    var random = SplitMix(41)
    let x = random.floats(3 * columns, in: -spread...spread)
    onEverySet { set in
      let found = Self.scan(x, rows: 3, columns: columns)
      for row in 0..<3 {
        let values = Array(x[row * columns..<(row + 1) * columns])
        let top = values.max() ?? 0
        let expected = Double(top) + log(values.reduce(0.0) { $0 + exp(Double($1) - Double(top)) })
        #expect(abs(Double(found.normalizers[row]) - expected) < 1e-6 * max(4, abs(expected)), "\(set)")
        let blocks = ck_score_blocks(columns)
        for block in 0..<blocks {
          let most = values[block * 128..<min(columns, (block + 1) * 128)].max()
          #expect(found.maxima[row * blocks + block] == most, "\(set)")
        }
      }
    }
  }

  @Test func impossibleScores() {
    onEverySet { set in
      let none = Self.scan(Array(repeating: -.infinity, count: 700), rows: 1, columns: 700)
      #expect(none.normalizers == [0] && none.maxima.allSatisfy { $0 == -.infinity }, "\(set)")
      var one = [Float](repeating: -.infinity, count: 700)
      one[650] = -3
      #expect(Self.scan(one, rows: 1, columns: 700).normalizers == [-3], "\(set)")
      // A far larger one comes last: what was summed before is nothing beside it.
      #expect(
        Self.scan([Float](repeating: -90, count: 600) + [90], rows: 1, columns: 601).normalizers == [90], "\(set)")
    }
  }

  /// Scored chunk by chunk or after the product: the same bits, whatever stands in the other rows.
  @Test func fusedWithTheProduct() {
    let s = KernelInt8Tests.Shape(m: 14, n: 1100, k: 36)
    onEverySet { set in
      let problem = KernelInt8Tests.problem(s, seed: 43)
      let product = problem.product(rows: 0..<s.m)
      let separate = Self.scan(product, rows: s.m, columns: s.n)
      for rows in [0..<s.m, 3..<4, 5..<12] {
        let depth = ck_quantized_depth(s.k)
        let left = Guarded(problem.a.bytes.array[rows.lowerBound * depth..<rows.upperBound * depth])
        let scales = Guarded(problem.a.scales.array[rows])
        let c = Guarded<Float>(repeating: .nan, count: rows.count * s.n)
        let blocks = ck_score_blocks(s.n)
        let maxima = Guarded<Float>(repeating: .nan, count: rows.count * blocks)
        let normalizers = Guarded<Float>(repeating: .nan, count: rows.count)
        let scratch = Guarded<Float>(repeating: .nan, count: ck_score_scratch(rows.count))
        ck_score_s8(
          rows.count, s.n, s.k, left.pointer, scales.pointer, problem.packed.pointer, c.pointer, s.n, maxima.pointer,
          normalizers.pointer, scratch.pointer)
        #expect(c.array == Array(product[rows.lowerBound * s.n..<rows.upperBound * s.n]), "\(set)")
        #expect(maxima.array == Array(separate.maxima[rows.lowerBound * blocks..<rows.upperBound * blocks]), "\(set)")
        #expect(normalizers.array == Array(separate.normalizers[rows]), "\(set)")
        expectIntact([c, maxima, normalizers, scratch])
      }
    }
  }

  @Test func gatheredColumnsGiveTheSameProducts() {
    let s = KernelInt8Tests.Shape(m: 5, n: 100, k: 31)
    let columns: [Int32] = [0, 3, 4, 15, 16, 17, 40, 63, 64, 65, 66, 67, 68, 80, 81, 98, 99]
    let problem = KernelInt8Tests.problem(s, seed: 44)
    let gathered = Guarded<UInt8>(repeating: 7, count: ck_packed_s8_bytes(s.k, columns.count))
    ck_gather_columns_s8(problem.packed.pointer, s.k, s.n, columns, columns.count, gathered.pointer)
    #expect(gathered.isIntact)
    let whole = problem.product(rows: 0..<s.m)
    let c = Guarded<Float>(repeating: .nan, count: s.m * columns.count)
    ck_gemm_s8(
      s.m, columns.count, s.k, problem.a.bytes.pointer, problem.a.scales.pointer, gathered.pointer, 0, nil, c.pointer,
      columns.count)
    for row in 0..<s.m {
      #expect(
        (0..<columns.count).map { c.elements[row * columns.count + $0] } == columns.map { whole[row * s.n + Int($0)] })
    }
  }
}
