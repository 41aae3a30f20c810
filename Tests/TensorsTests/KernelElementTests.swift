import CKernels
import Glibc
import Testing

/// Dropout, optimiser, conversions and other kernels that treat elements by themselves.
@Suite struct KernelElementTests {
  static func mask(count: Int, rate: Float, key: UInt64) -> [Bool] {
    let x = Guarded<Float>(repeating: 1, count: count)
    ck_dropout(x.pointer, count, rate, key, x.pointer)
    return x.elements.map { $0 != 0 }
  }

  /// Correlation of two masks of survivors: about 1 / sqrt(count) if they are independent.
  static func correlation(_ a: some Sequence<Bool>, _ b: some Sequence<Bool>, count: Int, rate: Double) -> Double {
    let sum = zip(a, b).reduce(0.0) { total, pair in
      total + ((pair.0 ? 1 : 0) - (1 - rate)) * ((pair.1 ? 1 : 0) - (1 - rate))
    }
    return sum / Double(count) / (rate * (1 - rate))
  }

  @Test(arguments: [0.05, 0.1, 0.3, 0.5, 0.9]) func dropoutLooksRandom(rate: Double) {
    let count = 1 << 18
    let five = 5 / Double(1 << 18).squareRoot()
    let masks = (0..<4).map { Self.mask(count: count, rate: Float(rate), key: UInt64($0)) }
    for mask in masks {
      let dropped = Double(mask.count { !$0 }) / Double(count)
      #expect((dropped - rate).magnitude < five * (rate * (1 - rate)).squareRoot())
      for distance in [1, 2, 3, 16, 64, 256, 1024, 65536] {
        let found = Self.correlation(mask, mask.dropFirst(distance), count: count - distance, rate: rate)
        #expect(found.magnitude < 2 * five, "distance \(distance)")
      }
      // Variance of the number of survivors in runs of 64: that of a binomial distribution.
      let sums = stride(from: 0, to: count, by: 64).map { mask[$0..<$0 + 64].count { $0 } }
      let spread = sums.reduce(0.0) { $0 + pow(Double($1) - 64 * (1 - rate), 2) } / Double(sums.count)
      #expect((spread / (64 * rate * (1 - rate)) - 1).magnitude < 0.15)
    }
    for other in 1..<4 {
      #expect(Self.correlation(masks[0], masks[other], count: count, rate: rate).magnitude < five)
    }
    // Keys that differ in one high bit only.
    let far = Self.mask(count: count, rate: Float(rate), key: 1 << 63)
    #expect(Self.correlation(masks[0], far, count: count, rate: rate).magnitude < five)
  }

  @Test(arguments: oddSizes) func recurrentUnitIsTheFormula(count: Int) {
    var random = SplitMix(31)
    let (u, forget, before) = (random.floats(count), random.floats(count), random.floats(count))
    let results = resultsOfEverySet {
      let (input, gate, state) = (Guarded(u), Guarded(forget), Guarded(before))
      ck_recurrent_unit(input.pointer, gate.pointer, count, state.pointer, input.pointer)
      #expect(input.isIntact && gate.isIntact && state.isIntact)
      return (state.array, input.array)
    }
    for (set, (state, y)) in results {
      for i in 0..<count {
        let f = 1 / (1 + exp(-Double(forget[i])))
        let expected = f * Double(before[i]) + (1 - f) * Double(u[i])
        #expect((Double(state[i]) - expected).magnitude < 1e-6, "\(set)")
        #expect(y[i] == max(state[i], 0), "\(set)")
      }
    }
  }

  @Test(arguments: oddSizes) func dropoutIsTheSameOnEverySet(count: Int) {
    var random = SplitMix(30)
    let x = random.floats(count).map { $0 + 2 }
    for rate in [Float(0), 0.25, 0.99] {
      let results = resultsOfEverySet {
        let input = Guarded(x)
        let y = Guarded<Float>(repeating: .nan, count: count)
        ck_dropout(input.pointer, count, rate, 77, y.pointer)
        #expect(y.isIntact)
        return y.array
      }
      let factor = 1 / (1 - rate)
      for (set, y) in results {
        #expect(y == results[0].result, "\(set)")
        #expect(y.indices.allSatisfy { y[$0] == 0 || y[$0] == x[$0] * factor }, "\(set)")
        if rate == 0 { #expect(y == x) }
      }
    }
  }

  @Test(arguments: oddSizes) func dropoutIsAddedToTheResidual(columns: Int) {
    var random = SplitMix(31)
    let residual = random.floats(3 * columns)
    let x = random.floats(3 * columns)
    let bias = random.floats(columns)
    onEverySet { set in
      for withBias in [false, true] {
        var mask = [Float](repeating: 1, count: x.count)
        ck_dropout(mask, x.count, 0.3, 5, &mask)
        let expected = x.indices.map {
          Double(residual[$0]) + (Double(x[$0]) + Double(withBias ? bias[$0 % columns] : 0)) * Double(mask[$0])
        }
        let y = Guarded(x)
        let base = Guarded(residual)
        let b = Guarded(bias)
        ck_dropout_add(base.pointer, y.pointer, withBias ? b.pointer : nil, 3, columns, 0.3, 5, y.pointer)
        expectClose(y.array, expected, 1e-6, "\(set)")
        let input = Guarded(x)
        ck_dropout_add(
          base.pointer, input.pointer, withBias ? b.pointer : nil, 3, columns, 0.3, 5, base.pointer)
        #expect(base.array == y.array && y.isIntact && base.isIntact, "\(set)")
      }
    }
  }

  @Test(arguments: oddSizes + [5000]) func sumsAndScales(count: Int) {
    var random = SplitMix(32)
    let x = random.floats(count)
    let y = random.floats(count)
    onEverySet { set in
      let a = Guarded(x)
      let b = Guarded(y)
      let c = Guarded(x)
      ck_add(a.pointer, count, b.pointer)
      ck_scale(c.pointer, count, 0.7, c.pointer)
      #expect(b.array == zip(x, y).map { $0 + $1 } && c.array == x.map { $0 * 0.7 }, "\(set)")
      #expect(b.isIntact && c.isIntact)
      let expected = dot(x.doubles, x.doubles)
      #expect((ck_sum_of_squares(a.pointer, count) / expected - 1).magnitude < 1e-6, "\(set)")
    }
  }

  @Test(arguments: oddSizes) func adamFollowsTheFormula(count: Int) {
    var random = SplitMix(33)
    let weights = random.floats(count)
    let gradients = random.floats(count)
    let first = random.floats(count)
    let second = random.floats(count, in: 0...1)
    let (rate, beta1, beta2, epsilon, decay) = (Float(0.01), Float(0.9), Float(0.98), Float(1e-9), Float(0.1))
    let (correction1, correction2, share) = (Float(0.271), Float(0.0588), Float(0.5))
    var (w, m, v) = (weights.doubles, first.doubles, second.doubles)
    for i in 0..<count {
      let g = Double(gradients[i]) * Double(share)
      m[i] = Double(beta1) * m[i] + (1 - Double(beta1)) * g
      v[i] = Double(beta2) * v[i] + (1 - Double(beta2)) * g * g
      let step = m[i] / Double(correction1) / ((v[i] / Double(correction2)).squareRoot() + Double(epsilon))
      w[i] -= Double(rate) * (step + Double(decay) * w[i])
    }
    onEverySet { set in
      let weight = Guarded(weights)
      let gradient = Guarded(gradients)
      let one = Guarded(first)
      let two = Guarded(second)
      ck_adam(
        weight.pointer, gradient.pointer, one.pointer, two.pointer, count, share, rate, beta1, beta2, epsilon, decay,
        correction1, correction2)
      expectClose(weight.array, w, 1e-6, "\(set): weights")
      expectClose(one.array, m, 1e-6, "\(set): first moment")
      expectClose(two.array, v, 1e-6, "\(set): second moment")
      #expect(gradient.elements.allSatisfy { $0 == 0 })
      expectIntact([weight, gradient, one, two])
    }
  }

  /// Every half there is, and floats on, beside and between halves, against Swift's Float16.
  @Test func halfPrecisionAgreesWithTheLanguage() {
    let halves = (UInt16.min...UInt16.max).map { $0 }
    var floats: [Float] = halves.flatMap { bits -> [Float] in
      let value = Float(Float16(bitPattern: bits))
      let next = Float(Float16(bitPattern: bits &+ 1))
      let middle = (value + next) / 2
      return [value, value.nextUp, value.nextDown, middle, middle.nextUp, middle.nextDown]
    }
    floats += [65519.9, 65520, 65535, -1e30, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 1e-8, -0.0]
    onEverySet { set in
      let widened = Guarded<Float>(repeating: 7, count: halves.count)
      let narrow = Guarded(halves)
      ck_f16_to_f32(narrow.pointer, halves.count, widened.pointer)
      for bits in halves {
        let expected = Float(Float16(bitPattern: bits))
        let actual = widened.elements[Int(bits)]
        guard actual.bitPattern == expected.bitPattern || actual.isNaN && expected.isNaN else {
          Issue.record("\(set): \(bits) became \(actual), not \(expected)")
          return
        }
      }
      let input = Guarded(floats)
      let rounded = Guarded<UInt16>(repeating: 7, count: floats.count)
      ck_f32_to_f16(input.pointer, floats.count, rounded.pointer)
      for (value, bits) in zip(floats, rounded.elements) {
        let expected = Float16(value)
        let actual = Float16(bitPattern: bits)
        guard bits == expected.bitPattern || value.isNaN && actual.isNaN else {
          Issue.record("\(set): \(value) became \(actual), not \(expected)")
          return
        }
      }
      #expect(widened.isIntact && rounded.isIntact)
    }
  }

  @Test(arguments: oddSizes) func halfPrecisionTailsAreAlike(count: Int) {
    var random = SplitMix(34)
    let x = random.floats(count, in: -100...100)
    onEverySet { set in
      let input = Guarded(x)
      let y = Guarded<UInt16>(repeating: 7, count: count)
      let back = Guarded(x)
      ck_f32_to_f16(input.pointer, count, y.pointer)
      ck_f16_to_f32(y.pointer, count, back.pointer)
      #expect(y.array == x.map { Float16($0).bitPattern } && back.array == x.map { Float(Float16($0)) }, "\(set)")
      #expect(y.isIntact && back.isIntact)
    }
  }
}
