import CKernels
import Tensors
import Transformer

/// Muon (Jordan et al. 2024): a matrix moves along its momentum with all singular values made nearly equal, so that
/// rare directions are learnt as fast as frequent ones.
///
/// Updates are scaled as in Liu et al. (2025, "Muon is scalable for LLM training"), to the size that Adam's usually
/// have; so learning rates found with Adam carry over.
package final class Muon {
  private static let momentum: Float = 0.95
  private static let rounds = 5
  /// x -> ax + bx³ + cx⁵, five times over, takes 0.005 ... 1 to about 0.7 ... 1.2.
  private static let coefficients: (a: Float, b: Float, c: Float) = (3.4445, -4.7750, 2.0315)

  private let weightDecay: Float
  private let products: Products
  private let arena = Arena()

  /// - Parameter precision: of the iteration's products; its coefficients were found with bfloat16 in mind.
  package init(weightDecay: Float, precision: ProductPrecision = .float32) {
    self.weightDecay = weightDecay
    products = Products(precision)
  }

  /// Embeddings are looked up by row, and vectors have no singular values.
  package static func suits(_ parameter: ParameterLayout.Parameter) -> Bool {
    parameter.rows > 1 && parameter.name != "Wemb"
  }

  /// - Parameters:
  ///   - gradients: sums, to be multiplied by `scale`; set to zero.
  ///   - momentum: moving average of the gradients, brought up to date.
  package func update(_ weights: Matrix, gradients: Matrix, momentum: Matrix, scale: Float, learningRate: Float) {
    let mark = arena.mark
    defer { arena.release(to: mark) }
    let direction = arena.matrix(rows: weights.rows, columns: weights.columns)
    for i in 0..<weights.count {
      let gradient = scale * gradients.pointer[i]
      momentum.pointer[i] += (1 - Self.momentum) * (gradient - momentum.pointer[i])
      // Nesterov's: the momentum as the next update would see it.
      direction.pointer[i] = gradient + Self.momentum * (momentum.pointer[i] - gradient)
    }
    gradients.fill(0)
    let orthogonal = orthogonalized(direction)
    let rate = learningRate * 0.2 * Float(max(weights.rows, weights.columns)).squareRoot()
    let kept = 1 - learningRate * weightDecay
    for i in 0..<weights.count { weights.pointer[i] = kept * weights.pointer[i] - rate * orthogonal.pointer[i] }
  }

  /// The matrix with the singular vectors of `g` and singular values near 1, by Newton-Schulz iteration; `g` is used up.
  private func orthogonalized(_ g: Matrix) -> Matrix {
    ck_scale(g.pointer, g.count, Float(1 / (ck_sum_of_squares(g.pointer, g.count).squareRoot() + 1e-7)), g.pointer)
    let isWide = g.columns > g.rows
    let side = min(g.rows, g.columns)
    let (square, polynomial) = (arena.matrix(rows: side, columns: side), arena.matrix(rows: side, columns: side))
    var (x, next) = (g, arena.matrix(rows: g.rows, columns: g.columns))
    for _ in 0..<Self.rounds {
      products.square(x, transposed: !isWide, into: square)
      products.square(square, into: polynomial)
      for i in 0..<polynomial.count {
        polynomial.pointer[i] = Self.coefficients.b * square.pointer[i] + Self.coefficients.c * polynomial.pointer[i]
      }
      for i in 0..<side { polynomial.pointer[i * (side + 1)] += Self.coefficients.a }
      if isWide { products.multiply(polynomial, x, into: next) } else { products.multiply(x, polynomial, into: next) }
      swap(&x, &next)
    }
    return x
  }
}
