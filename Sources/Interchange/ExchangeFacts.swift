import FoundationEssentials
import Transformer

/// What a model needs beside weights and subwords, and other programs' files have no place for: exports write it as
/// `translate.json`, imports read it where it is.
struct ExchangeFacts: Codable, Equatable {
  static let fileName = "translate.json"

  var sourceLanguage: String
  var targetLanguage: String
  /// In tokens, end of sentence included.
  var maximumLength: Int
  var placeholders: Bool?
  var notes: [String: String]
  /// How it is meant to be searched, of models that came from elsewhere.
  var beamSize: Int?
  var lengthNormalization: Float?
  /// Tokens that no translation holds.
  var forbidden: [Int32]?
  /// What stands behind a source sentence.
  var sourceSuffix: [Int32]?

  init(_ description: ModelDirectory.Description) {
    sourceLanguage = description.sourceLanguage
    targetLanguage = description.targetLanguage
    maximumLength = description.maximumLength
    placeholders = description.placeholders
    notes = description.notes
    guard let subwords = description.subwords else { return }
    beamSize = description.adaptiveBeam?.beamSize
    lengthNormalization = description.lengthNormalization
    forbidden = subwords.forbidden
    sourceSuffix = subwords.sourceSuffix
  }

  /// Reads the file of a directory; nil where there is none.
  init?(directory: String) throws {
    let path = "\(directory)/\(Self.fileName)"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let file = try MappedFile(path: path)
    let data = withExtendedLifetime(file) { Data(file.bytes) }
    guard let facts = try? JSONDecoder().decode(Self.self, from: data) else {
      throw InterchangeError.malformed(file: path, line: nil, reason: "it is not what an export writes; leave it out")
    }
    self = facts
  }

  func write(to directory: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write([UInt8](encoder.encode(self)) + [0x0A], to: "\(directory)/\(Self.fileName)")
  }
}
