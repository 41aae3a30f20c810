/// How to build a corpus: which packages and files, and what to do with the pairs.
public struct Recipe: Sendable {
  public var path = ""
  public var languages: LanguagePair
  /// Debian archive, release and component.
  public var mirror = "http://deb.debian.org/debian"
  public var release = "bookworm"
  public var component = "main"
  public var packages: [String] = []
  /// Source packages, for translations of manuals that no binary package holds as a catalogue.
  public var sourcePackages: [String] = []
  /// What `--smoke` takes instead of ``packages``.
  public var smokePackages: [String] = []
  /// Packages whose pairs become a test set; none of their lines enters training.
  public var heldOut: [String] = []
  /// Files whose lines must not enter training, where they are there.
  public var exclusions: [String] = []
  public var entityFiles: (source: [String], target: [String]) = ([], [])
  public var parts: [RecipePart] = []
  public var cleaning = CleaningOptions()
  public var split = SplitOptions()
  public var augmentation = AugmentationOptions()
}

/// Pairs of one kind.
public struct RecipePart: Equatable, Sendable {
  public var name = ""
  /// Nil where each file's name tells.
  public var format: CorpusFormat?
  /// Files inside packages; `*` stands for any name, `**` for any folders, `{en|de}` for the source's and the target's.
  public var files: [String] = []
  /// A file outside packages, relative to the recipe.
  public var local: String?
  /// Of a local table the origins that are taken, `book-*` for all that begin so; empty: all. And those that are not.
  public var origins: [String] = []
  public var exceptOrigins: [String] = []
  /// Where a local table keeps what, from 1; 0 for columns that are not there.
  public var columns = (source: 1, target: 2, origin: 0, licence: 0)
  /// Of the pairs with fewer words than this, only a share is kept.
  public var sampleBelowWords = 0
  public var sampleShare = 1.0
  /// May documents of the part go to the development and test sets?
  public var isSplit = true

  /// Whether lines of `origin` in a local table belong to the part.
  package func takes(origin: String?) -> Bool {
    func isAmong(_ patterns: [String]) -> Bool {
      patterns.contains { $0.hasSuffix("*") ? (origin ?? "").hasPrefix($0.dropLast()) : $0 == origin }
    }
    return (origins.isEmpty || isAmong(origins)) && !isAmong(exceptOrigins)
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.name == right.name && left.format == right.format && left.files == right.files && left.local == right.local
  }
}

/// How much text is set apart for development and testing, in whole documents.
public struct SplitOptions: Equatable, Sendable {
  public var developmentPairs = 2000
  public var testPairs = 2000
  /// Documents with more pairs than this always go to training, so that no single one makes up a set.
  public var largestDocument = 200

  public init() {}
}
