import FoundationEssentials
import Glibc
import IO
import Transformer

/// The files of a run apart from its models.
package enum RunDirectory {
  package static let logName = "log.jsonl"
  package static let configurationName = "config.yaml"
  package static let checkpointsName = "checkpoints"

  static func checkpointPath(_ options: TrainingOptions) -> String { "\(options.model)/\(Checkpoint.fileName)" }

  /// Makes the directory, locks it against other processes, and clears away files that a killed one left half written.
  static func open(_ path: String) throws -> TrainingLog {
    try Directory<ModelError>.make(path)
    let log = try TrainingLog(path: "\(path)/\(logName)")
    guard log.lock() else { throw TrainingError.directoryInUse(path: path) }
    for directory in [path] + names(in: path).map({ "\(path)/\($0)" }) {
      for name in names(in: directory) where name.hasSuffix(".part") { unlink("\(directory)/\(name)") }
    }
    return log
  }

  /// What is in a directory; nothing if it is none.
  private static func names(in directory: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
  }

  /// The state to go on from, or that of a run that begins, and what the user should know about differences.
  static func loadState(_ options: TrainingOptions, _ stamps: DataStamps) throws -> (Checkpoint.State, [String]) {
    let path = checkpointPath(options)
    guard access(path, F_OK) == 0 else { return (Checkpoint.State(), []) }
    var state = try Checkpoint.readState(path)
    var notes = try state.compare(with: options, stamps, path: path)
    let metrics = Set(options.validMetrics.texts)
    if let old = state.stamps, old.validation != stamps.validation {
      notes.append("--valid-sets holds other text than before: the best values so far are forgotten")
      (state.best, state.validationsWithoutProgress) = ([:], 0)
    }
    state.best = state.best.filter { metrics.contains($0.key) }
    if let before = state.settings?["train-weights"], before != options.settings["train-weights"] {
      notes.append("a new mixture begins an epoch")
      state.position = DataPosition(epoch: state.position.epoch + 1)
    }
    return (state, notes)
  }

  static func writeConfiguration(_ options: TrainingOptions) throws {
    try AtomicFile.write(Array(options.yaml.utf8), to: "\(options.model)/\(configurationName)")
  }

  /// Writes the weights of an update beside those of the preceding `count - 1`, and removes older ones.
  static func keep(_ parameters: ParameterVector, update: Int, count: Int, in directory: String) throws {
    let path = "\(directory)/\(checkpointsName)"
    try Directory<ModelError>.make(path)
    try SafetensorsWriter.write(
      parameters.named, metadata: ["update": "\(update)"], to: "\(path)/weights-\(update).safetensors")
    // Nothing behind this update belongs to the run: a killed one may have been farther.
    for kept in keptWeights(in: directory) where kept.update > update { unlink(kept.path) }
    for kept in keptWeights(in: directory).dropLast(count) { unlink(kept.path) }
  }

  /// Weights of kept checkpoints, in the order of their updates.
  package static func keptWeights(in directory: String) -> [(update: Int, path: String)] {
    let path = "\(directory)/\(checkpointsName)"
    return names(in: path).compactMap { name in
      guard name.hasPrefix("weights-"), name.hasSuffix(".safetensors"),
        let update = Int(name.dropFirst("weights-".count).dropLast(".safetensors".count))
      else { return nil }
      return (update, "\(path)/\(name)")
    }.sorted { $0.update < $1.update }
  }
}
