import Basics
import CKernels
import Glibc
import Tensors
import Threads
import Transformer

/// Learns a ``WeightDelta`` by Adam: the model's own weights stay, and gradients of what stands in their place become
/// gradients of the thin matrices (LoRA, Hu et al. 2021). With W + L R for a matrix, dL = dW Rᵀ and dR = Lᵀ dW.
package final class LowRankOptimiser {
  package let delta: WeightDelta
  /// The model's weights with the change; what gradients are taken of.
  package let parameters: ParameterVector
  private let base: ParameterVector
  private let gradient: FloatStorage
  private let firstMoment: FloatStorage
  private let secondMoment: FloatStorage
  private let workers: WorkerPool
  private let products: [Products]
  private var updates = 0

  private static let (beta1, beta2, epsilon): (Float, Float, Float) = (0.9, 0.98, 1e-9)
  private static let clipNorm = 1.0

  /// - Parameter base: the model's weights, which are not changed.
  package init(_ delta: WeightDelta, base: ParameterVector, workers: WorkerPool, seed: UInt64) {
    (self.delta, self.base, self.workers) = (delta, base, workers)
    parameters = ParameterVector(base.configuration)
    gradient = FloatStorage(count: delta.storage.count)
    firstMoment = FloatStorage(count: delta.storage.count)
    secondMoment = FloatStorage(count: delta.storage.count)
    products = (0..<workers.count).map { _ in Products() }
    begin(SplitMix64(seed: seed, 2))
    applyDelta()
  }

  /// The left matrices at random, the right ones zero: a change of nothing whose gradient is not.
  private func begin(_ generator: SplitMix64) {
    var generator = generator
    for part in delta.parts {
      guard let (left, _) = delta.factors(part) else { continue }
      let limit = 1 / Float(left.rows).squareRoot()
      for index in 0..<left.count { left.pointer[index] = Float.random(in: -limit...limit, using: &generator) }
    }
  }

  /// One update.
  ///
  /// - Parameters:
  ///   - gradients: of ``parameters``, sums over `tokens` target tokens; set to zero.
  /// - Returns: the norm of the mean gradient before it was cut.
  package func update(gradients: ParameterVector, tokens: Int, learningRate: Double) -> Double {
    updates += 1
    project(gradients)
    let squares = workers.map(over: gradient.count) { ck_sum_of_squares(gradient.pointer + $0.lowerBound, $0.count) }
    let norm = squares.reduce(0, +).squareRoot() / Double(tokens)
    let clip = norm > Self.clipNorm ? Self.clipNorm / norm : 1
    _ = workers.map(over: gradient.count) { range in
      let start = range.lowerBound
      ck_adam(
        delta.storage.pointer + start, gradient.pointer + start, firstMoment.pointer + start,
        secondMoment.pointer + start, range.count, Float(clip / Double(tokens)), Float(learningRate), Self.beta1,
        Self.beta2, Self.epsilon, 0, 1 - pow(Self.beta1, Float(updates)), 1 - pow(Self.beta2, Float(updates)))
    }
    applyDelta()
    return norm
  }

  /// Gradients of the weights become those of the change.
  private func project(_ gradients: ParameterVector) {
    _ = workers.map { worker in
      for index in stride(from: worker, to: delta.parts.count, by: workers.count) {
        let part = delta.parts[index]
        project(gradients[part.parameter], part, products[worker])
      }
    }
    _ = workers.map(over: gradients.storage.count) {
      (gradients.storage.pointer + $0.lowerBound).update(repeating: 0, count: $0.count)
    }
  }

  private func project(_ dW: Matrix, _ part: WeightDelta.Part, _ products: Products) {
    let target = gradient.pointer + part.offset
    guard let (left, right) = delta.factors(part) else { return target.update(from: dW.pointer, count: part.count) }
    let dLeft = Matrix(target, rows: left.rows, columns: left.columns)
    let dRight = Matrix(target + left.count, rows: right.rows, columns: right.columns)
    products.multiply(dW, right, transposedB: true, into: dLeft)
    products.multiply(left, transposedA: true, dW, into: dRight)
  }

  /// ``parameters`` anew, after the delta has changed.
  package func applyDelta() {
    _ = workers.map(over: base.storage.count) {
      (parameters.storage.pointer + $0.lowerBound).update(from: base.storage.pointer + $0.lowerBound, count: $0.count)
    }
    _ = workers.map { worker in
      for index in stride(from: worker, to: delta.parts.count, by: workers.count) {
        delta.add(delta.parts[index], to: parameters[delta.parts[index].parameter])
      }
    }
  }
}
