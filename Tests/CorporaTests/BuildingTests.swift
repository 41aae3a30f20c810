import Basics
import Corpora
import Testing

@Suite struct BuildingTests {
  @Test(arguments: [
    ("usr/share/man/{|de/}man*/*.gz", "usr/share/man/de/man1/ls.1.gz", "usr/share/man/man1/ls.1.gz"),
    ("usr/help/{C|de}/**/*.page", "usr/help/de/a/b/c.page", "usr/help/C/a/b/c.page"),
    ("usr/help/{C|de}/**/*.page", "usr/help/de/c.page", "usr/help/C/c.page"),
    ("html/**/*{|.de}.html", "html/x/a.de.html", "html/x/a.html"),
    ("doc-{en|de}/*.{en|de}.html", "doc-de/a.de.html", "doc-en/a.en.html"),
    ("**/de/LC_MESSAGES/*.mo", "usr/share/locale/de/LC_MESSAGES/x.mo", "usr/share/locale/de/LC_MESSAGES/x.mo"),
  ])
  func templates(pattern: String, target: String, source: String) {
    let template = FileTemplate(pattern)
    #expect(template.sourcePath(forTarget: target) == source)
    #expect(template.matchesTarget(target) && template.matchesSource(source))
  }

  @Test(arguments: [
    ("**/de/LC_MESSAGES/*.mo", "usr/share/locale/de/LC_MESSAGES/a/x.mo"), ("*.mo", "a/x.mo"), ("a", "b"), ("a", ""),
    ("**/*_de.qm", "x_fr.qm"), ("**/de/LC_MESSAGES/*.mo", "usr/share/deluge/LC_MESSAGES/x.mo"),
  ])
  func otherPathsDoNotMatch(pattern: String, path: String) {
    #expect(FileTemplate(pattern).sourcePath(forTarget: path) == nil)
  }

  private static func recipe(_ text: String) throws -> Recipe { try Recipe(yaml: Array(text.utf8), path: "r.yaml") }

  @Test func aRecipe() throws {
    let recipe = try Self.recipe(
      """
      source-language: en
      target-language: de
      packages: >-
        a b
        c-d+e
      parts:
        - {name: m, format: mo, files: ["**/x.mo"]}
        - name: t
          format: tsv
          local: x.tsv
          columns: {origin: 1, source: 3, target: 4}
          sample-below-words: 5
          sample-share: 0.25
      clean: {max-words: 9, skip-rules: [digits]}
      augment: {capitals: 0.5}
      """)
    #expect(recipe.packages == ["a", "b", "c-d+e"])
    #expect(recipe.parts.map(\.name) == ["m", "t"])
    #expect(recipe.parts[1].columns == (source: 3, target: 4, origin: 1, licence: 0))
    #expect(recipe.parts[1].sampleShare == 0.25 && recipe.cleaning.maximumWords == 9)
    #expect(recipe.cleaning.skipped == [.digits] && recipe.augmentation.capitals == 0.5)
  }

  @Test(arguments: [
    "", "a", "- a", "source-language: en", "source-language: [", "source-language: en\ntarget-language: German",
    "source-language: en\ntarget-language: de\nsurprise: 1",
    "source-language: en\nsource-language: en\ntarget-language: de",
    "source-language: en\ntarget-language: de\nparts: 3",
    "source-language: en\ntarget-language: de\nparts: [{name: x}]",
    "source-language: en\ntarget-language: de\nparts: [{name: x, format: docx}]",
    "source-language: en\ntarget-language: de\nparts: [{name: ../x, format: mo}]",
    "source-language: en\ntarget-language: de\npackages: ['--option']",
    "source-language: en\ntarget-language: de\nclean: {max-words: many}",
    "source-language: en\ntarget-language: de\nclean: {skip-rules: [none]}",
    "source-language: en\ntarget-language: de\naugment: {capitals: 2}", "&a [*a]",
    "source-language: en\ntarget-language: de\npackages: {a: b}",
  ])
  func badRecipesAreRefused(text: String) {
    #expect(throws: CorpusError.self) { try Self.recipe(text) }
  }

  @Test(arguments: [
    ("book-*", "", ["book-x", "book-"]), ("", "book-* ud", ["tatoeba", "bookish"]),
    ("", "", ["book-x", "ud", "tatoeba"]),
    ("book-* ud", "book-x", ["book-y", "ud"]),
  ])
  func originsOfATable(origins: String, except: String, taken: [String]) throws {
    let recipe = try Self.recipe(
      """
      source-language: en
      target-language: de
      parts: [{name: t, local: x.tsv, origins: "\(origins)", except-origins: "\(except)"}]
      """)
    for origin in taken { #expect(recipe.parts[0].takes(origin: origin)) }
    let left = ["book-x", "ud", "tatoeba", "bookish"].filter { !taken.contains($0) }
    if !(origins + except).isEmpty { for origin in left { #expect(!recipe.parts[0].takes(origin: origin)) } }
  }

  /// The recipe in the repository is a valid one, and names no package twice.
  @Test func shippedRecipe() throws {
    let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let recipe = try Recipe(path: "/\(folder)/Corpora/en-de.yaml")
    #expect(recipe.packages.count > 300 && Set(recipe.packages).count == recipe.packages.count)
    #expect(Set(recipe.packages).isDisjoint(with: recipe.heldOut))
  }

  @Test func splitsWholeDocuments() {
    var options = SplitOptions()
    (options.developmentPairs, options.testPairs, options.largestDocument) = (100, 50, 40)
    let counts = Dictionary(uniqueKeysWithValues: (0..<200).map { ("doc\($0)", 1 + $0 % 60) })
    let split = DocumentSplit(counts: counts, options: options)
    func total(_ share: DocumentSplit.Share) -> Int {
      counts.filter { split.share(of: $0.key) == share }.values.reduce(0, +)
    }
    #expect((100..<140).contains(total(.development)) && (50..<90).contains(total(.test)))
    #expect(counts.allSatisfy { $0.value <= 40 || split.share(of: $0.key) == .training })
    #expect(split.share(of: "unknown") == .training)
  }

  @Test func masking() {
    var random = SplitMix64(seed: 2)
    let pair = TextPair("Use (/etc/fstab) on Linux 5.", "Unter Linux 5 gilt /etc/fstab!")
    for _ in 0..<20 {
      guard let masked = CopyMasking.masked(pair, &random) else {
        Issue.record("nothing was masked")
        return
      }
      let tokens = masked.source.split(separator: "<").dropFirst().compactMap {
        Int($0.dropFirst(2).prefix { $0 != ">" })
      }
      #expect(tokens.count == 3 && tokens.allSatisfy { (0..<CopyMasking.tokenCount).contains($0) })
      #expect(tokens == (0..<3).map { tokens[0] + $0 })
      #expect(tokens.allSatisfy { masked.target.contains("<ph\($0)>") })
    }
    #expect(CopyMasking.masked(TextPair("Open it", "Öffne es"), &random) == nil)
    #expect(CopyMasking.masked(TextPair("5 and 5", "5 und 5"), &random) == nil)
  }

  /// Equal directives keep their order; tags glued to words are found; nothing is hidden where the sides disagree.
  @Test(arguments: [
    (
      TextPair("%s: cannot open %s", "%s: %s lässt sich nicht öffnen"),
      TextPair("<ph0>: cannot open <ph1>", "<ph0>: <ph1> lässt sich nicht öffnen")
    ),
    (
      TextPair("<b>Note</b> (%d)", "(%d) <b>Hinweis</b>"),
      TextPair("<ph0>Note<ph1> (<ph2>)", "(<ph2>) <ph0>Hinweis<ph1>")
    ),
    (TextPair("%s in /etc", "%d in /etc"), TextPair("%s in <ph0>", "%d in <ph0>")),
  ]) func directives(pair: TextPair, expected: TextPair) {
    let results = (0..<20).compactMap { seed in
      var random = SplitMix64(seed: UInt64(seed))
      return CopyMasking.masked(pair, &random)
    }
    #expect(results.count == 20 && results.contains(expected))
    #expect(
      results.allSatisfy {
        PlaceholderTokens.parts(of: $0.source).count == PlaceholderTokens.parts(of: expected.source).count
      })
  }

  @Test func augmentation() throws {
    func copies(_ change: (inout AugmentationOptions) -> Void, _ pairs: TextPair...) throws -> [TextPair] {
      var options = AugmentationOptions()
      change(&options)
      let augmenter = try Augmenter(options, try LanguagePair(corpus: "en", "de"))
      return pairs.flatMap { augmenter.copies(of: $0, document: "d") }
    }
    let pair = TextPair("The street is wide.", "Die Straße ist breit.")
    let next = TextPair("Is it?", "Ist sie das?")
    #expect(try copies({ _ in }, pair).isEmpty)
    #expect(try copies({ $0.capitals = 1 }, pair) == [TextPair("THE STREET IS WIDE.", "DIE STRASSE IST BREIT.")])
    #expect(try copies({ $0.capitals = 1 }, TextPair("Use %s", "Nimm %s")).isEmpty)
    #expect(try copies({ $0.directives = 1 }, pair).isEmpty)
    #expect(try copies({ $0.directives = 1 }, TextPair("Use %s", "Nimm %s")).count == 1)
    #expect(
      try copies({ $0.titleCase = 1 }, TextPair("Open the file", "Datei öffnen")) == [
        TextPair("Open The File", "Datei öffnen")
      ])
    #expect(try copies({ $0.withoutStop = 1 }, pair) == [TextPair("The street is wide", "Die Straße ist breit")])
    #expect(try copies({ $0.withoutStop = 1 }, TextPair("And so on...", "Usw...")).isEmpty)
    #expect(
      try copies({ $0.joined = 1 }, pair, next) == [
        TextPair("The street is wide. Is it?", "Die Straße ist breit. Ist sie das?")
      ])
    let spaced = try copies({ $0.spacing = 1 }, pair)
    #expect(spaced.count == 1 && TextTidying.tidy(spaced[0].source).replacing(" .", with: ".") == pair.source)
    #expect(spaced[0].target == pair.target && spaced[0].source != pair.source)
  }

  /// The upstream archive's folder falls away, the packaging's stays; what no pattern asks for is not unpacked.
  @Test func sourcePackages() throws {
    let folder = try TemporaryFolder()
    for (name, files) in [("tool-1.2", ["po/de.po", "po/fr.po"]), ("debian", ["copyright", "po/de.po"])] {
      try ChildProcess.run(["mkdir", "-p", "\(folder.path)/\(name)/po"])
      for file in files { _ = try folder.file("\(name)/\(file)", "text of \(name)/\(file)\n") }
      try ChildProcess.run(["tar", "-cf", "\(folder.path)/\(name).tar", "-C", folder.path, name])
    }
    let package = PackageCache.Package(
      name: "src:tool", version: "1.2-1", archives: ["\(folder.path)/debian.tar", "\(folder.path)/tool-1.2.tar"])
    var files = PackageFiles()
    try files.add(package, templates: ["source/**/de.po"], cache: folder.path)
    #expect(
      files.files.map(\.path).sorted() == [
        "source/tool/debian/copyright", "source/tool/debian/po/de.po", "source/tool/po/de.po",
      ])
  }

  @Test func licences() throws {
    let folder = try TemporaryFolder()
    let modern = try folder.file("a", "Files: *\nLicense: GPL-2+\n text\n\nFiles: x\nLicense: MIT\n\nLicense: GPL-2+\n")
    #expect(Licences.read(path: modern) == ["GPL-2+", "MIT"])
    let old = try folder.file(
      "b", "see `/usr/share/common-licenses/GPL-2'.\nand /usr/share/common-licenses/LGPL-2.1.\n")
    #expect(Licences.read(path: old) == ["GPL-2", "LGPL-2.1"])
  }

  /// Gale and Church: equal lengths cost nothing, and the cost rises with the difference.
  @Test func lengthCosts() {
    #expect(BlockAligner.lengthCost(50, 50) == 0)
    let costs = stride(from: 50.0, to: 150, by: 10).map { BlockAligner.lengthCost(50, $0) }
    #expect(zip(costs, costs.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(BlockAligner.lengthCost(20, 30) == BlockAligner.lengthCost(30, 20))
    // delta = 10 / sqrt(6.8 * 25) = 0.767; P(|delta| > 0.767) = 0.443 from tables of the normal distribution.
    #expect(abs(BlockAligner.lengthCost(20, 30) - 81.4) < 0.5)
  }

  /// Blocks taken out at random: what is found is nearly always right.
  @Test func alignmentFindsItsWayAroundGaps() {
    var random = SplitMix64(seed: 21)
    let source = (0..<300).map { _ in
      TextBlock(kind: "p", text: String(repeating: "x", count: 5 + random.below(200)))
    }
    var target: [TextBlock] = []
    var truth: [Int] = []
    for (index, block) in source.enumerated() where !random.happens(0.1) {
      target.append(TextBlock(kind: "p", text: block.text + "ä\(index)".filter { !$0.isNumber }))
      truth.append(index)
    }
    let numbered = source.enumerated().map { TextBlock(kind: "p", text: $1.text, identifier: nil) }
    let pairs = BlockAligner.align(numbered, target)
    let right = pairs.count { $0.source + "ä" == $0.target }
    #expect(right * 10 > truth.count * 9 && right * 100 >= pairs.count * 97)
  }

  @Test func messageLines() {
    func split(_ source: String, _ target: String) -> [TextPair] { MessageLines.split(TextPair(source, target)) }
    #expect(split("a b\nc", "d\ne") == [TextPair("a b c", "d e")])
    #expect(split("A.\nB.", "C.\nD.") == [TextPair("A.", "C."), TextPair("B.", "D.")])
    #expect(split("a\n\nb\nc", "d\n\n\ne") == [TextPair("a", "d"), TextPair("b c", "e")])
    #expect(split("x\n  -a y\n  -b z", "u\n  -a v\n  -b w").count == 3)
    #expect(split("a\n\nb", "c") == [TextPair("a b", "c")])
    #expect(split("\n", "\n") == [])
  }
}
