import Subwords
import Tensors
import Transformer
import Translation

import enum IO.Directory

/// Writes a model as CTranslate2 keeps it: `model.bin` (version 6), `config.json`, vocabularies, and what cuts text beside them.
///
/// CTranslate2 gets its text cut already: by `translate bpe encode` for models made here, by SentencePiece for others.
public struct CTranslate2Export {
  private let directory: ModelDirectory
  private let parameters: ParameterReader
  private let vocabulary: ExportVocabulary
  private let vocabularies: (source: [String], target: [String])

  private static let version: UInt32 = 6
  private static let revision: UInt32 = 7
  /// Positions in the table: as many as CTranslate2's own converters write at most.
  private static let positions = 2048

  /// - Throws: ``ModelError``, ``SubwordError`` or ``InterchangeError``, naming the file at fault.
  public init(_ directory: ModelDirectory) throws {
    self.directory = directory
    let c = directory.description.configuration
    guard !c.usesRecurrence else {
      throw InterchangeError.unsupported(
        file: directory.path, option: "the decoder", value: "made of recurrent units (SSRU)",
        supported: "decoders with attention in CTranslate2")
    }
    parameters = try ParameterReader(directory)
    vocabulary = try ExportVocabulary(directory)
    vocabularies = (ExportVocabulary.filled(vocabulary.source), ExportVocabulary.filled(vocabulary.target))
  }

  /// Writes all files, making the directory where it is missing.
  public func write(to path: String) throws {
    try Directory<ModelError>.make(path)
    for name in directory.description.files.keys.sorted() where name != ModelDirectory.weightsName {
      guard name.hasSuffix(".spm") || name == SubwordModel.codesFile else { continue }
      try vocabulary.copy(
        name, to: "\(path)/\(name == ForeignSubwordFiles.sharedModel ? "sentencepiece.model" : name)")
    }
    try ExchangeFacts(directory.description).write(to: path)
    try writeVocabularies(to: path)
    try AtomicFile.write(Array(configuration.utf8), to: "\(path)/config.json")
    try writeModel(to: "\(path)/\(CTranslate2Model.weightsName)")
  }

  private func writeVocabularies(to path: String) throws {
    func json(_ pieces: [String]) -> [UInt8] {
      Array("[\n\(pieces.map { "  \(PieceList.quoted($0))" }.joined(separator: ",\n"))\n]\n".utf8)
    }
    guard vocabularies.source != vocabularies.target else {
      return try AtomicFile.write(json(vocabularies.source), to: "\(path)/shared_vocabulary.json")
    }
    try AtomicFile.write(json(vocabularies.source), to: "\(path)/source_vocabulary.json")
    try AtomicFile.write(json(vocabularies.target), to: "\(path)/target_vocabulary.json")
  }

  private var configuration: String {
    let (c, rules) = (directory.description.configuration, directory.description.subwords)
    let end = vocabularies.target[Int(rules?.endOfSentence ?? Vocabulary.endOfSentence)]
    let start = c.startToken.map { vocabularies.target[Int($0)] } ?? end
    // Where a language goes in front, whoever puts it there ends the sentence too.
    let addsEnd = rules.map { !$0.sourceSuffix.isEmpty && $0.languages == nil } ?? true
    return """
      {
        "add_source_bos": false,
        "add_source_eos": \(addsEnd),
        "bos_token": "<s>",
        "decoder_start_token": \(PieceList.quoted(start)),
        "eos_token": \(PieceList.quoted(end)),
        "layer_norm_epsilon": \(c.normEpsilon ?? TransformerConfiguration.layerNormEpsilon),
        "unk_token": "<unk>"
      }

      """
  }

  // MARK: model.bin

  private enum Value {
    case int8(Int8)
    case int16(Int16)
    case float(Float)
    /// A variable made of our parameters, or of the positions.
    case tensor(shape: [Int])
  }

  private func writeModel(to path: String) throws {
    let places = CTranslate2Names(directory.description.configuration).places
    var variables = attributes
    for place in Dictionary(grouping: places.values, by: \.name).values {
      variables[place[0].name] = .tensor(shape: place[0].shape)
    }
    let aliases = self.aliases
    for (alias, _) in aliases { variables[alias] = nil }
    var file = try AtomicFile(path: path)
    try file.write(Self.bytes(Self.version) + Self.text("TransformerSpec") + Self.bytes(Self.revision))
    try file.write(Self.bytes(UInt32(variables.count)))
    for (name, value) in variables.sorted(by: { $0.key < $1.key }) { try write(name, value, places, to: &file) }
    try file.write(Self.bytes(UInt32(aliases.count)))
    for (alias, name) in aliases { try file.write(Self.text(alias) + Self.text(name)) }
    try file.commit()
  }

  private var attributes: [String: Value] {
    let c = directory.description.configuration
    let activation: Int8 =
      switch c.activation {
      case .relu: 0
      case .geluTanh: 1
      case .swish: 2
      case .gelu: 3
      case .geluSigmoid: 4
      }
    var values: [String: Value] = [:]
    for side in ["encoder", "decoder"] {
      values["\(side)/pre_norm"] = .int8(c.normalization == .pre ? 1 : 0)
      values["\(side)/activation"] = .int8(activation)
      values["\(side)/num_heads"] = .int16(Int16(clamping: c.heads))
      values["\(side)/scale_embeddings"] = .float(c.embeddingScale)
    }
    values["encoder/embeddings_merge"] = .int8(0)
    values["decoder/alignment_layer"] = .int16(-1)
    values["decoder/alignment_heads"] = .int16(1)
    values["decoder/start_from_zero_embedding"] = .int8(c.startToken == nil ? 1 : 0)
    values["encoder/position_encodings/encodings"] = .tensor(shape: [Self.positions, c.dim])
    return values
  }

  private var aliases: [(String, String)] {
    let names = directory.description.configuration.embeddingNames
    var aliases = [("decoder/position_encodings/encodings", "encoder/position_encodings/encodings")]
    if names.source == names.target { aliases.append(("encoder/embeddings_0/weight", "decoder/embeddings/weight")) }
    if names.output == names.target { aliases.append(("decoder/projection/weight", "decoder/embeddings/weight")) }
    return aliases
  }

  private func write(
    _ name: String, _ value: Value, _ places: [String: TensorPlace], to file: inout AtomicFile
  ) throws {
    func head(_ shape: [Int], _ type: UInt8, _ size: Int) -> [UInt8] {
      Self.text(name) + [UInt8(shape.count)] + shape.flatMap { Self.bytes(UInt32($0)) } + [type]
        + Self.bytes(UInt32(size))
    }
    switch value {
    case .int8(let number): try file.write(head([], 1, 1) + [UInt8(bitPattern: number)])
    case .int16(let number): try file.write(head([], 2, 2) + Self.bytes(UInt16(bitPattern: number)))
    case .float(let number): try file.write(head([], 0, 4) + Self.bytes(number.bitPattern))
    case .tensor(let shape):
      let count = shape.reduce(1, *)
      let storage = FloatStorage(count: count)
      try fill(storage, name, places)
      try file.write(head(shape, 0, 4 * count))
      try file.write(UnsafeRawBufferPointer(start: storage.pointer, count: 4 * count))
      withExtendedLifetime(storage) {}
    }
  }

  /// Puts our parameters where they belong in one of CTranslate2's variables.
  private func fill(_ storage: FloatStorage, _ name: String, _ places: [String: TensorPlace]) throws {
    let c = directory.description.configuration
    guard name != "encoder/position_encodings/encodings" else {
      return PositionalEncoding.write(
        positions: (c.firstPosition ?? 0)..<(c.firstPosition ?? 0) + Self.positions, dim: c.dim,
        spacing: c.positionSpacing, to: storage.pointer)
    }
    for (ours, place) in places where place.name == name {
      guard let parameter = parameters[ours] else { continue }
      let target = storage.pointer + place.offset
      guard place.isTransposed else {
        try parameters.read(parameter, to: target)
        continue
      }
      let values = try parameters.transposed(parameter)
      target.update(from: values.pointer, count: parameter.count)
      withExtendedLifetime(values) {}
    }
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian, Array.init)
  }

  private static func text(_ text: String) -> [UInt8] {
    bytes(UInt16(text.utf8.count + 1)) + Array(text.utf8) + [0]
  }
}
