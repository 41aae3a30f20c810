import CKernels
import Tensors
import Transformer

/// What one worker needs to run a batch forward and backward: shared parameters, gradients and memory of its own.
package final class Workspace {
  package let parameters: ParameterVector
  /// Sums of gradients, laid out like the parameters; whoever uses them up sets them to zero.
  package let gradients: ParameterVector
  package let arena: Arena
  package let products: Products
  package let dropout: DropoutRates
  /// Processor time spent in attention, without the products around it, and in the loss over the vocabulary.
  package var attentionSeconds = 0.0
  package var lossSeconds = 0.0
  private var dropoutKey: UInt64 = 0

  package init(_ parameters: ParameterVector, dropout: DropoutRates, precision: ProductPrecision) {
    self.parameters = parameters
    gradients = ParameterVector(parameters.configuration)
    arena = Arena(blockCount: 1 << 22)
    products = Products(precision)
    self.dropout = dropout
  }

  package var configuration: TransformerConfiguration { parameters.configuration }

  /// Begins a batch: takes back all memory. Equal seeds drop the same elements.
  package func begin(seed: UInt64) {
    arena.reset()
    dropoutKey = seed
  }

  /// A key for the next dropout; its mask is made again from it on the way back.
  func nextDropoutKey() -> UInt64 {
    dropoutKey &+= 0x9E37_79B9_7F4A_7C15
    var key = dropoutKey
    key = (key ^ (key >> 30)) &* 0xBF58_476D_1CE4_E5B9
    key = (key ^ (key >> 27)) &* 0x94D0_49BB_1331_11EB
    return key ^ (key >> 31)
  }

  func gradient(_ parameter: ParameterLayout.Parameter) -> Matrix { gradients[parameter] }

  func matrix(like other: Matrix) -> Matrix { arena.matrix(rows: other.rows, columns: other.columns) }
}

/// Shares of elements set to zero while training (Srivastava et al. 2014).
public struct DropoutRates: Codable, Equatable, Sendable {
  /// On embeddings and on what a sublayer adds to the residual stream.
  public var residual: Float
  /// On attention probabilities.
  public var attention: Float
  /// On the hidden layer of the feed-forward networks.
  public var feedForward: Float

  public init(residual: Float = 0.1, attention: Float = 0, feedForward: Float = 0) {
    self.residual = residual
    self.attention = attention
    self.feedForward = feedForward
  }

  public static let none = DropoutRates(residual: 0)
}
