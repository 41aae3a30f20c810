import Training
import Transformer

extension Checkpoint {
  /// What a checkpoint file holds, for comparison.
  struct Numbers: Equatable {
    var weights: [Float] = []
    var first: [Float] = []
    var second: [Float] = []
    var average: [Float] = []

    /// - Parameter run: directory of the run.
    init(_ run: String) throws {
      let file = try SafetensorsFile(path: "\(run)/\(Checkpoint.fileName)")
      func read(_ name: String) throws -> [Float] {
        let count = file.tensors[name]?.shape.last ?? 0
        var values = [Float](repeating: .nan, count: count)
        try values.withUnsafeMutableBufferPointer { buffer in
          guard let base = buffer.baseAddress else { return }
          try file.read(name, shape: [1, count], to: base)
        }
        return values
      }
      (weights, first) = (try read("weights"), try read("adam.first_moment"))
      (second, average) = (try read("adam.second_moment"), try read("average"))
    }
  }
}
