import CKernels
import Glibc
import Tensors
import Transformer

/// Adam (Kingma and Ba 2015) with gradient clipping, and an exponential moving average of the weights beside it.
package final class Adam {
  package struct Options: Codable, Equatable, Sendable {
    package var beta1: Float = 0.9
    package var beta2: Float = 0.98
    package var epsilon: Float = 1e-9
    package var weightDecay: Float = 0
    /// Longest gradient, as L2 norm of the mean over tokens; 0: no limit.
    package var clipNorm: Float = 1
    /// Weight of the latest update in the moving average; 0: no average.
    package var smoothing: Float = 1e-4

    package init() {}
  }

  package let options: Options
  package let firstMoment: FloatStorage
  package let secondMoment: FloatStorage
  /// Moving average of the weights; absent if smoothing is off.
  package let average: FloatStorage?
  package private(set) var updates: Int

  package init(_ options: Options, count: Int, updates: Int = 0) {
    self.options = options
    self.updates = updates
    firstMoment = FloatStorage(count: count)
    secondMoment = FloatStorage(count: count)
    average = options.smoothing > 0 ? FloatStorage(count: count) : nil
  }

  /// One update. `gradients` holds sums over `tokens` target tokens and is set to zero.
  ///
  /// - Returns: the norm of the mean gradient before clipping.
  package func update(
    _ parameters: ParameterVector, gradients: ParameterVector, tokens: Int, learningRate: Double, workers: WorkerPool
  ) -> Double {
    updates += 1
    let count = parameters.storage.count
    let squares = workers.map(over: count) { ck_sum_of_squares(gradients.storage.pointer + $0.lowerBound, $0.count) }
    let norm = squares.reduce(0, +).squareRoot() / Double(tokens)
    let clip = options.clipNorm > 0 && norm > Double(options.clipNorm) ? Double(options.clipNorm) / norm : 1
    let scale = Float(clip / Double(tokens))
    let corrections = (1 - pow(options.beta1, Float(updates)), 1 - pow(options.beta2, Float(updates)))
    _ = workers.map(over: count) { range in
      let start = range.lowerBound
      ck_adam(
        parameters.storage.pointer + start, gradients.storage.pointer + start, firstMoment.pointer + start,
        secondMoment.pointer + start, range.count, scale, Float(learningRate), options.beta1, options.beta2,
        options.epsilon, options.weightDecay, corrections.0, corrections.1)
      smooth(parameters.storage.pointer, range)
    }
    return norm
  }

  /// The average follows the weights closely at first, over the last ninth of the run, then over a fixed number of
  /// updates: the schedule of Marian's exponential smoothing.
  private func smooth(_ weights: UnsafeMutablePointer<Float>, _ range: Range<Int>) {
    guard let average = average?.pointer else { return }
    let share = max(options.smoothing, 9 / Float(min(updates, 1 << 20) + 8))
    for i in range { average[i] += share * (weights[i] - average[i]) }
  }
}
