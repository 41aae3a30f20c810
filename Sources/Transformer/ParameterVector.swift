import Tensors

/// All parameters of a model in one flat float32 vector: what training updates and files store.
public final class ParameterVector {
  public let configuration: TransformerConfiguration
  public let layout: ParameterLayout
  public let storage: FloatStorage

  /// All zero.
  public init(_ configuration: TransformerConfiguration) {
    self.configuration = configuration
    layout = ParameterLayout(configuration)
    storage = FloatStorage(count: layout.count)
  }

  /// The values in `file`, which must hold every tensor of the configuration. Those of a quantised model come as near to
  /// what they were as int8 has them.
  public convenience init(
    _ configuration: TransformerConfiguration, from file: SafetensorsFile, prefix: String = ""
  ) throws(ModelError) {
    if try QuantizedWeights.isQuantized(file) {
      // Whatever is wrong with the file shows before memory is taken.
      _ = try TransformerWeights(configuration, quantized: file)
      self.init(configuration)
      _ = try TransformerWeights(WeightSource(configuration, quantized: file, to: self))
      return
    }
    // Before memory is taken for as much as the configuration says.
    for parameter in ParameterLayout(configuration).parameters {
      try file.expect(prefix + parameter.name, shape: [parameter.rows, parameter.columns])
    }
    self.init(configuration)
    for parameter in layout.parameters {
      try file.read(
        prefix + parameter.name, shape: [parameter.rows, parameter.columns], to: storage.pointer + parameter.offset)
    }
  }

  public subscript(name: String) -> Matrix { self[layout[name]] }

  public subscript(parameter: ParameterLayout.Parameter) -> Matrix {
    Matrix(storage.pointer + parameter.offset, rows: parameter.rows, columns: parameter.columns)
  }

  /// Every parameter under its name, in layout order.
  public var named: [(name: String, values: Matrix)] {
    layout.parameters.map { ($0.name, self[$0]) }
  }

  /// Initialises for training: Glorot-uniform matrices, normal embeddings of variance 1/dim, unit normalisation scales.
  public func initialize(using generator: inout some RandomNumberGenerator) {
    for parameter in layout.parameters {
      let values = self[parameter]
      if parameter.name.contains("_ln_scale") {
        values.fill(1)
      } else if parameter.name == "Wemb" {
        fillNormal(values, deviation: 1 / Float(configuration.dim).squareRoot(), using: &generator)
      } else if parameter.rows > 1 {
        let limit = (6 / Float(parameter.rows + parameter.columns)).squareRoot()
        for i in 0..<values.count { values.pointer[i] = Float.random(in: -limit...limit, using: &generator) }
      } else {
        values.fill(0)
      }
    }
  }

  /// Sum of twelve uniforms: normal enough, and the same on every machine.
  private func fillNormal(_ values: Matrix, deviation: Float, using generator: inout some RandomNumberGenerator) {
    for i in 0..<values.count {
      let sum = (0..<12).reduce(Float(-6)) { sum, _ in sum + Float.random(in: 0..<1, using: &generator) }
      values.pointer[i] = sum * deviation
    }
  }
}
