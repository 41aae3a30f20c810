import Foundation
import SentencePiece

/// What SentencePiece itself says to some lines: in Golden/, made by make.py there, and in shared data where that is at hand.
struct Golden: Decodable {
  struct Line: Decodable {
    let text: String
    let ids: [Int32]
    let normalized: String
    let decoded: String
    /// In bytes of the text.
    let spans: [[Int]]?
  }

  struct Decoded: Decodable {
    let ids: [Int32]
    let decoded: String
  }

  let lines: [Line]
  let reversed: [Decoded]?

  init(contentsOf path: String) throws {
    self = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }

  static let names = ["unigram", "unigram-bytes", "bpe-bytes", "bpe-unused", "suffix", "char", "map"]

  static func path(_ name: String, of file: String = #filePath) -> String {
    (file.split(separator: "/").dropLast() + ["Golden", name[...]]).reduce(into: "") { $0 += "/" + $1 }
  }
}

/// Models and golden lines outside of the repository.
enum SharedModels {
  /// `../shared` beside the checkout, or what TRANSLATE_SHARED names.
  static let folder: String? = {
    let beside = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared").path
    let path = ProcessInfo.processInfo.environment["TRANSLATE_SHARED"] ?? beside
    return FileManager.default.fileExists(atPath: "\(path)/foreign/fixtures/sentencepiece") ? path : nil
  }()

  /// Names of golden files, without ending.
  static var names: [String] {
    guard let folder else { return [] }
    let files = try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/foreign/fixtures/sentencepiece")
    return (files ?? []).filter { $0.hasSuffix(".golden.json") }.map { String($0.dropLast(12)) }.sorted()
  }

  static func golden(_ name: String) throws -> Golden {
    try Golden(contentsOf: "\(folder ?? "")/foreign/fixtures/sentencepiece/\(name).golden.json")
  }

  /// Those of published models stand elsewhere.
  static func model(_ name: String) throws -> SentencePieceModel {
    let parts = name.split(separator: ".")
    let path = parts.count > 1 ? "spm/\(parts[0])/\(parts[1]).spm" : "foreign/fixtures/sentencepiece/\(name).spm"
    return try SentencePieceModel(contentsOf: "\(folder ?? "")/\(path)")
  }
}
