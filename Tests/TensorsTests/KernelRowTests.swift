import CKernels
import Glibc
import Testing

func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

func softmax(_ x: [Double]) -> [Double] {
  let top = x.max() ?? 0
  let powers = x.map { exp($0 - top) }
  let total = powers.reduce(0, +)
  return powers.map { $0 / total }
}

/// The kernels that treat rows by themselves: against formulas in double precision and their numerical gradients.
@Suite struct KernelRowTests {
  static func rows(_ x: [Float], _ columns: Int) -> [[Float]] {
    stride(from: 0, to: x.count, by: columns).map { Array(x[$0..<$0 + columns]) }
  }

  @Test(arguments: oddSizes) func softmaxAndItsLogarithm(columns: Int) {
    var random = SplitMix(10)
    let x = random.floats(3 * columns, in: -20...20)
    let expected = Self.rows(x, columns).flatMap { softmax($0.doubles) }
    onEverySet { set in
      let y = Guarded(x)
      let z = Guarded(x)
      ck_softmax(y.pointer, 3, columns)
      ck_log_softmax(z.pointer, 3, columns)
      for index in x.indices {
        // The sum of up to 257 rounded terms and a few roundings beside.
        #expect((Double(y.elements[index]) / expected[index] - 1).magnitude < 2e-6, "\(set)")
        #expect((Double(z.elements[index]) - log(expected[index])).magnitude < 5e-6, "\(set)")
      }
      #expect(y.isIntact && z.isIntact)
    }
  }

  /// softmax of [0, x] is [1, e^x] / (1 + e^x): a view of the exponential, over all that a softmax can ask for.
  @Test func exponentialIsAccurate() {
    onEverySet { set in
      var worst = 0.0
      for x in stride(from: Float(-87.3), through: 0, by: 0.00713) {
        let pair = Guarded<Float>([0, x])
        ck_softmax(pair.pointer, 2, 2)
        let power = exp(Double(x))
        worst = max(worst, (Double(pair.elements[1]) / (power / (1 + power)) - 1).magnitude)
      }
      // Two units in the last place, and the roundings of sum, reciprocal and product.
      #expect(worst < 5 * 0x1p-24, "\(set)")
    }
  }

  @Test func minusInfinityHasNoShare() {
    let low = -Float.infinity
    onEverySet { set in
      for columns in oddSizes where columns >= 3 {
        var row = [Float](repeating: low, count: columns)
        let nothing = Guarded(row)
        let nothingLog = Guarded(row)
        row[1] = 3
        row[columns - 1] = 3
        let two = Guarded(row)
        let twoLog = Guarded(row)
        for x in [nothing, two] { ck_softmax(x.pointer, 1, columns) }
        for x in [nothingLog, twoLog] { ck_log_softmax(x.pointer, 1, columns) }
        #expect(nothing.elements.allSatisfy { $0 == 0 }, "\(set)")
        #expect(nothingLog.elements.allSatisfy { $0 == low }, "\(set)")
        #expect(two.elements.indices.allSatisfy { two.elements[$0] == (row[$0] == 3 ? 0.5 : 0) }, "\(set)")
        #expect(twoLog.elements[0] == low && (twoLog.elements[1] + Float(log(2.0))).magnitude < 1e-6, "\(set)")
      }
    }
  }

  static func layerNorm(_ x: [Double], _ gamma: [Double], _ beta: [Double], epsilon: Double) -> [Double] {
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    return x.indices.map { (x[$0] - mean) / (variance + epsilon).squareRoot() * gamma[$0] + beta[$0] }
  }

  @Test(arguments: oddSizes) func layerNormAndItsGradients(dim: Int) {
    var random = SplitMix(11)
    let x = random.floats(2 * dim)
    let gamma = random.floats(dim)
    let beta = random.floats(dim)
    let dy = random.floats(2 * dim)
    let epsilon: Float = 1e-2  // large enough for finite differences of rows of one element
    func forward(_ x: [Double], _ gamma: [Double], _ beta: [Double]) -> [Double] {
      [0, dim].flatMap { Self.layerNorm(Array(x[$0..<$0 + dim]), gamma, beta, epsilon: Double(epsilon)) }
    }
    let y = forward(x.doubles, gamma.doubles, beta.doubles)
    let dx = numericalGradient(at: x.doubles) { dot(forward($0, gamma.doubles, beta.doubles), dy.doubles) }
    let dgamma = numericalGradient(at: gamma.doubles) { dot(forward(x.doubles, $0, beta.doubles), dy.doubles) }
    let dbeta = numericalGradient(at: beta.doubles) { dot(forward(x.doubles, gamma.doubles, $0), dy.doubles) }
    onEverySet { set in
      let input = Guarded(x)
      let g = Guarded(gamma)
      let b = Guarded(beta)
      let mean = Guarded<Float>(repeating: 0, count: 2)
      let rstd = Guarded<Float>(repeating: 0, count: 2)
      let out = Guarded(x)
      let gradient = Guarded(dy)
      ck_layer_norm(out.pointer, g.pointer, b.pointer, epsilon, 2, dim, out.pointer, nil, nil)
      expectClose(out.array, y, 1e-5, "\(set): in place")
      ck_layer_norm(input.pointer, g.pointer, b.pointer, epsilon, 2, dim, out.pointer, mean.pointer, rstd.pointer)
      expectClose(out.array, y, 1e-5, "\(set): output")
      let gGradient = Guarded<Float>(repeating: 2, count: dim)
      let bGradient = Guarded<Float>(repeating: 2, count: dim)
      ck_layer_norm_backward(
        gradient.pointer, input.pointer, g.pointer, mean.pointer, rstd.pointer, 2, dim, gradient.pointer,
        gGradient.pointer, bGradient.pointer)
      expectClose(gradient.array, dx, 2e-5, "\(set): dx")
      expectClose(gGradient.array, dgamma.map { $0 + 2 }, 2e-5, "\(set): dgamma")
      expectClose(bGradient.array, dbeta.map { $0 + 2 }, 2e-5, "\(set): dbeta")
      #expect([out, gradient, gGradient, bGradient, mean, rstd].allSatisfy(\.isIntact))
    }
  }

  /// Mean 1000 and deviation 1: the variance must not come from a difference of large squares.
  @Test func layerNormSurvivesALargeMean() {
    var random = SplitMix(12)
    let x = random.floats(256, in: 999...1001)
    let ones = [Float](repeating: 1, count: 256)
    let zeros = [Float](repeating: 0, count: 256)
    let expected = Self.layerNorm(x.doubles, ones.doubles, zeros.doubles, epsilon: 1e-5)
    onEverySet { set in
      let y = Guarded(x)
      ck_layer_norm(y.pointer, ones, zeros, 1e-5, 1, 256, y.pointer, nil, nil)
      expectClose(y.array, expected, 2e-4, set)
    }
  }

  @Test(arguments: oddSizes) func activationsAndTheirGradients(columns: Int) {
    var random = SplitMix(13)
    let x = random.floats(3 * columns, in: -6...6)
    let bias = random.floats(columns)
    let dy = random.floats(3 * columns)
    onEverySet { set in
      for activation in [CK_IDENTITY, CK_RELU, CK_SWISH] {
        func forward(_ x: Double) -> Double {
          activation == CK_IDENTITY ? x : activation == CK_RELU ? max(x, 0) : x * sigmoid(x)
        }
        let kind = Int32(activation.rawValue)
        let shifted = x.indices.map { x[$0] + bias[$0 % columns] }
        let plain = Guarded(x)
        let inPlace = Guarded(x)
        let kept = Guarded(x)
        let y = Guarded(x)
        let gradient = Guarded(dy)
        let b = Guarded(bias)
        ck_bias_activation(plain.pointer, nil, 3, columns, kind)
        expectClose(plain.array, x.map { forward(Double($0)) }, 1e-6, "\(set): no bias")
        ck_bias_activation(inPlace.pointer, b.pointer, 3, columns, kind)
        ck_bias_activation_keep(kept.pointer, b.pointer, 3, columns, kind, y.pointer)
        #expect(kept.array == shifted && y.array == inPlace.array, "\(set)")
        expectClose(y.array, shifted.map { forward(Double($0)) }, 1e-6, "\(set): with bias")
        ck_activation_backward(gradient.pointer, kept.pointer, 3 * columns, kind, gradient.pointer)
        let expected = shifted.indices.map { index in
          Double(dy[index]) * numericalGradient(at: [Double(shifted[index])], step: 1e-5) { forward($0[0]) }[0]
        }
        // ReLU has no slope at its corner.
        let smooth = shifted.indices.filter { activation != CK_RELU || shifted[$0].magnitude > 1e-3 }
        expectClose(smooth.map { gradient.elements[$0] }, smooth.map { expected[$0] }, 1e-5, "\(set): gradient")
        #expect([plain, inPlace, kept, y, gradient].allSatisfy(\.isIntact))
      }
    }
  }

  @Test(arguments: oddSizes) func columnSumsAreAdded(columns: Int) {
    var random = SplitMix(14)
    let x = random.floats(7 * columns)
    let start = random.floats(columns)
    let expected = (0..<columns).map { j in (0..<7).reduce(Double(start[j])) { $0 + Double(x[$1 * columns + j]) } }
    onEverySet { set in
      let sums = Guarded(start)
      let input = Guarded(x)
      ck_add_column_sums(input.pointer, 7, columns, sums.pointer)
      expectClose(sums.array, expected, 1e-6, set)
      #expect(sums.isIntact)
    }
  }

  @Test(arguments: oddSizes) func crossEntropyAndItsGradient(columns: Int) {
    var random = SplitMix(15)
    let x = random.floats(3 * columns, in: -4...4)
    let scale: Float = 0.25
    // The second row has no target and counts for nothing.
    let targets = [Int32(columns / 2), -1, Int32(columns - 1)]
    for smoothing in [Float(0), 0.1] {
      func losses(_ x: [Double]) -> (smoothed: Double, nll: Double) {
        var sums = (smoothed: 0.0, nll: 0.0)
        for row in [0, 2] {
          let logs = softmax(Array(x[row * columns..<(row + 1) * columns])).map { log($0) }
          let chosen = logs[Int(targets[row])]
          let average = logs.reduce(0, +) / Double(columns)
          sums.nll -= chosen
          sums.smoothed -= (1 - Double(smoothing)) * chosen + Double(smoothing) * average
        }
        return sums
      }
      let expected = losses(x.doubles)
      let gradient = numericalGradient(at: x.doubles) { Double(scale) * losses($0).smoothed }
      onEverySet { set in
        let logits = Guarded(x)
        let labels = Guarded(targets)
        var loss = 1.0
        var nll = 2.0
        ck_cross_entropy(logits.pointer, labels.pointer, 3, columns, smoothing, scale, &loss, &nll)
        #expect((loss - 1 - expected.smoothed).magnitude < 1e-5, "\(set)")
        #expect((nll - 2 - expected.nll).magnitude < 1e-5, "\(set)")
        expectClose(logits.array, gradient, 2e-5, "\(set): gradient")
        #expect(logits.isIntact)
      }
    }
  }

  /// Rows alone and in the middle of a matrix yield the same bits.
  @Test(arguments: oddSizes) func aRowDoesNotDependOnTheOthers(columns: Int) {
    var random = SplitMix(16)
    let x = random.floats(5 * columns)
    let gamma = random.floats(columns)
    let dy = random.floats(5 * columns)
    var loss = 0.0
    var nll = 0.0
    let targets = (0..<5).map { Int32($0 % columns) }
    let kernels: [(UnsafeMutablePointer<Float>?, Range<Int>) -> Void] = [
      { data, rows in ck_softmax(data, rows.count, columns) },
      { data, rows in ck_log_softmax(data, rows.count, columns) },
      { data, rows in ck_bias_activation(data, gamma, rows.count, columns, Int32(CK_SWISH.rawValue)) },
      { data, rows in ck_layer_norm(data, gamma, gamma, 1e-5, rows.count, columns, data, nil, nil) },
      { data, rows in
        ck_cross_entropy(data, Array(targets[rows]), rows.count, columns, 0.1, 1, &loss, &nll)
      },
      { data, rows in
        let mean = [Float](repeating: 0.1, count: rows.count)
        let rstd = [Float](repeating: 1.5, count: rows.count)
        var dgamma = gamma
        var dbeta = gamma
        let gradient = Array(dy[rows.lowerBound * columns..<rows.upperBound * columns])
        ck_layer_norm_backward(gradient, data, gamma, mean, rstd, rows.count, columns, data, &dgamma, &dbeta)
      },
    ]
    onEverySet { set in
      for (number, kernel) in kernels.enumerated() {
        let whole = Guarded(x)
        kernel(whole.pointer, 0..<5)
        for row in 0..<5 {
          let alone = Guarded(Array(x[row * columns..<(row + 1) * columns]))
          kernel(alone.pointer, row..<row + 1)
          #expect(alone.array == Array(whole.array[row * columns..<(row + 1) * columns]), "\(set): kernel \(number)")
        }
      }
    }
  }
}
