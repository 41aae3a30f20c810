import Basics
import Glibc
import Tensors
import Testing
import Threads
import Training
import Transformer

/// Muon against its definition: a gradient made of known singular vectors and values has a known update.
@Suite struct MuonTests {
  typealias Vector = [Double]

  /// `count` orthonormal vectors by Gram-Schmidt.
  private func orthonormal(_ count: Int, length: Int, _ generator: inout SplitMix64) -> [Vector] {
    var vectors: [Vector] = []
    while vectors.count < count {
      var v = (0..<length).map { _ in Double.random(in: -1...1, using: &generator) }
      for _ in 0..<2 {
        for u in vectors {
          let projection = zip(u, v).reduce(0) { $0 + $1.0 * $1.1 }
          for i in 0..<length { v[i] -= projection * u[i] }
        }
      }
      let norm = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
      vectors.append(v.map { $0 / norm })
    }
    return vectors
  }

  private func product(_ left: [Vector], _ values: Vector, _ right: [Vector]) -> Vector {
    var result = Vector(repeating: 0, count: left[0].count * right[0].count)
    for (k, value) in values.enumerated() {
      for (r, u) in left[k].enumerated() {
        for (c, v) in right[k].enumerated() { result[r * right[k].count + c] += u * value * v }
      }
    }
    return result
  }

  /// The published polynomial, five times.
  private func flattened(_ s: Double) -> Double {
    (0..<5).reduce(s) { x, _ in 3.4445 * x - 4.7750 * x * x * x + 2.0315 * x * x * x * x * x }
  }

  @Test(arguments: [(12, 12), (8, 20), (20, 8)]) func updatesHaveTheGradientsSingularVectors(rows: Int, columns: Int)
    throws
  {
    try OpenBLAS.open()
    var generator = SplitMix64(seed: 5)
    let count = min(rows, columns)
    let left = orthonormal(count, length: rows, &generator)
    let right = orthonormal(count, length: columns, &generator)
    // Singular values over two orders of magnitude; gradients are sums over four tokens.
    let values = (0..<count).map { 0.02 * pow(100, Double($0) / Double(count - 1)) }
    let storage = (0..<3).map { _ in FloatStorage(count: rows * columns) }
    let matrices = storage.map { $0.matrix(rows: rows, columns: columns) }
    for (i, value) in product(left, values, right).enumerated() { matrices[1].pointer[i] = Float(4 * value) }
    let before = (0..<rows * columns).map { _ in Float.random(in: -1...1, using: &generator) }
    for (i, value) in before.enumerated() { matrices[0].pointer[i] = value }

    let muon = Muon(weightDecay: 0.1)
    muon.update(matrices[0], gradients: matrices[1], momentum: matrices[2], scale: 0.25, learningRate: 0.01)

    let norm = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let expected = product(left, values.map { flattened($0 / norm) }, right)
    let rate = 0.01 * 0.2 * Double(max(rows, columns)).squareRoot()
    for i in 0..<rows * columns {
      #expect(abs(Double(matrices[0].pointer[i]) - (0.999 * Double(before[i]) - rate * expected[i])) < 1e-5)
    }
    #expect(matrices[1].elements.allSatisfy { $0 == 0 })
    withExtendedLifetime(storage) {}
  }

  /// Matrices of layers move by Muon, all else as under Adam, whatever the number of workers.
  @Test(arguments: [1, 3]) func onlyMatricesOfLayersDiffer(threads: Int) throws {
    try OpenBLAS.open()
    let configuration = TransformerConfiguration(
      vocabularySize: 9, dim: 4, feedForward: 6, heads: 2, encoderLayers: 1, decoderLayers: 1)
    let results = OptimiserRule.allCases.map { rule in
      var generator = SplitMix64(seed: 2)
      let (parameters, gradients) = (ParameterVector(configuration), ParameterVector(configuration))
      parameters.initialize(using: &generator)
      var options = Optimiser.Options()
      options.rule = rule
      let optimiser = Optimiser(options, layout: parameters.layout)
      for _ in 0..<3 {
        for i in 0..<parameters.storage.count {
          gradients.storage.pointer[i] = Float.random(in: -1...1, using: &generator)
        }
        _ = optimiser.update(
          parameters, gradients: gradients, tokens: 1, learningRate: 0.01, workers: WorkerPool(count: threads))
      }
      #expect((0..<parameters.storage.count).allSatisfy { gradients.storage.pointer[$0] == 0 })
      return parameters
    }
    for (adam, muon) in zip(results[0].named, results[1].named) {
      let isMatrix = adam.values.rows > 1 && adam.name != "Wemb"
      #expect((adam.values.elements != muon.values.elements) == isMatrix, "\(adam.name)")
    }
    withExtendedLifetime(results) {}
  }
}
