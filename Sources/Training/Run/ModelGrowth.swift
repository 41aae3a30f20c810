import Subwords
import Tensors
import Transformer

/// Makes a model out of a smaller one of the same width, so that it says the same before it has learnt more.
package struct ModelGrowth {
  private let model: ParameterVector

  package init(from model: ParameterVector) { self.model = model }

  /// Writes a grown model to `parameters`: layers and feed-forward units as deep and wide as theirs, new layers on top
  /// of the old, new pieces behind the old.
  ///
  /// What is new begins at random, as in a run from nothing, but for what it would be heard by: the output projections
  /// of new layers and the output rows of new units are zero.
  package func fill(_ parameters: ParameterVector, using generator: inout some RandomNumberGenerator) {
    parameters.initialize(using: &generator)
    let old = Set(model.layout.parameters.map(\.name))
    for parameter in parameters.layout.parameters {
      if old.contains(parameter.name) {
        copy(model[parameter.name], to: parameters[parameter])
      } else if Self.isOutputProjection(parameter.name) {
        parameters[parameter].fill(0)
      }
    }
    silenceNewUnits(parameters)
    fillNewPieces(parameters, using: &generator)
    withExtendedLifetime(model) {}
  }

  /// Whether a parameter is the last product of a sublayer. Biases begin with zero anyway.
  private static func isOutputProjection(_ name: String) -> Bool { name.hasSuffix("_Wo") || name.hasSuffix("_W2") }

  /// To the first rows and columns.
  private func copy(_ old: Matrix, to new: Matrix) {
    for row in 0..<old.rows { new.row(row).update(from: old.row(row), count: old.columns) }
  }

  private func silenceNewUnits(_ parameters: ParameterVector) {
    let units = model.configuration.feedForward..<parameters.configuration.feedForward
    for parameter in parameters.layout.parameters where parameter.name.hasSuffix("_W2") {
      parameters[parameter].rows(units).fill(0)
    }
  }

  /// Share of the deviation of the embeddings that sets new ones apart.
  private static let noise: Float = 0.3

  /// New pieces begin near the mean of the ordinary ones, so that all of them together are less likely than one that
  /// the model knows, and with noise, so that they can part.
  private func fillNewPieces(_ parameters: ParameterVector, using generator: inout some RandomNumberGenerator) {
    let (old, new) = (model.configuration.vocabularySize, parameters.configuration.vocabularySize)
    guard new > old else { return }
    let first = min(Int(Vocabulary.firstOrdinary), old - 1)
    for name in ["Wemb", "decoder_ff_logit_out_b"] {
      let isTable = name == "Wemb"
      let values = parameters[name]
      let width = isTable ? values.columns : 1
      for column in 0..<width {
        let known = (first..<old).map { values.pointer[$0 * width + column] }
        let (mean, deviation) = Self.moments(known)
        for piece in old..<new {
          // The embeddings' beginnings have a deviation of 1/sqrt(dim).
          let random = isTable ? values.pointer[piece * width + column] * Float(width).squareRoot() : 0
          values.pointer[piece * width + column] = mean + Self.noise * deviation * random
        }
      }
    }
  }

  private static func moments(_ values: [Float]) -> (mean: Float, deviation: Float) {
    let mean = values.reduce(0, +) / Float(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count)
    return (mean, variance.squareRoot())
  }
}
