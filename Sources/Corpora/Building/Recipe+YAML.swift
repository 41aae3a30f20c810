import Text
import YAML

extension Recipe {
  /// Reads a recipe; see Documentation/corpus.md for what it may say.
  public init(path: String) throws(CorpusError) {
    try self.init(yaml: try ByteSource.contents(of: path, limit: 1 << 24), path: path)
  }

  package init(yaml: [UInt8], path: String) throws(CorpusError) {
    let root = RecipeReader(node: try Self.tree(of: yaml, path: path), name: "the recipe", path: path)
    try root.check([
      "source-language", "target-language", "mirror", "release", "component", "packages", "source-packages",
      "smoke-packages", "held-out", "exclude", "source-entities", "target-entities", "parts", "clean", "split",
      "augment",
    ])
    languages = try LanguagePair(corpus: try root.text("source-language"), try root.text("target-language"))
    self.path = path
    mirror = try root.text("mirror", default: mirror)
    release = try root.text("release", default: release)
    component = try root.text("component", default: component)
    packages = try root.words("packages")
    sourcePackages = try root.words("source-packages")
    smokePackages = try root.words("smoke-packages")
    heldOut = try root.words("held-out")
    exclusions = try root.words("exclude")
    entityFiles = (try root.words("source-entities"), try root.words("target-entities"))
    parts = try root.children("parts").map { part throws(CorpusError) in try RecipePart(part) }
    if let clean = try root.child("clean") { try cleaning.read(clean) }
    if let split = try root.child("split") { try self.split.read(split) }
    if let augment = try root.child("augment") { try augmentation.read(augment) }
    try checkNames(root)
  }

  private static func tree(of yaml: [UInt8], path: String) throws(CorpusError) -> YAMLNode {
    let result = yaml.withUnsafeBytes { bytes in
      Result { () throws(YAMLError) in try YAMLNode.parse(bytes) }
    }
    switch result {
    case .success(let root?): return root
    case .success(nil): throw .recipe(path: path, reason: "it is empty")
    case .failure(let error): throw .recipe(path: path, reason: "line \(error.line): \(error.reason)")
    }
  }

  /// Package names go to apt and part names become file names.
  private func checkNames(_ root: RecipeReader) throws(CorpusError) {
    for name in packages + sourcePackages + smokePackages + heldOut + parts.map(\.name) {
      let isPlain = name.utf8.allSatisfy { isLetter($0) || isDigit($0) || [0x2B, 0x2D, 0x2E].contains($0) }
      guard isPlain, let first = name.utf8.first, isLetter(first) || isDigit(first) else {
        throw root.error("'\(name)' cannot be the name of a package or part")
      }
    }
    guard Set(parts.map(\.name)).count == parts.count else { throw root.error("two parts have the same name") }
  }
}

extension RecipePart {
  init(_ reader: RecipeReader) throws(CorpusError) {
    try reader.check([
      "name", "format", "files", "local", "origins", "except-origins", "columns", "sample-below-words", "sample-share",
      "split",
    ])
    name = try reader.text("name")
    if let formatName = try reader.optionalText("format") {
      guard let format = CorpusFormat(rawValue: formatName) else {
        throw reader.error("there is no format '\(formatName)'; \(CorpusFormat.allCases.map(\.rawValue))")
      }
      self.format = format
    }
    files = try reader.words("files")
    local = try reader.optionalText("local")
    origins = try reader.words("origins")
    exceptOrigins = try reader.words("except-origins")
    guard format != nil || !files.isEmpty || local != nil else {
      throw reader.error("the part '\(name)' has neither format, files nor local")
    }
    if let columns = try reader.child("columns") {
      try columns.check(["source", "target", "origin", "licence"])
      self.columns = (
        try columns.number("source", default: 1, 1...1000), try columns.number("target", default: 2, 1...1000),
        try columns.number("origin", default: 0, 0...1000), try columns.number("licence", default: 0, 0...1000)
      )
    }
    sampleBelowWords = try reader.number("sample-below-words", default: 0, 0...10_000)
    sampleShare = try reader.share("sample-share", default: 1)
    isSplit = try reader.text("split", default: "yes") == "yes"
  }
}

extension CleaningOptions {
  mutating func read(_ reader: RecipeReader) throws(CorpusError) {
    try reader.check([
      "skip-rules", "max-words", "max-characters", "max-ratio", "max-variants", "duplicate-memory",
    ])
    for name in try reader.words("skip-rules") { skipped.insert(try CleaningRule(named: name)) }
    maximumWords = try reader.number("max-words", default: maximumWords, 1...100_000)
    maximumCharacters = try reader.number("max-characters", default: maximumCharacters, 1...1_000_000)
    maximumVariants = try reader.number("max-variants", default: maximumVariants, 1...SeenHashes.highestCount)
    duplicateMemory = try reader.number("duplicate-memory", default: duplicateMemory, 1...1_000_000)
    if let text = try reader.optionalText("max-ratio") {
      guard let ratio = Double(text), ratio >= 1 else { throw reader.error("max-ratio must be 1 or more") }
      maximumRatio = ratio
    }
  }
}

extension SplitOptions {
  mutating func read(_ reader: RecipeReader) throws(CorpusError) {
    try reader.check(["development-pairs", "test-pairs", "largest-document"])
    developmentPairs = try reader.number("development-pairs", default: developmentPairs, 0...1_000_000)
    testPairs = try reader.number("test-pairs", default: testPairs, 0...1_000_000)
    largestDocument = try reader.number("largest-document", default: largestDocument, 1...1_000_000)
  }
}

extension AugmentationOptions {
  mutating func read(_ reader: RecipeReader) throws(CorpusError) {
    try reader.check(["placeholders", "directives", "capitals", "title-case", "joined", "without-stop", "spacing"])
    placeholders = try reader.share("placeholders", default: 0)
    directives = try reader.share("directives", default: 0)
    capitals = try reader.share("capitals", default: 0)
    titleCase = try reader.share("title-case", default: 0)
    joined = try reader.share("joined", default: 0)
    withoutStop = try reader.share("without-stop", default: 0)
    spacing = try reader.share("spacing", default: 0)
  }
}
