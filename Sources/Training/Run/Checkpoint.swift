import FoundationEssentials
import Tensors
import Transformer

/// All that a run needs to go on as if it had never stopped: weights, optimiser, moving average, place in the data.
package struct Checkpoint {
  /// What is not a number of the model.
  package struct State: Codable, Equatable, Sendable {
    package var update = 0
    package var position = DataPosition()
    /// Target tokens trained on so far.
    package var tokens = 0
    package var validationsWithoutProgress = 0
    /// The best value of each metric, under its name.
    package var best: [String: Double] = [:]
    package var divergence = DivergenceWatch()
    /// The effective configuration, under the names of ``TrainingKey``.
    package var settings: [String: [String]]?
    /// What the data was: see ``DataStamps``.
    package var stamps: DataStamps?
    /// Whether the model it began with, if any, knew placeholder tokens.
    package var beganWithPlaceholders: Bool?
    /// Whether the model it began with, if any, heeded hints.
    package var beganWithHints: Bool?
    /// Whether the model it began with, if any, heeded translations of like sentences.
    package var beganWithPast: Bool?

    package init() {}

    private enum CodingKeys: String, CodingKey {
      case update, position, tokens, validationsWithoutProgress, best, divergence, settings, stamps,
        beganWithPlaceholders, beganWithHints, beganWithPast
    }

    private enum OldKeys: String, CodingKey { case bestLoss }

    /// Fields that older checkpoints lack have the values of a run that begins.
    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      update = try container.decode(Int.self, forKey: .update)
      position = try container.decode(DataPosition.self, forKey: .position)
      tokens = try container.decodeIfPresent(Int.self, forKey: .tokens) ?? 0
      validationsWithoutProgress = try container.decodeIfPresent(Int.self, forKey: .validationsWithoutProgress) ?? 0
      divergence = try container.decodeIfPresent(DivergenceWatch.self, forKey: .divergence) ?? DivergenceWatch()
      settings = try container.decodeIfPresent([String: [String]].self, forKey: .settings)
      stamps = try container.decodeIfPresent(DataStamps.self, forKey: .stamps)
      beganWithPlaceholders = try container.decodeIfPresent(Bool.self, forKey: .beganWithPlaceholders)
      beganWithHints = try container.decodeIfPresent(Bool.self, forKey: .beganWithHints)
      beganWithPast = try container.decodeIfPresent(Bool.self, forKey: .beganWithPast)
      let oldLoss = try decoder.container(keyedBy: OldKeys.self).decodeIfPresent(Double.self, forKey: .bestLoss)
      best =
        try container.decodeIfPresent([String: Double].self, forKey: .best)
        ?? oldLoss.map { [ValidationMetric.crossEntropy.rawValue: $0] } ?? [:]
    }
  }

  package static let fileName = "checkpoint.safetensors"
  private static let stateKey = "state"

  /// Writes one file, atomically: a crash or a full disk leaves the preceding checkpoint as it was.
  package static func write(
    _ state: State, parameters: ParameterVector, optimiser: Optimiser, to path: String
  ) throws(ModelError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let json = try? encoder.encode(state) else {
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

  /// Reads the numbers into `parameters` and `optimiser`. A moving average that is new to the run begins with the
  /// weights.
  package static func read(_ path: String, parameters: ParameterVector, optimiser: Optimiser) throws(ModelError) {
    let file = try SafetensorsFile(path: path)
    let shape = [1, parameters.storage.count]
    try file.read("weights", shape: shape, to: parameters.storage.pointer)
    try file.read("adam.first_moment", shape: shape, to: optimiser.firstMoment.pointer)
    try file.read("adam.second_moment", shape: shape, to: optimiser.secondMoment.pointer)
    guard let average = optimiser.average else { return }
    let source = file.tensors["average"] == nil ? "weights" : "average"
    try file.read(source, shape: shape, to: average.pointer)
  }

  private static func flat(_ storage: FloatStorage) -> Matrix { storage.matrix(rows: 1, columns: storage.count) }
}
