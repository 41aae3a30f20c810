import Basics
import Glibc
import Tensors
import Testing
import Threads
import Training
import Transformer

@Suite struct OptimiserTests {
  /// Ten steps of Adam with clipping, decay and a moving average, against the formulas in double precision.
  @Test(arguments: [1, 2]) func adamFollowsItsFormulas(threads: Int) {
    let configuration = TransformerConfiguration(
      vocabularySize: 9, dim: 4, feedForward: 6, heads: 2, encoderLayers: 1, decoderLayers: 1)
    let (parameters, gradients) = (ParameterVector(configuration), ParameterVector(configuration))
    var generator = SplitMix64(seed: 2)
    parameters.initialize(using: &generator)
    var options = Optimiser.Options()
    (options.weightDecay, options.clipNorm, options.smoothing, options.epsilon) = (0.01, 0.5, 0.3, 1e-6)
    let count = parameters.storage.count
    let adam = Optimiser(options, layout: parameters.layout)
    var weights = (0..<count).map { Double(parameters.storage.pointer[$0]) }
    var (m, v, average) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count), weights)
    for step in 1...10 {
      // Some gradients long enough to be clipped, some not.
      let size: Float = step % 2 == 0 ? 10 : 0.1
      let sums = (0..<count).map { _ in Float.random(in: -size...size, using: &generator) }
      for i in 0..<count { gradients.storage.pointer[i] = sums[i] }
      let norm = adam.update(
        parameters, gradients: gradients, tokens: 4, learningRate: 0.01, workers: WorkerPool(count: threads))
      let means = sums.map { Double($0) / 4 }
      let expectedNorm = means.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(norm - expectedNorm) < 1e-5 * expectedNorm)
      let clip = min(1, 0.5 / expectedNorm)
      for i in 0..<count {
        let g = means[i] * clip
        m[i] = 0.9 * m[i] + 0.1 * g
        v[i] = 0.98 * v[i] + 0.02 * g * g
        let (mean, deviation) = (
          m[i] / (1 - pow(0.9, Double(step))), (v[i] / (1 - pow(0.98, Double(step)))).squareRoot()
        )
        weights[i] -= 0.01 * (mean / (deviation + 1e-6) + 0.01 * weights[i])
        average[i] += max(0.3, 9 / Double(step + 8)) * (weights[i] - average[i])
      }
      #expect((0..<count).allSatisfy { gradients.storage.pointer[$0] == 0 })
    }
    for i in 0..<count {
      #expect(abs(Double(parameters.storage.pointer[i]) - weights[i]) < 2e-5)
      #expect(abs(Double(adam.average?.pointer[i] ?? .nan) - average[i]) < 2e-5)
    }
  }

  @Test func learningRateFollowsItsSchedule() {
    var schedule = LearningRateSchedule(peak: 0.005, warmup: 2000)
    schedule.initial = 1e-7
    // Linear from the initial rate to the peak, then peak * sqrt(warmup / update).
    for (update, rate) in [(1000, 0.00250005), (2000, 0.005), (8000, 0.0025), (32_000, 0.00125)] {
      #expect(abs(schedule.rate(at: update) - rate) < 1e-9)
    }
    #expect(schedule.rate(at: 1) > 1e-7 && schedule.rate(at: 1) < 3e-6)
    (schedule.end, schedule.cooldown) = (8000, 4000)
    #expect(abs(schedule.rate(at: 4000) - 0.005 * 0.5.squareRoot()) < 1e-12)
    #expect(abs(schedule.rate(at: 6000) - 0.5 * 0.005 * (1.0 / 3).squareRoot()) < 1e-12)
    #expect(schedule.rate(at: 8000) == 0)
  }
}
