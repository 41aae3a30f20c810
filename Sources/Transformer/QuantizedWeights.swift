import Tensors

/// Weights that were quantised ahead of time: a safetensors file whose matrices are what `ck_pack_s8` writes, so that a
/// start needs no more than to map it.
///
/// Every packed matrix is an `I8` tensor `[bytes / 64, 64]` under the name of its (first) parameter; biases and scales
/// are inside. Layer normalisation is in float32.
public enum QuantizedWeights {
  /// The number changes when the matrices of before would be read wrongly: since 2 neighbouring weights add up to 128 at
  /// most.
  static let formatKey = "quantization"
  static let format = "translate-int8-2"

  /// Whether the weights in `file` are quantised.
  ///
  /// - Throws: ``ModelError/quantizedOtherwise(path:format:)`` if they are, but not as this program does it.
  public static func isQuantized(_ file: SafetensorsFile) throws(ModelError) -> Bool {
    guard let found = file.metadata[formatKey] else { return false }
    guard found == format else { throw .quantizedOtherwise(path: file.path, format: found) }
    return true
  }

  /// Quantises `parameters` and writes them.
  ///
  /// - Throws: ``ModelError/unwritable(path:reason:)``.
  public static func write(_ parameters: ParameterVector, to path: String) throws(ModelError) {
    try write(WeightSource(parameters, precision: .int8), to: path)
  }

  static func write(_ source: WeightSource, to path: String) throws(ModelError) {
    let weights = try TransformerWeights(source)
    // Matrices first: each is a multiple of 64 bytes, so that all begin on such a boundary.
    var matrices: [SafetensorsWriter.RawTensor] = []
    var vectors: [SafetensorsWriter.RawTensor] = []
    for (name, part) in source.parts {
      switch part {
      case .matrix(let matrix):
        guard let bytes = matrix.int8Bytes else { continue }
        matrices.append(.init(name: name, type: .int8, shape: [bytes.count / 64, 64], bytes: bytes))
      case .vector(let vector):
        let bytes = UnsafeRawBufferPointer(start: vector.pointer, count: vector.count * 4)
        vectors.append(.init(name: name, type: .float32, shape: [1, vector.count], bytes: bytes))
      }
    }
    try SafetensorsWriter.write(matrices + vectors, metadata: [formatKey: format], to: path)
    withExtendedLifetime((source, weights)) {}
  }
}
