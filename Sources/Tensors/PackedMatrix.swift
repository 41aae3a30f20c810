import CKernels

/// A weight matrix laid out for products with few or many rows, immutable and shared by all workers.
///
/// A row of the product depends on that row of the input only, bit for bit: neither the number of rows nor their order
/// matters. That is what keeps a sentence's translation independent of the batch it travels in.
public final class PackedMatrix: @unchecked Sendable {
  public let inputs: Int
  public let outputs: Int
  private let storage: FloatStorage
  private let bias: FloatStorage?

  public enum Activation: Int32, Sendable {
    case identity = 0
    case relu = 1
    case swish = 2
  }

  /// Packs `weights` side by side: `[inputs, outputs_i]` each, or `[outputs_i, inputs]` if `transposed`.
  ///
  /// - Parameter biases: one row for each matrix, or none at all.
  public init(_ weights: [Matrix], transposed: Bool = false, biases: [Matrix] = []) {
    let widths = weights.map { transposed ? $0.rows : $0.columns }
    inputs = transposed ? weights[0].columns : weights[0].rows
    outputs = widths.reduce(0, +)
    storage = FloatStorage(count: ck_packed_floats(inputs, outputs))
    if weights.count == 1 {
      ck_pack_f32(weights[0].pointer, weights[0].stride, inputs, outputs, transposed ? 1 : 0, storage.pointer)
    } else {
      let joined = Self.joined(weights, inputs: inputs, outputs: outputs, transposed: transposed)
      ck_pack_f32(joined.pointer, outputs, inputs, outputs, 0, storage.pointer)
      withExtendedLifetime(joined) {}
    }
    bias = biases.isEmpty ? nil : FloatStorage(biases.flatMap(\.elements))
  }

  private static func joined(_ weights: [Matrix], inputs: Int, outputs: Int, transposed: Bool) -> FloatStorage {
    let joined = FloatStorage(count: inputs * outputs)
    var offset = 0
    for weight in weights {
      let width = transposed ? weight.rows : weight.columns
      for input in 0..<inputs {
        for output in 0..<width {
          joined.pointer[input * outputs + offset + output] =
            transposed ? weight.row(output)[input] : weight.row(input)[output]
        }
      }
      offset += width
    }
    return joined
  }

  /// y = activation(x W + b), x: `[rows, inputs]`, y: `[rows, outputs]`.
  public func apply(_ x: Matrix, into y: Matrix, activation: Activation = .identity) {
    assert(x.columns == inputs && y.columns == outputs && x.rows == y.rows)
    ck_gemm_f32(
      x.rows, outputs, inputs, x.pointer, x.stride, storage.pointer, bias?.pointer, activation.rawValue, y.pointer,
      y.stride)
  }
}
