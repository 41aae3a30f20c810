import Basics
import Glibc

/// Between extraction and the finished files: cleans pairs, keeps them in a table on disk with their documents, and deals
/// them out when all are there.
final class CorpusStage {
  let cleaner: Cleaner
  private(set) var parts: [Manifest.Part] = []
  /// Documents of each set.
  private(set) var documentCounts: [String: Int] = [:]
  private(set) var keptCount = 0

  private let recipe: Recipe
  private let folder: String
  private let table: TextFileWriter
  private let heldOut: CorpusFiles
  private let heldOutCleaner: Cleaner
  private var pairsOfDocument: [String: Int] = [:]
  private let splitParts: Set<String>

  init(_ recipe: Recipe, folder: String, cleaner: Cleaner) throws {
    self.recipe = recipe
    self.folder = folder
    self.cleaner = cleaner
    table = try TextFileWriter(path: folder + "/kept.tsv")
    heldOut = try CorpusFiles(recipe.languages, folder: folder, name: "heldout")
    heldOutCleaner = try Cleaner(languages: recipe.languages, options: recipe.cleaning)
    splitParts = Set(recipe.parts.filter { $0.isSplit && $0.local == nil }.map(\.name))
  }

  /// The number of a part, or of one origin within it.
  func part(named name: String, origin: String? = nil, licence: String? = nil) -> Int {
    if let index = parts.firstIndex(where: { $0.name == name && $0.origin == origin && $0.licence == licence }) {
      return index
    }
    parts.append(Manifest.Part(name: name, origin: origin, licence: licence))
    return parts.count - 1
  }

  /// - Returns: whether the pair was kept.
  func add(_ pair: TextPair, _ origin: PairOrigin, sampling: RecipePart) throws(CorpusError) -> Bool {
    parts[origin.part].extracted += 1
    if let rule = cleaner.verdict(pair) {
      parts[origin.part].dropped[rule.rawValue, default: 0] += 1
      return false
    }
    let words = pair.source.utf8.count { $0 == 0x20 } + 1
    if words < sampling.sampleBelowWords {
      var random = SplitMix64(seed: TextKey.pair(pair))
      if !random.happens(sampling.sampleShare) {
        parts[origin.part].sampledAway += 1
        return false
      }
    }
    parts[origin.part].kept += 1
    parts[origin.part].sourceWords += words
    parts[origin.part].targetWords += pair.target.utf8.count { $0 == 0x20 } + 1
    if splitParts.contains(sampling.name) { pairsOfDocument[origin.document, default: 0] += 1 }
    try table.write(sampling.name, origin.document, pair.source, pair.target)
    keptCount += 1
    return true
  }

  func addHeldOut(_ pair: TextPair) throws(CorpusError) {
    if heldOutCleaner.verdict(pair) == nil { try heldOut.write(pair) }
  }

  /// Writes all files.
  func finish() throws -> [Manifest.File] {
    try table.finish()
    for index in parts.indices {
      let part = parts[index]
      let dropped = part.dropped.values.reduce(0, +)
      parts[index].droppedShare = part.extracted == 0 ? 0 : Double(dropped) / Double(part.extracted)
    }
    let written = try deal()
    unlink(folder + "/kept.tsv")
    return written + (try heldOut.finish())
  }

  private func deal() throws -> [Manifest.File] {
    let split = DocumentSplit(counts: pairsOfDocument, options: recipe.split)
    let augmenter = try Augmenter(recipe.augmentation, recipe.languages)
    let sets = (
      development: try CorpusFiles(recipe.languages, folder: folder, name: "dev"),
      test: try CorpusFiles(recipe.languages, folder: folder, name: "test")
    )
    var training: [String: CorpusFiles] = [:]
    for name in recipe.parts.map(\.name) + ["augmented"] {
      training[name] = try CorpusFiles(recipe.languages, folder: folder + "/parts", name: name, label: "parts/" + name)
    }
    let all = try CorpusFiles(recipe.languages, folder: folder, name: "train")
    var seen: [Set<String>] = [[], [], []]
    let rows = try PairStream(table: folder + "/kept.tsv", sourceColumn: 3, targetColumn: 4)
    while let row = try rows.next() {
      let document = row.columns[1]
      switch split.share(of: document) {
      case .development:
        seen[1].insert(document)
        try sets.development.write(row.pair)
      case .test:
        seen[2].insert(document)
        try sets.test.write(row.pair)
      case .training:
        seen[0].insert(document)
        try training[row.columns[0]]?.write(row.pair)
        try all.write(row.pair)
        for copy in augmenter.copies(of: row.pair, document: document) {
          try training["augmented"]?.write(copy)
          try all.write(copy)
        }
      }
    }
    documentCounts = ["training": seen[0].count, "development": seen[1].count, "test": seen[2].count]
    var files = try all.finish() + sets.development.finish() + sets.test.finish()
    for name in training.keys.sorted() { files += try training[name]?.finish() ?? [] }
    return files
  }
}

/// One set of pairs as a table and as two files.
final class CorpusFiles {
  private let writers: [(name: String, writer: TextFileWriter)]
  private var lines = 0

  init(_ languages: LanguagePair, folder: String, name: String, label: String? = nil) throws(CorpusError) {
    writers = try [".tsv", "." + languages.source, "." + languages.target].map { suffix throws(CorpusError) in
      ((label ?? name) + suffix, try TextFileWriter(path: "\(folder)/\(name)\(suffix)"))
    }
  }

  func write(_ pair: TextPair) throws(CorpusError) {
    lines += 1
    try writers[0].writer.write(pair.source, pair.target)
    try writers[1].writer.write(pair.source)
    try writers[2].writer.write(pair.target)
  }

  func finish() throws(CorpusError) -> [Manifest.File] {
    try writers.map { entry throws(CorpusError) in
      Manifest.File(name: entry.name, lines: lines, xxh3: try entry.writer.finish())
    }
  }
}
