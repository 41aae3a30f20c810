import Glibc

/// Where a pair comes from.
struct PairOrigin {
  let part: Int
  let document: String
  /// The packages of the two sides: one, or two.
  let packages: Set<String>
}

extension CorpusBuilder {
  /// Extracts everything of one part.
  func add(_ part: RecipePart, to stage: CorpusStage) throws {
    let start = stage.keptCount
    if part.local != nil {
      if !options.isSmoke { try addTable(part, to: stage) }
    } else if part.format == .descriptions {
      try addDescriptions(part, to: stage)
    } else {
      try forEachPair(of: part, isHeldOut: false, stage: stage) { (pair, origin) throws(CorpusError) in
        if try stage.add(pair, origin, sampling: part) { for package in origin.packages { count(pair, package) } }
      }
    }
    say("\(part.name): \(stage.keptCount - start) pairs")
  }

  private func count(_ pair: TextPair, _ package: String) {
    yields[package, default: (0, 0)].pairs += 1
    yields[package, default: (0, 0)].words += pair.source.utf8.count { $0 == 0x20 } + 1
  }

  /// Extracts the pairs of the held-out packages, and keeps their lines out of all that follows.
  func addHeldOut(to stage: CorpusStage, exclusions: inout Exclusions) throws {
    for part in recipe.parts where part.local == nil && part.format != .descriptions {
      var lines: [String] = []
      try forEachPair(of: part, isHeldOut: true, stage: stage) { (pair, _) throws(CorpusError) in
        try stage.addHeldOut(pair)
        lines += [pair.source, pair.target]
      }
      for line in lines { exclusions.add(line) }
    }
  }

  private func forEachPair(
    of part: RecipePart, isHeldOut: Bool, stage: CorpusStage,
    _ body: (TextPair, PairOrigin) throws(CorpusError) -> Void
  ) throws {
    let heldOut = Set(recipe.heldOut)
    let index = stage.part(named: part.name)
    for template in part.files.map(FileTemplate.init) {
      for file in files.files where heldOut.contains(file.package) == isHeldOut && template.matchesTarget(file.path) {
        guard let format = part.format ?? CorpusFormat(path: file.path) else { continue }
        let isPair = format.comesInPairs || template.isPair
        let source = isPair ? template.sourcePath(forTarget: file.path).flatMap(files.file) : file
        // A link whose end is in a package that is not here, or no original.
        guard let source, access(file.location, R_OK) == 0 else { continue }
        let origin = PairOrigin(
          part: index, document: "\(part.name):\(file.package):\(file.path)", packages: [source.package, file.package])
        do {
          try extract(format, isPair ? source : nil, file) { pair throws(CorpusError) in try body(pair, origin) }
        } catch {
          if case .unwritable = error { throw error }
          note(file.path, error)
        }
      }
    }
  }

  /// - Parameter source: nil where the target's file holds both languages.
  private func extract(
    _ format: CorpusFormat, _ source: PackageFiles.File?, _ target: PackageFiles.File,
    _ body: (TextPair) throws(CorpusError) -> Void
  ) throws(CorpusError) {
    guard let source else { return try extractor.extract(format, file: target.location, body) }
    try extractor.extract(format, source: source.location, target: target.location, body)
  }

  private func addDescriptions(_ part: RecipePart, to stage: CorpusStage) throws(CorpusError) {
    guard let lists = descriptionLists else {
      if !options.isSmoke { miss("package descriptions in both languages") }
      return
    }
    let index = stage.part(named: part.name)
    try extractor.extractDescriptions(source: lists.source, target: lists.target) {
      (package, pair) throws(CorpusError) in
      _ = try stage.add(
        pair, PairOrigin(part: index, document: "\(part.name):\(package)", packages: []), sampling: part)
    }
  }

  /// A table from elsewhere, with the origin and licence of each line.
  private func addTable(_ part: RecipePart, to stage: CorpusStage) throws(CorpusError) {
    guard let local = part.local else { return }
    let path = resolve(local)
    guard access(path, R_OK) == 0 else { return miss("\(part.name): \(local)") }
    let rows = try PairStream(table: path, sourceColumn: part.columns.source, targetColumn: part.columns.target)
    while let row = try rows.next() {
      let column = { (number: Int) in number > 0 && number <= row.columns.count ? row.columns[number - 1] : nil }
      let origin = column(part.columns.origin)
      guard part.takes(origin: origin) else { continue }
      let index = stage.part(named: part.name, origin: origin, licence: column(part.columns.licence))
      let pair = TextPair(TextTidying.tidy(row.pair.source), TextTidying.tidy(row.pair.target))
      let document = "\(part.name):\(origin ?? "")"
      _ = try stage.add(pair, PairOrigin(part: index, document: document, packages: []), sampling: part)
    }
  }
}

extension Extractor {
  /// Calls `body` with every pair of two description lists and its package.
  func extractDescriptions(
    source: String, target: String, _ body: (_ package: String, TextPair) throws(CorpusError) -> Void
  ) throws(CorpusError) {
    try DescriptionFiles.forEachPair(source: source, target: target) { (package, pairs) throws(CorpusError) in
      for pair in pairs { try emit(pair) { pair throws(CorpusError) in try body(package, pair) } }
    }
  }
}
