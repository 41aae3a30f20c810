import Subwords
import Transformer

/// Checksums of the files that a run depends on, so that one that goes on can tell whether they are still the same,
/// wherever they lie now.
package struct DataStamps: Codable, Equatable, Sendable {
  package var vocabulary: [String]
  package var training: [String]
  package var validation: [String]

  package init(_ options: TrainingOptions) throws(ModelError) {
    func stamp(_ path: String) throws(ModelError) -> String {
      let file = try MappedFile(path: path)
      return "\(file.bytes.count):\(file.checksum)"
    }
    func stamps(_ paths: [String]) throws(ModelError) -> [String] {
      var stamps: [String] = []
      for path in paths { stamps.append(try stamp(path)) }
      return stamps
    }
    vocabulary = try stamps([SubwordModel.codesFile, SubwordModel.vocabularyFile].map { "\(options.vocab)/\($0)" })
    training = try stamps(options.trainSets)
    validation = try stamps(options.validSets)
  }
}

extension Checkpoint.State {
  /// Compares the run that wrote this state with the one that is to go on.
  ///
  /// - Returns: settings that differ and may, as sentences for the user.
  /// - Throws: ``TrainingError/checkpointMismatch(path:reason:)`` for those that may not.
  package func compare(with options: TrainingOptions, _ now: DataStamps, path: String) throws(TrainingError) -> [String]
  {
    func refuse(_ reason: String) throws(TrainingError) -> Never {
      throw .checkpointMismatch(path: path, reason: reason)
    }
    if let stamps {
      if stamps.vocabulary != now.vocabulary {
        try refuse("\(options.vocab) (--vocab) is not the vocabulary that it was trained with")
      }
      if stamps.training.count != now.training.count {
        try refuse("--train-sets names \(now.training.count) files, not \(stamps.training.count)")
      }
      for (index, path) in options.trainSets.enumerated() where stamps.training[index] != now.training[index] {
        try refuse("\(path) (--train-sets) is not the text that it was trained on")
      }
    }
    guard let settings else { return [] }
    var notes: [String] = []
    for key in TrainingKey.all {
      // Paths have been compared by what they hold.
      if ["train-sets", "valid-sets", "vocab", "model"].contains(key.name) { continue }
      // A setting that is younger than the checkpoint had its default's effect.
      let old = settings[key.name] ?? key.texts(in: TrainingOptions())
      let (before, after) = (old.joined(separator: " "), key.texts(in: options).joined(separator: " "))
      guard before != after else { continue }
      if key.isFixed { try refuse("--\(key.name) is \(after.isEmpty ? "not set" : after), but was \(before)") }
      notes.append("--\(key.name) is now \(after.isEmpty ? "not set" : after); it was \(before)")
    }
    return notes
  }
}
