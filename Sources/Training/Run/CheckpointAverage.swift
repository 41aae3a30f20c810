import FoundationEssentials
import Glibc
import IO
import Subwords
import Tensors
import Transformer

/// The mean of the weights of several checkpoints (Vaswani et al. 2017), written as a model.
public struct CheckpointAverage {
  /// The weights files that were averaged.
  public let files: [String]
  private let template: String

  /// - Parameters:
  ///   - inputs: run directories, which stand for the weights that they have kept, model directories, weights files.
  ///   - last: how many of the weights to take, from the end; nil for all.
  /// - Throws: ``TrainingError/nothingToAverage(path:)``.
  public init(_ inputs: [String], last: Int? = nil) throws(TrainingError) {
    var files: [String] = []
    for input in inputs {
      let found = Self.weights(of: input)
      guard !found.isEmpty else { throw .nothingToAverage(path: input) }
      files += found
    }
    self.files = Array(files.suffix(last ?? files.count))
    guard let first = self.files.first, let template = Self.modelDirectory(of: first) else {
      throw .nothingToAverage(path: inputs.first ?? "-")
    }
    self.template = template
  }

  private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  private static func weights(of input: String) -> [String] {
    let kept = RunDirectory.keptWeights(in: input).map(\.path)
    if !kept.isEmpty { return kept }
    let weights = "\(input)/\(ModelDirectory.weightsName)"
    if exists(weights) { return [weights] }
    return input.hasSuffix(".safetensors") && exists(input) ? [input] : []
  }

  /// The model directory that tells what the weights are: their own, or `last` of the run that kept them.
  private static func modelDirectory(of weights: String) -> String? {
    let directory = weights.lastIndex(of: "/").map { String(weights[..<$0]) } ?? "."
    return [directory, "\(directory)/../last"].first { exists("\($0)/\(ModelDirectory.Description.fileName)") }
  }

  /// Writes the model directory `path`.
  ///
  /// - Throws: ``ModelError`` or ``SubwordError``, naming the file at fault.
  public func write(to path: String) throws {
    let model = try ModelDirectory(path: template)
    let subwords = try SubwordModel(of: model)
    let sum = ParameterVector(model.description.configuration)
    for file in files {
      let weights = try ParameterVector(model.description.configuration, from: SafetensorsFile(path: file))
      let share = 1 / Float(files.count)
      for i in 0..<sum.storage.count { sum.storage.pointer[i] += share * weights.storage.pointer[i] }
      withExtendedLifetime(weights) {}
    }
    try Directory<ModelError>.make(path)
    try subwords.write(to: path)
    var description = model.description
    description.files = [:]
    // The file's name alone says little: models all call it the same.
    description.notes["averaged"] = files.map { $0.split(separator: "/").suffix(2).joined(separator: "/") }
      .joined(separator: " ")
    try ModelDirectory.write(
      description, parameters: sum, as: .float16,
      subwordFiles: [SubwordModel.codesFile, SubwordModel.vocabularyFile], to: path)
  }
}
