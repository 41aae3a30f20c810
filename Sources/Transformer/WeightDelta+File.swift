import Tensors

/// An adapter's file: safetensors in half precision, `NAME.left` and `NAME.right` for matrices and `NAME` for vectors, with
/// the checksum of the model's weights in the metadata.
extension WeightDelta {
  private static let formatKey = "adapter"
  private static let format = "translate-adapter-1"
  private static let (baseKey, notePrefix) = ("base", "note.")

  /// Writes the file, atomically.
  ///
  /// - Throws: ``ModelError/unwritable(path:reason:)``.
  public func write(to path: String) throws(ModelError) {
    var metadata = [Self.formatKey: Self.format, Self.baseKey: base]
    for (name, note) in notes { metadata[Self.notePrefix + name] = note }
    try SafetensorsWriter.write(
      tensors.map { ($0.name, $0.values) }, metadata: metadata, as: .float16, to: path)
    withExtendedLifetime(self) {}
  }

  /// Reads an adapter of a model.
  ///
  /// - Throws: ``ModelError/adapterOfOther(path:)`` where it was made for other weights; otherwise what is wrong with the
  ///   file.
  public convenience init(path: String, for model: ModelDirectory) throws(ModelError) {
    try self.init(path: path, model.description.configuration, base: model.weightsChecksum)
  }

  /// - Parameter base: the XXH3 of the weights that it is to be added to.
  public convenience init(
    path: String, _ configuration: TransformerConfiguration, base: String
  ) throws(ModelError) {
    let mapped = try MappedFile(path: path)
    let file = try SafetensorsFile(mapped, path: path)
    guard file.metadata[Self.formatKey] == Self.format else {
      throw .malformed(path: path, reason: "it is not an adapter: its metadata does not say so")
    }
    guard file.metadata[Self.baseKey] == base else { throw .adapterOfOther(path: path) }
    // The first matrix says how wide all are.
    let widths = file.tensors.filter { $0.key.hasSuffix(".left") }.map { $0.value.shape.last ?? 0 }
    guard let rank = widths.first, Self.ranks.contains(rank) else {
      throw .malformed(path: path, reason: "its matrices have no rank within \(Self.ranks)")
    }
    self.init(configuration, base: base, rank: rank)
    for tensor in tensors {
      try file.read(tensor.name, shape: [tensor.values.rows, tensor.values.columns], to: tensor.values.pointer)
    }
    guard (0..<storage.count).allSatisfy({ storage.pointer[$0].isFinite }) else {
      throw .malformed(path: path, reason: "it holds numbers that are not finite")
    }
    for (key, note) in file.metadata where key.hasPrefix(Self.notePrefix) {
      notes[String(key.dropFirst(Self.notePrefix.count))] = note
    }
    checksum = mapped.checksum
  }

  private var tensors: [(name: String, values: Matrix)] {
    parts.flatMap { part in
      let name = part.parameter.name
      guard let (left, right) = factors(part) else {
        return [(name, Matrix(storage.pointer + part.offset, rows: 1, columns: part.count))]
      }
      return [("\(name).left", left), ("\(name).right", right)]
    }
  }
}
