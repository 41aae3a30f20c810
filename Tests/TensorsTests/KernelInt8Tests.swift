import CKernels
import Testing

/// Quantisation and int8 products against plain loops: sums are exact, so results must be equal, not close.
@Suite struct KernelInt8Tests {
  struct Shape: CustomTestStringConvertible {
    var m: Int, n: Int, k: Int
    var testDescription: String { "\(m)x\(n)x\(k)" }
  }

  static let shapes = [
    Shape(m: 1, n: 1, k: 1), Shape(m: 2, n: 17, k: 3), Shape(m: 3, n: 100, k: 31), Shape(m: 5, n: 130, k: 33),
    Shape(m: 6, n: 64, k: 4), Shape(m: 7, n: 15, k: 65), Shape(m: 11, n: 33, k: 8), Shape(m: 12, n: 16, k: 600),
    Shape(m: 13, n: 48, k: 5), Shape(m: 29, n: 31, k: 100),
  ]

  struct Quantized {
    let bytes: Guarded<UInt8>, scales: Guarded<Float>

    init(_ x: [Float], rows: Int, columns: Int, areWeights: Bool = false) {
      bytes = Guarded(repeating: 77, count: rows * ck_quantized_depth(columns))
      scales = Guarded(repeating: .nan, count: rows)
      let input = Guarded(x)
      let quantize = areWeights ? ck_quantize_weights : ck_quantize_rows
      quantize(input.pointer, columns, rows, columns, bytes.pointer, scales.pointer)
    }
  }

  /// By the definition, in double precision.
  static func quantize(_ row: [Float], areWeights: Bool) -> (values: [Int32], scale: Float) {
    var most = row.map(\.magnitude).max() ?? 0
    if areWeights {
      for pair in stride(from: 0, to: row.count - 1, by: 2) { most = max(most, (row[pair] + row[pair + 1]).magnitude) }
    }
    return (row.map { Int32((Double($0) * 127 / Double(most)).rounded(.toNearestOrEven)) }, most / 127)
  }

  @Test(arguments: oddSizes, [false, true]) func rowsAreRoundedToNearest(columns: Int, areWeights: Bool) {
    var random = SplitMix(21)
    let x = random.floats(3 * columns, in: -5...5)
    onEverySet { set in
      let quantized = Quantized(x, rows: 3, columns: columns, areWeights: areWeights)
      for row in 0..<3 {
        let (values, scale) = Self.quantize(
          Array(x[row * columns..<(row + 1) * columns]), areWeights: areWeights)
        #expect(quantized.scales.elements[row] == scale, "\(set)")
        for (column, value) in values.enumerated() {
          let found = Int32(quantized.bytes.elements[row * ck_quantized_depth(columns) + column]) - 128
          // The factor 127 / most is rounded to float32, so a tie may fall to either side.
          let exact = Double(x[row * columns + column]) / Double(scale)
          #expect(found == value || (exact - Double(found)).magnitude < 0.5001, "\(set)")
        }
      }
      #expect(quantized.bytes.isIntact && quantized.scales.isIntact, "\(set)")
    }
  }

  @Test func zerosAndInfinitiesHaveNoScale() {
    onEverySet { set in
      let quantized = Quantized([0, 0, 1, .infinity], rows: 2, columns: 2)
      #expect(quantized.scales.array == [0, 0], "\(set)")
    }
  }

  /// What keeps sums of two products by factors up to 255 within 16 bits.
  @Test(arguments: 1...40) func neighbouringWeightsAddUpTo128AtMost(columns: Int) {
    var random = SplitMix(UInt64(27 + columns))
    let magnitude = random.floats(1, in: 0...9)[0]
    // Of one sign, and all alike, which is the worst; then mixed.
    let x =
      Array(repeating: magnitude, count: columns) + random.floats(columns, in: 0...2)
      + random.floats(columns, in: -2...2)
    onEverySet { set in
      let depth = ck_quantized_depth(columns)
      let bytes = Quantized(x, rows: 3, columns: columns, areWeights: true).bytes.array.map { Int($0) - 128 }
      for pair in stride(from: 0, to: 3 * depth, by: 2) {
        #expect((bytes[pair] + bytes[pair + 1]).magnitude <= 128, "\(set)")
      }
    }
  }

  /// The same bytes whatever the set, for files that were quantised elsewhere.
  @Test(arguments: [false, true]) func everySetQuantizesAlike(areWeights: Bool) {
    var random = SplitMix(22)
    let x = random.floats(7 * 100, in: -3...3)
    let results = resultsOfEverySet {
      let quantized = Quantized(x, rows: 7, columns: 100, areWeights: areWeights)
      return (quantized.bytes.array, quantized.scales.array)
    }
    for (set, result) in results { #expect(result == results[0].result, "\(set)") }
  }

  /// Columns of a matrix that is quantised as it is packed, in both precisions, against rows that are quantised before.
  @Test(arguments: [1, 3, 4, 31, 64]) func columnsArePackedLikeRows(depth: Int) {
    var random = SplitMix(25)
    let (columns, gap, outputs) = (48, 5, 80)
    let halves = Guarded<UInt16>(repeating: 0, count: depth * (columns + gap))
    let given = Guarded(random.floats(depth * (columns + gap), in: -3...3))
    onEverySet { set in
      ck_f32_to_f16(given.pointer, given.elements.count, halves.pointer)
      // What half precision can hold, so that both kinds mean the same numbers; a column of zeros among them.
      let x = Guarded<Float>(repeating: 0, count: depth * (columns + gap))
      for row in 0..<depth { halves.elements[row * (columns + gap) + 7] = 0 }
      ck_f16_to_f32(halves.pointer, x.elements.count, x.pointer)
      let rows = (0..<columns).flatMap { column in (0..<depth).map { x.elements[$0 * (columns + gap) + column] } }
      let quantized = Quantized(rows, rows: columns, columns: depth, areWeights: true)
      let bytes = ck_packed_s8_bytes(depth, outputs)
      let expected = Guarded<UInt8>(repeating: 99, count: bytes)
      for first in stride(from: 0, to: columns, by: 16) {
        ck_pack_s8_panel(
          quantized.bytes.pointer.map { $0 + first * ck_quantized_depth(depth) },
          quantized.scales.pointer.map { $0 + first }, 16, depth, outputs, 16 + first, expected.pointer)
      }
      for isHalf in [false, true] {
        let packed = Guarded<UInt8>(repeating: 99, count: bytes)
        let start = isHalf ? UnsafeRawPointer(halves.pointer) : UnsafeRawPointer(x.pointer)
        ck_pack_s8_columns(start, isHalf ? 1 : 0, columns + gap, columns, depth, outputs, 16, packed.pointer)
        #expect(packed.array == expected.array, "\(set), half: \(isHalf)")
        #expect(packed.isIntact, "\(set)")
      }
    }
  }

  struct Problem {
    let shape: Shape, a: Quantized, b: Quantized, bias: [Float], packed: Guarded<UInt8>

    /// - Parameter a: [m, k], b: [n, k]
    init(_ shape: Shape, _ a: [Float], _ b: [Float], bias: [Float]) {
      self.shape = shape
      self.bias = bias
      self.a = Quantized(a, rows: shape.m, columns: shape.k)
      self.b = Quantized(b, rows: shape.n, columns: shape.k, areWeights: true)
      packed = Guarded(repeating: 99, count: ck_packed_s8_bytes(shape.k, shape.n))
      let biases = Guarded(bias)
      ck_pack_s8(self.b.bytes.pointer, self.b.scales.pointer, biases.pointer, shape.k, shape.n, packed.pointer)
    }

    func product(rows: Range<Int>, activation: Int32 = 0, residual: [Float]? = nil, gap: Int = 0) -> [Float] {
      let ldc = shape.n + gap
      let c = Guarded<Float>(repeating: 55, count: rows.count * ldc - gap)
      let residual = residual.map { Guarded($0) }
      let depth = ck_quantized_depth(shape.k)
      let left = Guarded(a.bytes.array[rows.lowerBound * depth..<rows.upperBound * depth])
      let scales = Guarded(a.scales.array[rows])
      ck_gemm_s8(
        rows.count, shape.n, shape.k, left.pointer, scales.pointer, packed.pointer, activation, residual?.pointer,
        c.pointer, ldc)
      #expect(c.isIntact)
      for i in c.elements.indices where i % ldc >= shape.n { #expect(c.elements[i] == 55) }
      return c.elements.indices.filter { $0 % ldc < shape.n }.map { c.elements[$0] }
    }

    func productOfUnits(residual: [Float]) -> [Float] {
      let rows = Guarded<UInt8>(repeating: 99, count: ck_unit_rows_bytes(shape.k, shape.n))
      ck_unit_rows_s8(packed.pointer, shape.k, shape.n, rows.pointer)
      let c = Guarded<Float>(repeating: 55, count: shape.m * shape.n)
      let scratch = Guarded<Float>(repeating: 0, count: ck_units_scratch(shape.k))
      let residual = Guarded(residual)
      ck_gemm_units_s8(
        shape.m, shape.n, shape.k, a.bytes.pointer, a.scales.pointer, packed.pointer, rows.pointer, residual.pointer,
        c.pointer, shape.n, scratch.pointer)
      #expect(c.isIntact && rows.isIntact && scratch.isIntact)
      return c.array
    }

    func expected(row: Int, column: Int) -> Float {
      let depth = ck_quantized_depth(shape.k)
      let sum = (0..<shape.k).reduce(Int32(0)) { sum, l in
        sum + (Int32(a.bytes.elements[row * depth + l]) - 128) * (Int32(b.bytes.elements[column * depth + l]) - 128)
      }
      return Float(sum) * a.scales.elements[row] * b.scales.elements[column] + bias[column]
    }
  }

  static func problem(_ s: Shape, seed: UInt64, in range: ClosedRange<Float> = -1...1) -> Problem {
    var random = SplitMix(seed)
    return Problem(s, random.floats(s.m * s.k, in: range), random.floats(s.n * s.k), bias: random.floats(s.n))
  }

  @Test(arguments: shapes) func productsAreExact(s: Shape) {
    var random = SplitMix(24)
    let residual = random.floats(s.m * s.n)
    onEverySet { set in
      let problem = Self.problem(s, seed: 23)
      let c = problem.product(rows: 0..<s.m, gap: 3)
      let relu = problem.product(rows: 0..<s.m, activation: Int32(CK_RELU), residual: residual)
      for row in 0..<s.m {
        for column in 0..<s.n {
          let (at, expected) = (row * s.n + column, problem.expected(row: row, column: column))
          guard c[at] == expected, relu[at] == max(expected, 0) + residual[at] else {
            Issue.record("\(set): element \(row), \(column) is \(c[at]) and \(relu[at]), not \(expected)")
            return
          }
        }
      }
    }
  }

  /// Rows with few factors that are not zero (and one with a negative factor, which no ReLU yields), by the definition.
  @Test(arguments: shapes, [0, 0.1, 0.3, 1]) func idleUnitsAreLeftOut(s: Shape, busy: Float) {
    var random = SplitMix(28)
    let residual = random.floats(s.m * s.n)
    var x = random.floats(s.m * s.k, in: 0...2).map { random.floats(1, in: 0...1)[0] < busy ? $0 : 0 }
    if busy == 0.3 { x[x.count - 1] = -3 }
    onEverySet { set in
      let problem = Problem(s, x, random.floats(s.n * s.k), bias: random.floats(s.n))
      let c = problem.productOfUnits(residual: residual)
      for i in c.indices where c[i] != problem.expected(row: i / s.n, column: i % s.n) + residual[i] {
        Issue.record("\(set): element \(i / s.n), \(i % s.n) is \(c[i])")
        return
      }
    }
  }

  /// The largest weights that may meet where units between them are idle.
  @Test func unitsDoNotSaturate() {
    let s = Shape(m: 3, n: 70, k: 4096)
    let x = (0..<s.m * s.k).map { $0 % 4 == 0 ? Float(1) : 0 }
    onEverySet { set in
      for sign in [Float(1), -1] {
        let problem = Problem(
          s, x, (0..<s.n * s.k).map { $0 % 2 == 0 ? sign : 0 }, bias: Array(repeating: 0, count: s.n))
        let expected = Float(127 * 127 * 1024) * sign * problem.a.scales.elements[0] * problem.b.scales.elements[0]
        let zeros = [Float](repeating: 0, count: s.m * s.n)
        #expect(problem.productOfUnits(residual: zeros).allSatisfy { $0 == expected }, "\(set)")
      }
    }
  }

  /// Largest factors of one sign: where sums of 16 bits would overflow.
  @Test func sumsDoNotSaturate() {
    let s = Shape(m: 3, n: 18, k: 4096)
    onEverySet { set in
      for sign in [Float(1), -1] {
        let problem = Problem(
          s, Array(repeating: sign, count: s.m * s.k), Array(repeating: 1, count: s.n * s.k),
          bias: Array(repeating: 0, count: s.n))
        // Weights of one size are rounded to 64, since two of them may add up to 128.
        let expected = Float(127 * 64 * 4096) * sign * problem.a.scales.elements[0] * problem.b.scales.elements[0]
        #expect(problem.product(rows: 0..<s.m).allSatisfy { $0 == expected }, "\(set)")
      }
    }
  }

  @Test func aRowDoesNotDependOnTheOthers() {
    let s = Shape(m: 40, n: 70, k: 130)
    onEverySet { set in
      let problem = Self.problem(s, seed: 25)
      let whole = problem.product(rows: 0..<s.m, activation: Int32(CK_SWISH))
      for count in Array(1...14) + [31] {
        for first in [0, 1, s.m - count] {
          let part = problem.product(rows: first..<first + count, activation: Int32(CK_SWISH))
          #expect(part == Array(whole[first * s.n..<(first + count) * s.n]), "\(set): \(count) rows from \(first)")
        }
      }
    }
  }

  @Test func aColumnComesBack() {
    let s = Shape(m: 1, n: 19, k: 7)
    let problem = Self.problem(s, seed: 26)
    for column in 0..<s.n {
      let x = Guarded<Float>(repeating: 0, count: s.k)
      ck_unpack_column_s8(problem.packed.pointer, s.k, s.n, column, 2, x.pointer)
      let start = column * ck_quantized_depth(s.k)
      let expected = (0..<s.k).map {
        Float(Int32(problem.b.bytes.elements[start + $0]) - 128) * (problem.b.scales.elements[column] * 2)
      }
      #expect(x.array == expected && x.isIntact)
    }
  }

  /// Packed columns of 2 columns and 6 rows: two panels' worth of bytes, then scales, shifts and biases.
  @Test func whatProductsRelyOnIsChecked() {
    var random = SplitMix(23)
    let (k, n) = (6, 18)
    onEverySet { set in
      let quantized = Quantized(random.floats(n * k, in: -1...1), rows: n, columns: k, areWeights: true)
      let packed = Guarded<UInt8>(repeating: 0, count: ck_packed_s8_bytes(k, n))
      ck_pack_s8(quantized.bytes.pointer, quantized.scales.pointer, nil, k, n, packed.pointer)
      #expect(ck_check_s8(packed.pointer, k, n) == 1, "\(set)")
      let body = 32 * 8
      // The top byte of each fact of the first column: not a number, or another number.
      for (offset, value) in [
        (body + 3, 0xFF), (body + 3, 0x80), (body + 32 * 4, 1), (body + 32 * 8 + 3, 0x7F), (0, 128),
      ] {
        let before = (packed.array[offset], packed.array[offset - offset % 4 + 2])
        packed.elements[offset] = UInt8(value)
        packed.elements[offset - offset % 4 + 2] = offset >= body && value != 1 ? 0x80 : before.1
        #expect(ck_check_s8(packed.pointer, k, n) == 0, "\(set) \(offset)")
        packed.elements[offset] = before.0
        packed.elements[offset - offset % 4 + 2] = before.1
      }
      // Two neighbours of -128, with the shift that belongs to them: only their sum is wrong.
      let column = Guarded<UInt8>([UInt8](repeating: 0, count: 8))
      ck_pack_s8(column.pointer, [1], nil, k, 1, packed.pointer)
      #expect(ck_check_s8(packed.pointer, k, 1) == 0, "\(set)")
      #expect(packed.isIntact, "\(set)")
    }
  }

  @Test(arguments: oddSizes) func numbersThatAreNotFiniteAreFound(count: Int) {
    onEverySet { set in
      for bad in [Float.nan, .infinity, -.infinity] {
        let x = Guarded<Float>(repeating: -Float.greatestFiniteMagnitude, count: count)
        let halves = Guarded<UInt16>(repeating: 0x7BFF, count: count)
        #expect(ck_finite_f32(x.pointer, count) == 1 && ck_finite_f16(halves.pointer, count) == 1, "\(set)")
        x.elements[count - 1] = bad
        halves.elements[count / 2] = Float16(bad).bitPattern
        #expect(ck_finite_f32(x.pointer, count) == 0 && ck_finite_f16(halves.pointer, count) == 0, "\(set)")
      }
    }
  }
}
