import CKernels
import Glibc
import Tensors
import Threads
import Transformer

/// Which rule turns gradients into updates.
public enum OptimiserRule: String, Codable, Sendable, CaseIterable {
  case adam
  /// Muon for the matrices of attention and feed-forward networks, Adam for embeddings, biases and normalisation.
  case muon
}

/// Updates weights by their gradients: Adam (Kingma and Ba 2015) for all of them, or ``Muon`` for the matrices and Adam
/// for the rest; with gradient clipping, and an exponential moving average of the weights beside it.
package final class Optimiser {
  package struct Options: Codable, Equatable, Sendable {
    package var rule = OptimiserRule.adam
    package var beta1: Float = 0.9
    package var beta2: Float = 0.98
    package var epsilon: Float = 1e-9
    package var weightDecay: Float = 0
    /// Longest gradient, as L2 norm of the mean over tokens; 0: no limit.
    package var clipNorm: Float = 1
    /// Weight of the latest update in the moving average; 0: no average.
    package var smoothing: Float = 1e-4
    /// Of the products that Muon needs.
    package var precision = ProductPrecision.float32

    package init() {}
  }

  package let options: Options
  /// Adam's first moments; of matrices that Muon updates, their momentum.
  package let firstMoment: FloatStorage
  package let secondMoment: FloatStorage
  /// Moving average of the weights; absent if smoothing is off.
  package let average: FloatStorage?
  package private(set) var updates: Int
  private let muonMatrices: [ParameterLayout.Parameter]
  private let adamRanges: [Range<Int>]
  /// One a worker, made when first needed.
  private var muons: [Muon] = []

  package init(_ options: Options, layout: ParameterLayout, updates: Int = 0) {
    self.options = options
    self.updates = updates
    firstMoment = FloatStorage(count: layout.count)
    secondMoment = FloatStorage(count: layout.count)
    average = options.smoothing > 0 ? FloatStorage(count: layout.count) : nil
    muonMatrices = options.rule == .muon ? layout.parameters.filter(Muon.suits) : []
    adamRanges = Self.rest(of: layout.count, without: muonMatrices.map(\.range))
  }

  private static func rest(of count: Int, without taken: [Range<Int>]) -> [Range<Int>] {
    let starts = [0] + taken.map(\.upperBound)
    let ends = taken.map(\.lowerBound) + [count]
    return zip(starts, ends).filter { $0 < $1 }.map { $0..<$1 }
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
    let step = Step(scale: Float(clip / Double(tokens)), rate: Float(learningRate))
    _ = workers.map(over: count) { range in
      for part in adamRanges.map({ $0.clamped(to: range) }) where !part.isEmpty {
        updateByAdam(parameters, gradients, part, step)
      }
    }
    updateByMuon(parameters, gradients, step, workers)
    _ = workers.map(over: count) { smooth(parameters.storage.pointer, $0) }
    return norm
  }

  private struct Step {
    /// By which sums of gradients are multiplied.
    let scale: Float
    let rate: Float
  }

  private func updateByAdam(
    _ parameters: ParameterVector, _ gradients: ParameterVector, _ range: Range<Int>, _ step: Step
  ) {
    let start = range.lowerBound
    ck_adam(
      parameters.storage.pointer + start, gradients.storage.pointer + start, firstMoment.pointer + start,
      secondMoment.pointer + start, range.count, step.scale, step.rate, options.beta1, options.beta2, options.epsilon,
      options.weightDecay, 1 - pow(options.beta1, Float(updates)), 1 - pow(options.beta2, Float(updates)))
  }

  /// Matrix `i` goes to worker `i mod workers`; layers follow each other, so all have about the same to do.
  private func updateByMuon(
    _ parameters: ParameterVector, _ gradients: ParameterVector, _ step: Step, _ workers: WorkerPool
  ) {
    guard !muonMatrices.isEmpty else { return }
    if muons.isEmpty {
      muons = (0..<workers.count).map { _ in Muon(weightDecay: options.weightDecay, precision: options.precision) }
    }
    _ = workers.map { worker in
      for matrix in stride(from: worker, to: muonMatrices.count, by: workers.count).map({ muonMatrices[$0] }) {
        muons[worker].update(
          parameters[matrix], gradients: gradients[matrix],
          momentum: Matrix(firstMoment.pointer + matrix.offset, rows: matrix.rows, columns: matrix.columns),
          scale: step.scale, learningRate: step.rate)
      }
    }
  }

  /// The average follows the weights closely at first, over the last ninth of the run, then over a fixed number of
  /// updates: the schedule of Marian's exponential smoothing.
  private func smooth(_ weights: UnsafeMutablePointer<Float>, _ range: Range<Int>) {
    guard let average = average?.pointer else { return }
    let share = max(options.smoothing, 9 / Float(min(updates, 1 << 20) + 8))
    for i in range { average[i] += share * (weights[i] - average[i]) }
  }
}
