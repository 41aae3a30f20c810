import Tensors

/// Where the parts of ``TransformerWeights`` come from: parameters that are packed now, or a file in which they stand
/// quantised and packed. Names are those of the parameters; of matrices that are packed side by side, the first one's.
final class WeightSource {
  /// A part as it would stand in a file, for whoever writes one.
  enum Part {
    case matrix(PackedMatrix)
    case vector(FloatStorage)
  }

  let configuration: TransformerConfiguration
  private let origin: Origin
  private(set) var parts: [(name: String, part: Part)] = []

  private enum Origin {
    case parameters(ParameterVector, WeightPrecision)
    case quantized(SafetensorsFile)
  }

  init(_ parameters: ParameterVector, precision: WeightPrecision) {
    configuration = parameters.configuration
    origin = .parameters(parameters, precision)
  }

  /// - Parameter file: what ``QuantizedWeights`` has written.
  init(_ configuration: TransformerConfiguration, quantized file: SafetensorsFile) {
    self.configuration = configuration
    origin = .quantized(file)
  }

  /// Matrices side by side, with their biases.
  func matrix(
    _ names: [String], biases: [String], inputs: Int, outputs: Int, transposed: Bool = false
  ) throws(ModelError) -> PackedMatrix {
    let result: PackedMatrix
    switch origin {
    case .parameters(let parameters, let precision):
      let (weights, biases) = (names.map { parameters[$0] }, biases.map { parameters[$0] })
      switch precision {
      case .int8: result = PackedMatrix(quantizing: weights, transposed: transposed, biases: biases)
      case .float32: result = PackedMatrix(weights, transposed: transposed, biases: biases)
      }
    case .quantized(let file):
      let size = PackedMatrix.int8Bytes(inputs: inputs, outputs: outputs)
      let bytes = try file.bytes(names[0], type: "I8", shape: [size / 64, 64])
      guard let start = bytes.baseAddress else { throw .tensorMissing(path: file.path, name: names[0]) }
      result = PackedMatrix(int8: start, inputs: inputs, outputs: outputs, owner: file.owner)
    }
    parts.append((names[0], .matrix(result)))
    return result
  }

  /// A parameter of one row.
  func vector(_ name: String, count: Int) throws(ModelError) -> FloatStorage {
    let result: FloatStorage
    switch origin {
    case .parameters(let parameters, _): result = FloatStorage(parameters[name].elements)
    case .quantized(let file):
      result = FloatStorage(count: count)
      try file.read(name, shape: [1, count], to: result.pointer)
    }
    parts.append((name, .vector(result)))
    return result
  }

  /// The embeddings: tied to `output`, so that they need no memory of their own in int8.
  func embedding(output: PackedMatrix) -> EmbeddingWeights {
    guard case .parameters(let parameters, .float32) = origin else { return EmbeddingWeights(tiedTo: output) }
    return EmbeddingWeights(parameters["Wemb"])
  }
}
