import Tensors
import Transformer

/// A model's parameters as float32, one by one, for whoever writes them elsewhere: one is in memory at a time. Of a
/// quantised model they are as near as int8 has them.
struct ParameterReader {
  let configuration: TransformerConfiguration
  /// In the order in which they are stored.
  let parameters: [ParameterLayout.Parameter]
  private let layout: [String: ParameterLayout.Parameter]
  private let weights: SafetensorsFile
  /// Of a quantised model, whose file does not hold the parameters one by one.
  private let unpacked: ParameterVector?

  init(_ directory: ModelDirectory) throws {
    configuration = directory.description.configuration
    weights = try directory.weights()
    unpacked = try QuantizedWeights.isQuantized(weights) ? ParameterVector(configuration, from: weights) : nil
    parameters = ParameterLayout(configuration).parameters
    layout = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0) })
  }

  subscript(name: String) -> ParameterLayout.Parameter? { layout[name] }

  func read(_ parameter: ParameterLayout.Parameter, to target: UnsafeMutablePointer<Float>) throws(ModelError) {
    if let unpacked {
      target.update(from: unpacked[parameter].pointer, count: parameter.count)
    } else {
      try weights.read(parameter.name, shape: [parameter.rows, parameter.columns], to: target)
      weights.forget()
    }
  }

  /// A parameter, and as many zeros behind it as are asked for.
  func read(_ parameter: ParameterLayout.Parameter, zeros: Int = 0) throws(ModelError) -> FloatStorage {
    let storage = FloatStorage(count: parameter.count + zeros)
    try read(parameter, to: storage.pointer)
    return storage
  }

  /// A matrix with rows and columns the other way round.
  func transposed(_ parameter: ParameterLayout.Parameter) throws(ModelError) -> FloatStorage {
    let values = try read(parameter)
    let copy = FloatStorage(uninitialized: parameter.count)
    values.matrix(rows: parameter.rows, columns: parameter.columns)
      .transposed(into: copy.matrix(rows: parameter.columns, columns: parameter.rows))
    withExtendedLifetime(values) {}
    return copy
  }

  /// Whether all numbers of a parameter's row are zero.
  func isZero(row: Int, of parameter: ParameterLayout.Parameter) throws(ModelError) -> Bool {
    let values = try read(parameter)
    defer { withExtendedLifetime(values) {} }
    let start = row * parameter.columns
    return (start..<start + parameter.columns).allSatisfy { values.pointer[$0] == 0 }
  }
}
