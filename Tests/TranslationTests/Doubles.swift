import Decoding
import Synchronization
import Translation

/// Stands in for the model: "translates" with a function and keeps account of what it was asked.
final class DoubleTranslator: SegmentTranslator {
  let identity = "double"
  let sourceLocale = "en"
  let maximumSegmentLength: Int
  private let change: @Sendable (String) throws -> String
  private let record = Mutex(Record())

  struct Record: Sendable {
    var batches: [[String]] = []
    var brokenPromises: [String] = []
  }

  /// - Parameter change: what becomes of a segment; by default it stays as it is.
  init(maximumSegmentLength: Int = 60, _ change: @escaping @Sendable (String) throws -> String = { $0 }) {
    self.maximumSegmentLength = maximumSegmentLength
    self.change = change
  }

  var batches: [[String]] { record.withLock { $0.batches } }

  /// Segments that the filter should not have handed over.
  var brokenPromises: [String] { record.withLock { $0.brokenPromises } }

  /// A token for every four bytes begun, as if it were subwords.
  func length(of segment: String) -> Int { (segment.utf8.count + 3) / 4 }

  func translate(_ segments: [String], options: TranslationOptions) throws -> [SegmentTranslation] {
    record.withLock { record in
      record.batches.append(segments)
      record.brokenPromises += segments.filter { segment in
        segment.isEmpty || length(of: segment) > maximumSegmentLength
          || segment.unicodeScalars.first?.properties.isWhitespace == true
          || segment.unicodeScalars.last?.properties.isWhitespace == true
      }
    }
    return try segments.map { segment in
      let text = try change(segment)
      let words = text.split(separator: " ").map(String.init)
      let best = TranslationHypothesis(
        text: text, score: -Float(words.count) / 8, tokens: words,
        tokenScores: options.search.returnTokenScores ? words.map { _ in -0.125 } : [],
        alignment: options.returnAlignment ? words.indices.map { AlignmentLink(source: $0, target: $0) } : [])
      var other = best
      other.text += "?"
      other.score -= 1
      return SegmentTranslation(
        sourceTokens: words, hypotheses: Array([best, other].prefix(options.search.nBest)))
    }
  }
}

/// A number for every text, in letters: whatever is mixed up in a filter changes it.
func fingerprint(_ text: String) -> String {
  var hash: UInt64 = 17
  for byte in text.utf8 { hash = (hash &* 31 &+ UInt64(byte)) % 1_000_000_007 }
  return "<\(hash)>"
}
