import Translation

/// What a job has done.
package struct JobSummary: Sendable {
  /// What became of a file.
  package enum Outcome: String, Sendable {
    case translated
    /// A file of a tree that holds no text to translate.
    case copied
    /// Its translation had taken its place before.
    case done = "done before"
  }

  package struct File: Sendable {
    package var file: JobFile
    package var outcome: Outcome
    package var segments = 0
    package var words = 0
    /// Segments with something doubtful about them.
    package var warnings = 0
  }

  /// A segment's translation, and what there is to say about it.
  package struct Segment: Sendable {
    package var file: String
    package var line: Int
    package var source: String
    package var translation: String
    /// The mean over its sentences; higher is surer.
    package var score: Float
    package var warnings: [LineWarning]
  }

  package var files: [File] = []
  /// One line for each file that could not be translated: name, line and reason.
  package var failures: [String] = []
  /// The least certain segments, the least certain one first.
  package private(set) var doubtful: [Segment] = []
  /// Segments that were left as they were because a protected span did not survive: the first of them, and how many.
  package private(set) var unkept: [Segment] = []
  package private(set) var unkeptCount = 0
  /// Segments that were left as they were because their translations would have broken the structure of their file.
  package private(set) var damaging: [Segment] = []
  /// Sentences that the model has translated.
  package var translatedSentences = 0
  /// How the protected spans of sentences came through, repeated sentences counted as often.
  package var paths: [TranslationPath: Int] = [:]
  package var seconds = 0.0

  mutating func noteDamage(_ segment: Segment) { damaging.append(segment) }

  package var segments: Int { files.reduce(0) { $0 + $1.segments } }
  package var words: Int { files.reduce(0) { $0 + $1.words } }
  package var copied: Int { files.count { $0.outcome == .copied } }
  package var warnings: Int { files.reduce(0) { $0 + $1.warnings } }

  /// How many segments are kept of those there are.
  private static let kept = 200

  /// Keeps the segment if it is among the least certain; segments with warnings come first.
  mutating func note(_ segment: Segment) {
    if segment.warnings.contains(.span) {
      unkeptCount += 1
      if unkept.count < Self.kept { unkept.append(segment) }
    }
    func rank(_ segment: Segment) -> (Int, Float) { (segment.warnings.isEmpty ? 1 : 0, segment.score) }
    if doubtful.count == Self.kept, let last = doubtful.last, rank(segment) >= rank(last) { return }
    let place = doubtful.firstIndex { rank(segment) < rank($0) } ?? doubtful.endIndex
    doubtful.insert(segment, at: place)
    if doubtful.count > Self.kept { doubtful.removeLast() }
  }
}

/// How far a job has come.
package struct JobProgress: Sendable, Equatable {
  package var segments = 0
  package var words = 0
  /// Of the work, from 0 to 1.
  package var share = 0.0
  package var file = ""

  package init(segments: Int = 0, words: Int = 0, share: Double = 0, file: String = "") {
    self.segments = segments
    self.words = words
    self.share = share
    self.file = file
  }
}
