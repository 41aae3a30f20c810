import Tensors

/// Where the parts of ``TransformerWeights`` come from: parameters that are packed now, in memory or in a file, or a file
/// in which they stand quantised and packed. Names are those of the parameters; of matrices that are packed side by side, the first one's.
final class WeightSource {
  /// A part as it would stand in a file, for whoever writes one.
  enum Part {
    case matrix(PackedMatrix)
    case vector(FloatStorage)
  }

  let configuration: TransformerConfiguration
  private let origin: Origin
  /// Together in few large blocks, matrices need few page faults.
  private let arena = Arena(blockCount: 1 << 20)
  private(set) var parts: [(name: String, part: Part)] = []
  /// Where everything that is read is written to as parameters, if anywhere.
  private let target: ParameterVector?

  private enum Origin {
    case parameters(ParameterVector, WeightPrecision)
    /// Parameters that are quantised one by one as they are read.
    case file(SafetensorsFile)
    case quantized(SafetensorsFile)
  }

  var precision: WeightPrecision {
    switch origin {
    case .parameters(_, let precision): precision
    case .file, .quantized: .int8
    }
  }

  /// - Parameter file: parameters, which are quantised to int8.
  init(_ configuration: TransformerConfiguration, quantizing file: SafetensorsFile) {
    self.configuration = configuration
    origin = .file(file)
    target = nil
  }

  init(_ parameters: ParameterVector, precision: WeightPrecision) {
    configuration = parameters.configuration
    origin = .parameters(parameters, precision)
    target = nil
  }

  /// - Parameters:
  ///   - file: what ``QuantizedWeights`` has written.
  ///   - target: receives the parameters that are read, as near as int8 has them.
  init(_ configuration: TransformerConfiguration, quantized file: SafetensorsFile, to target: ParameterVector? = nil) {
    self.configuration = configuration
    origin = .quantized(file)
    self.target = target
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
    case .file(let file):
      result = try quantize(
        file, names, biases: biases, inputs: inputs, outputs: outputs / names.count, transposed: transposed)
    case .quantized(let file):
      let size = PackedMatrix.int8Bytes(inputs: inputs, outputs: outputs)
      let bytes = try file.bytes(names[0], type: .int8, shape: [size / 64, 64])
      guard let start = bytes.baseAddress else { throw .tensorMissing(path: file.path, name: names[0]) }
      result = PackedMatrix(int8: start, inputs: inputs, outputs: outputs, owner: file.owner)
      guard result.isSound else {
        throw .malformed(path: file.path, reason: "tensor \(names[0]) is not what 'translate model quantize' writes")
      }
    }
    parts.append((names[0], .matrix(result)))
    if let target {
      unpack(result, names.map { target[$0] }, biases: biases.map { target[$0] }, transposed: transposed)
    }
    return result
  }

  /// Writes matrices that are packed side by side to where each belongs.
  private func unpack(_ packed: PackedMatrix, _ weights: [Matrix], biases: [Matrix], transposed: Bool) {
    let column = FloatStorage(count: packed.inputs)
    let outputs = packed.outputs / weights.count
    for output in 0..<packed.outputs {
      packed.unpack(output: output, times: 1, to: column.pointer)
      let (weight, place) = (weights[output / outputs], output % outputs)
      if transposed {
        weight.row(place).update(from: column.pointer, count: packed.inputs)
      } else {
        for input in 0..<packed.inputs { weight.row(input)[place] = column.pointer[input] }
      }
    }
    guard !biases.isEmpty else { return }
    let bias = packed.bias()
    for (index, row) in biases.enumerated() { row.pointer.update(from: bias.pointer + index * outputs, count: outputs) }
  }

  /// - Parameter outputs: of each matrix.
  private func quantize(
    _ file: SafetensorsFile, _ names: [String], biases: [String], inputs: Int, outputs: Int, transposed: Bool
  ) throws(ModelError) -> PackedMatrix {
    // Before memory is taken for as much as the configuration says.
    for name in names { try file.expect(name, shape: transposed ? [outputs, inputs] : [inputs, outputs]) }
    defer { file.forget() }
    let packer = Int8Packer(inputs: inputs, outputs: names.count * outputs, arena: arena)
    for name in names {
      if !transposed, let halves = try file.halves(name, shape: [inputs, outputs]) {
        packer.append(transposed: halves, columns: outputs)
        continue
      }
      // An output a row can be taken block by block.
      let blockRows = transposed ? min(outputs, 64) : inputs
      let (rows, columns) = transposed ? (outputs, inputs) : (inputs, outputs)
      let block = FloatStorage(uninitialized: blockRows * columns)
      for first in stride(from: 0, to: rows, by: blockRows) {
        let end = min(rows, first + blockRows)
        try file.read(name, shape: [rows, columns], elements: first * columns..<end * columns, to: block.pointer)
        let matrix = block.matrix(rows: end - first, columns: columns)
        if end % 4096 == 0 { file.forget() }
        if transposed { packer.append(matrix) } else { packer.append(transposed: matrix) }
      }
    }
    let bias = FloatStorage(uninitialized: names.count * outputs)
    for (index, name) in biases.enumerated() {
      try file.read(name, shape: [1, outputs], to: bias.pointer + index * outputs)
    }
    defer { withExtendedLifetime(bias) {} }
    return packer.matrix(bias: biases.isEmpty ? nil : bias.pointer)
  }

  /// A parameter of one row.
  func vector(_ name: String, count: Int) throws(ModelError) -> FloatStorage {
    let result: FloatStorage
    switch origin {
    case .parameters(let parameters, _): result = FloatStorage(parameters[name].elements)
    case .file(let file), .quantized(let file):
      result = FloatStorage(uninitialized: count)
      try file.read(name, shape: [1, count], to: result.pointer)
    }
    parts.append((name, .vector(result)))
    target?[name].pointer.update(from: result.pointer, count: count)
    return result
  }

  /// Embeddings. In int8 those that are tied to an output layer need no memory of their own.
  func embedding(_ name: String, tokens: Int, tiedTo output: PackedMatrix?) throws(ModelError) -> EmbeddingWeights {
    let (dim, scale) = (configuration.dim, configuration.embeddingScale)
    if case .parameters(let parameters, .float32) = origin { return EmbeddingWeights(parameters[name], scale: scale) }
    if let output { return EmbeddingWeights(tiedTo: output, scale: scale) }
    let matrix = try matrix([name], biases: [], inputs: dim, outputs: tokens, transposed: true)
    return EmbeddingWeights(tiedTo: matrix, scale: scale)
  }
}
