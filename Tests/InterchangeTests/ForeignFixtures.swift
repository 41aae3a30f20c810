import Decoding
import Foundation
import Interchange
import TestSupport
import Testing
import Transformer
import Translation

/// Models of other engines outside of the repository, with what those engines say to them.
enum ForeignFixtures {
  /// `../shared/foreign/fixtures` beside the checkout, or in the folder that TRANSLATE_SHARED names.
  static let folder: String? = {
    let beside = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared").path
    let shared = ProcessInfo.processInfo.environment["TRANSLATE_SHARED"] ?? beside
    let path = "\(shared)/foreign/fixtures"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  static let comment: Comment = "../shared/foreign/fixtures is not there: no foreign models to compare"

  static func path(_ name: String) -> String { "\(folder ?? "")/\(name)" }

  static func expected(_ name: String) throws -> JSON {
    try JSON(JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path("\(name)/expected.json")))))
  }
}

/// A tree of JSON, read as it comes.
struct JSON {
  let value: Any

  init(_ value: Any) { self.value = value }

  subscript(key: String) -> JSON? { (value as? [String: Any])?[key].map(JSON.init) }
  subscript(index: Int) -> JSON? { (value as? [Any]).flatMap { $0.indices ~= index ? JSON($0[index]) : nil } }
  var list: [JSON] { (value as? [Any] ?? []).map(JSON.init) }
  var text: String { value as? String ?? "" }
  var texts: [String] { value as? [String] ?? [] }
  var numbers: [Float] { (value as? [NSNumber] ?? []).map(\.floatValue) }
  var ids: [Int32] { (value as? [NSNumber] ?? []).map(\.int32Value) }
}

/// An imported model, to be asked what an engine was asked.
final class ImportedModel {
  let directory: ModelDirectory
  let path: String
  private let encoder: TransformerEncoder
  private let decoder: TransformerDecoder
  private let folder: TemporaryDirectory

  init(_ path: String, options: ModelImport.Options = .init()) throws {
    folder = try TemporaryDirectory()
    self.path = "\(folder.path)/model"
    try ModelImport(path, options: options).write(to: self.path)
    directory = try ModelDirectory(path: self.path)
    let weights = try TransformerWeights(directory, precision: options.quantizes ? .int8 : .float32)
    (encoder, decoder) = (TransformerEncoder(weights), TransformerDecoder(weights))
  }

  var rules: ModelDirectory.ForeignSubwords? { directory.description.subwords }

  /// The tokens of a file of pieces, by spelling.
  func tokens(_ name: String?) throws -> [String: Int32] {
    guard let name else { return [:] }
    let text = try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    return Dictionary(
      text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { (String($1), Int32($0)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The log-probability of each token of a translation that is given.
  func forced(_ source: [Int32], _ target: [Int32]) -> [Float] {
    decoder.start(encoder.encode([source]))
    var previous: Int32 = -1
    return target.map { token in
      let scores = decoder.logProbabilities(parents: [0], tokens: [previous])
      previous = token
      return scores[Int(token)]
    }
  }

  func difference(_ source: [Int32], _ target: [Int32], _ expected: [Float]) -> Float {
    zip(forced(source, target), expected).map { abs($0 - $1) }.max() ?? .infinity
  }

  func search(_ source: [Int32], _ options: SearchOptions, prefix: [Int32] = []) throws -> [Hypothesis] {
    decoder.start(encoder.encode([source]))
    var scorer = Scorer(decoder: decoder)
    return try Decoding.search(
      [SearchInput(sourceLength: source.count, forcedPrefix: prefix)], scorer: &scorer, options: options)[0]
  }

  /// Greedy for a beam of 1.
  func options(beam: Int, normalize: Float, forbidden: [Int32]? = nil, longest: Int? = nil) -> SearchOptions {
    var options = SearchOptions()
    options.beamSize = beam
    options.nBest = beam
    options.lengthNormalization = normalize
    options.endOfSentence = rules?.endOfSentence ?? 0
    options.forbiddenTokens = forbidden ?? rules?.forbidden ?? []
    if let longest { (options.maximumLengthFactor, options.maximumLengthAllowance) = (0, longest) }
    return options
  }

  private struct Scorer: NextTokenScorer {
    let decoder: TransformerDecoder
    var vocabularySize: Int { decoder.vocabularySize }

    func logProbabilities(parents: [Int32], tokens: [Int32]) -> UnsafeMutableBufferPointer<Float> {
      decoder.logProbabilities(parents: parents, tokens: tokens)
    }
  }
}
