import Basics
import Tensors
import Testing
import Training
import Transformer

/// Products in bfloat16 change gradients by rounding only.
@Suite struct PrecisionTests {
  @Test func bfloat16GradientsPointWhereFloat32GradientsPoint() {
    let configuration = TransformerConfiguration(
      vocabularySize: 1000, dim: 128, feedForward: 256, heads: 4, encoderLayers: 3, decoderLayers: 2)
    var generator = SplitMix64(seed: 2)
    let parameters = ParameterVector(configuration)
    parameters.initialize(using: &generator)
    let graph = TransformerGraph(configuration, labelSmoothing: 0.1, maximumLength: 64)
    func sentence(_ length: Int) -> [Int32] {
      (0..<length).map { _ in Int32.random(in: 1..<1000, using: &generator) } + [0]
    }
    let batch = Batch(
      (0..<40).map { i in TokenPair(source: sentence(3 + i % 29), target: sentence(2 + i % 31)) })
    let workspaces = ProductPrecision.allCases.map { precision in
      let workspace = Workspace(parameters, dropout: DropoutRates(residual: 0.1), precision: precision)
      _ = graph.forwardBackward(batch, seed: 3, workspace)
      return workspace
    }
    for parameter in parameters.layout.parameters {
      let (a, b) = (workspaces[0].gradients[parameter].elements, workspaces[1].gradients[parameter].elements)
      func dot(_ x: [Float], _ y: [Float]) -> Double { zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
      let cosine = dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
      // A key's bias shifts all scores of a query alike and has no gradient but rounding.
      if parameter.name.hasSuffix("_bk") { continue }
      #expect(cosine > 0.995, "\(parameter.name): cosine \(cosine)")
    }
    withExtendedLifetime(workspaces) {}
  }
}
