import FoundationEssentials
import IO
import Tensors

/// A model on disk: `model.json` (configuration, sizes and checksums), `weights.safetensors` and the subword files.
///
/// Nothing in the directory is trusted before its size and checksum have been compared with `model.json`, which is
/// written last.
public struct ModelDirectory: Sendable {
  public let path: String
  public let description: Description
  /// Mapped once: what has been read to be checked need not be mapped again to be used.
  private let mappedWeights: MappedFile

  public static let weightsName = "weights.safetensors"

  /// Opens a directory and checks every file that `model.json` names.
  ///
  /// - Throws: ``ModelError``, naming the file at fault.
  public init(path: String) throws(ModelError) {
    self.path = path
    let file = "\(path)/\(Description.fileName)"
    guard FileManager.default.fileExists(atPath: file) else {
      throw .missing(file: Description.fileName, directory: path)
    }
    description = try Self.readDescription(file)
    var weights: MappedFile?
    for (name, stamp) in description.files.sorted(by: { $0.key < $1.key }) {
      let mapped = try Self.checked(name, stamp, in: path)
      if name == Self.weightsName { weights = mapped }
    }
    guard let weights else { throw .malformed(path: file, reason: "it does not name \(Self.weightsName)") }
    mappedWeights = weights
  }

  static func readDescription(_ file: String) throws(ModelError) -> Description {
    struct Version: Decodable { let formatVersion: Int }
    let mapped = try MappedFile(path: file)
    let data = withExtendedLifetime(mapped) { Data(mapped.bytes) }
    let decoded = Result { try JSONDecoder().decode(Description.self, from: data) }
    // What cannot be read may be of a version to come. Reading twice costs every start a millisecond.
    guard
      let version = (try? decoded.get().formatVersion)
        ?? (try? JSONDecoder().decode(Version.self, from: data))?.formatVersion
    else { throw .malformed(path: file, reason: "it is not JSON with a formatVersion") }
    guard version <= Description.currentVersion else {
      throw .newerVersion(path: file, version: version, supported: Description.currentVersion)
    }
    let description: Description
    do {
      description = try decoded.get()
    } catch {
      throw .malformed(path: file, reason: Self.reason(error))
    }
    if let problem = description.problem { throw .malformed(path: file, reason: problem) }
    return description
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "the key \(key.stringValue) is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      "\(context.codingPath.map(\.stringValue).joined(separator: ".")): \(context.debugDescription)"
    default: "\(error)"
    }
  }

  /// A file of the model, if it is what `model.json` says.
  private static func checked(
    _ name: String, _ stamp: FileStamp, in directory: String
  ) throws(ModelError) -> MappedFile {
    let file = "\(directory)/\(name)"
    guard !name.contains("/"), FileManager.default.fileExists(atPath: file) else {
      throw .missing(file: name, directory: directory)
    }
    let mapped = try MappedFile(path: file)
    guard mapped.bytes.count >= stamp.bytes else {
      throw .truncated(path: file, expected: stamp.bytes, found: mapped.bytes.count)
    }
    let found = mapped.checksum
    guard found == stamp.xxh3 else { throw .corrupt(path: file, expected: stamp.xxh3, found: found) }
    return mapped
  }

  /// Checks that `names` are among the files whose sizes and checksums have been compared, for whoever is to read them.
  ///
  /// - Throws: ``ModelError/malformed(path:reason:)``.
  public func require(_ names: [String]) throws(ModelError) {
    for name in names where description.files[name] == nil {
      throw .malformed(
        path: "\(path)/\(Description.fileName)",
        reason: "it does not name \(name) among its files, which so cannot be checked; copy the whole directory again")
    }
  }

  /// The weights, memory-mapped.
  public func weights() throws(ModelError) -> SafetensorsFile {
    try SafetensorsFile(mappedWeights, path: "\(path)/\(Self.weightsName)")
  }
}

extension ModelDirectory {
  /// Writes a model directory: weights first, then `model.json`, each atomically.
  ///
  /// - Parameters:
  ///   - subwordFiles: names of files that already stand in the directory and belong to the model.
  /// - Throws: ``ModelError/unwritable(path:reason:)``.
  public static func write(
    _ description: Description, parameters: ParameterVector, as type: SafetensorsWriter.ElementType,
    subwordFiles: [String], to path: String
  ) throws(ModelError) {
    try SafetensorsWriter.write(parameters.named, as: type, to: "\(path)/\(weightsName)")
    try write(description, files: subwordFiles + [weightsName], to: path)
  }

  /// The same for parameters that come one by one, block by block.
  ///
  /// - Parameter read: is asked for a parameter and hands its elements, in row order, to the function that it gets.
  package static func write(
    _ description: Description, as type: SafetensorsWriter.ElementType, files: [String], to path: String,
    read: (ParameterLayout.Parameter, (UnsafeMutableBufferPointer<Float>) throws -> Void) throws -> Void
  ) throws {
    let parameters = ParameterLayout(description.configuration).parameters
    try SafetensorsWriter.write(parameters, as: type, to: "\(path)/\(weightsName)", read: read)
    try write(description, files: files + [weightsName], to: path)
  }

  /// Replaces the weights by the same in int8, with one parameter in memory at a time as it was.
  package func quantizeInPlace() throws(ModelError) {
    let source = WeightSource(description.configuration, quantizing: try weights())
    try QuantizedWeights.write(source, to: "\(path)/\(Self.weightsName)")
    try Self.write(description, files: Array(description.files.keys), to: path)
  }

  /// Writes the same model with its weights in int8, if they are not so already, to another directory, which is made where
  /// it is missing.
  ///
  /// - Throws: ``ModelError``.
  public func writeQuantized(to path: String) throws(ModelError) {
    try Directory<ModelError>.make(path)
    let isQuantized = try QuantizedWeights.isQuantized(weights())
    for name in description.files.keys where isQuantized || name != Self.weightsName { try copy(name, to: path) }
    if !isQuantized {
      let source = WeightSource(description.configuration, quantizing: try weights())
      try QuantizedWeights.write(source, to: "\(path)/\(Self.weightsName)")
    }
    try Self.write(description, files: Array(description.files.keys), to: path)
  }

  private func copy(_ name: String, to path: String) throws(ModelError) {
    let mapped = try MappedFile(path: "\(self.path)/\(name)")
    var copy = try AtomicFile(path: "\(path)/\(name)")
    try copy.write(mapped.bytes)
    try copy.commit()
    withExtendedLifetime(mapped) {}
  }

  /// Makes a file that stands in the directory one of the model's.
  ///
  /// - Throws: ``ModelError``.
  public func adopt(_ name: String) throws(ModelError) { try adopt([name]) }

  /// The same for several files.
  public func adopt(_ names: [String]) throws(ModelError) {
    try Self.write(description, files: Set(description.files.keys).union(names).sorted(), to: path)
  }

  /// Keeps what was measured in the model's description.
  ///
  /// - Throws: ``ModelError/unwritable(path:reason:)``.
  public func adopt(_ beam: AdaptiveBeam) throws(ModelError) {
    var description = description
    description.adaptiveBeam = beam
    try Self.write(description, files: Array(description.files.keys), to: path)
  }

  /// Writes `model.json`, with the sizes and checksums of `files`.
  private static func write(_ description: Description, files: [String], to path: String) throws(ModelError) {
    var description = description
    for name in files {
      let mapped = try MappedFile(path: "\(path)/\(name)")
      description.files[name] = FileStamp(bytes: mapped.bytes.count, xxh3: mapped.checksum)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let file = "\(path)/\(Description.fileName)"
    guard let json = try? encoder.encode(description) else {
      throw .unwritable(path: file, reason: "the description cannot be encoded")
    }
    var output = try AtomicFile(path: file)
    try output.write([UInt8](json) + [UInt8(ascii: "\n")])
    try output.commit()
  }
}
