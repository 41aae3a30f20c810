import FoundationEssentials
import Tensors
import Transformer

/// All that a run needs to go on as if it had never stopped: weights, optimiser, moving average, place in the data.
package struct Checkpoint {
  /// What is not a number of the model.
  package struct State: Codable, Equatable, Sendable {
    package var update = 0
    package var position = DataPosition()
    package var bestLoss: Double?
    package var validationsWithoutProgress = 0
    /// Target tokens trained on so far.
    package var tokens = 0
    package var options: TrainingOptions
  }

  package static let fileName = "checkpoint.safetensors"
  private static let stateKey = "state"

  /// Writes one file, atomically: a crash or a full disk leaves the preceding checkpoint as it was.
  package static func write(
    _ state: State, parameters: ParameterVector, optimiser: Adam, to path: String
  ) throws(ModelError) {
    guard let json = try? JSONEncoder().encode(state) else {
      throw .unwritable(path: path, reason: "its state cannot be encoded")
    }
    var tensors = [("weights", flat(parameters.storage))]
    tensors.append(("adam.first_moment", flat(optimiser.firstMoment)))
    tensors.append(("adam.second_moment", flat(optimiser.secondMoment)))
    if let average = optimiser.average { tensors.append(("average", flat(average))) }
    try SafetensorsWriter.write(
      tensors.map { (name: $0.0, values: $0.1) }, metadata: [stateKey: String(decoding: json, as: UTF8.self)], to: path)
  }

  /// Reads the state alone.
  package static func readState(_ path: String) throws(ModelError) -> State {
    let file = try SafetensorsFile(path: path)
    guard let json = file.metadata[stateKey],
      let state = try? JSONDecoder().decode(State.self, from: Data(json.utf8))
    else { throw .malformed(path: path, reason: "it holds no training state") }
    return state
  }

  /// Reads the numbers into `parameters` and `optimiser`.
  package static func read(_ path: String, parameters: ParameterVector, optimiser: Adam) throws(ModelError) {
    let file = try SafetensorsFile(path: path)
    let shape = [1, parameters.storage.count]
    try file.read("weights", shape: shape, to: parameters.storage.pointer)
    try file.read("adam.first_moment", shape: shape, to: optimiser.firstMoment.pointer)
    try file.read("adam.second_moment", shape: shape, to: optimiser.secondMoment.pointer)
    if let average = optimiser.average { try file.read("average", shape: shape, to: average.pointer) }
  }

  private static func flat(_ storage: FloatStorage) -> Matrix { storage.matrix(rows: 1, columns: storage.count) }
}
