import _StringProcessing

/// Regular expressions for spans that somebody wants to see unchanged.
package struct ProtectedPatterns: @unchecked Sendable {
  // Matching changes nothing of an expression.
  private let expressions: [Regex<AnyRegexOutput>]

  package static let none = ProtectedPatterns(expressions: [])

  private init(expressions: [Regex<AnyRegexOutput>]) {
    self.expressions = expressions
  }

  /// - Parameter patterns: in the syntax of Swift's `Regex`, which is that of Perl.
  /// - Throws: ``TranslationError/invalidPattern(pattern:reason:)``.
  package init(_ patterns: [String]) throws(TranslationError) {
    var expressions: [Regex<AnyRegexOutput>] = []
    for pattern in patterns {
      do { expressions.append(try Regex(pattern)) } catch {
        throw .invalidPattern(pattern: pattern, reason: "\(error)")
      }
    }
    self.expressions = expressions
  }

  /// What the expressions match in `text`, in bytes: rising, without overlaps, none empty. Of two that overlap the one
  /// that begins first counts.
  func ranges(in text: String) -> [Range<Int>] {
    guard !expressions.isEmpty else { return [] }
    func offset(_ index: String.Index) -> Int { text.utf8.distance(from: text.startIndex, to: index) }
    let matches = expressions.flatMap { text.matches(of: $0).map(\.range) }
    let all = matches.map { offset($0.lowerBound)..<offset($0.upperBound) }
    var chosen: [Range<Int>] = []
    for range in all.sorted(by: { ($0.lowerBound, $1.upperBound) < ($1.lowerBound, $0.upperBound) }) {
      if !range.isEmpty, range.lowerBound >= chosen.last?.upperBound ?? 0 { chosen.append(range) }
    }
    return chosen
  }
}
