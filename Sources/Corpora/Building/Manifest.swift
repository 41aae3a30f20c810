import FoundationEssentials

/// What a corpus was made of: written beside it as `manifest.json`.
public struct Manifest: Codable, Sendable {
  /// A package that gave pairs; a pair whose sides come from two packages counts for both.
  public struct Package: Codable, Sendable {
    public var name: String
    public var version: String
    public var licences: [String]
    public var pairs = 0
    public var sourceWords = 0
  }

  /// A part of the recipe, or one origin within a local part.
  public struct Part: Codable, Sendable {
    public var name: String
    public var origin: String?
    public var licence: String?
    public var extracted = 0
    public var kept = 0
    public var sourceWords = 0
    public var targetWords = 0
    public var sampledAway = 0
    /// Pairs by the rule that dropped them.
    public var dropped: [String: Int] = [:]
    /// Of all that was extracted.
    public var droppedShare = 0.0
  }

  /// A file that was written.
  public struct File: Codable, Sendable {
    public var name: String
    public var lines: Int
    /// As `xxhsum -H3` prints it.
    public var xxh3: String
  }

  public var recipe: String
  public var sourceLanguage: String
  public var targetLanguage: String
  public var mirror: String
  public var release: String
  public var packages: [Package] = []
  public var packagesWithoutPairs: [Package] = []
  public var parts: [Part] = []
  /// What the recipe names but was not there.
  public var missing: [String] = []
  public var unreadableFiles = 0
  public var documents: [String: Int] = [:]
  public var files: [File] = []

  func write(to path: String) throws(CorpusError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else {
      throw .unwritable(path: path, reason: "the manifest cannot be put into JSON")
    }
    let writer = try TextFileWriter(path: path)
    try writer.write(String(decoding: data, as: UTF8.self))
    try writer.finish()
  }
}

/// The licences that a package's `copyright` file names.
package enum Licences {
  package static func read(path: String) -> [String] {
    guard let lines = try? LineStream(path: path) else { return [] }
    var names: [String] = []
    while let line = try? lines.next() {
      let found = line.hasPrefix("License:") ? [TextTidying.tidy(String(line.dropFirst(8)))] : commonLicences(line)
      for name in found where !name.isEmpty && !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// Files of the older, free form point to `/usr/share/common-licenses/GPL-2`.
  private static func commonLicences(_ line: String) -> [String] {
    guard let range = line.firstRange(of: "/usr/share/common-licenses/") else { return [] }
    let name = line[range.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." }
    return [String(name.hasSuffix(".") ? name.dropLast() : name)]
  }
}
