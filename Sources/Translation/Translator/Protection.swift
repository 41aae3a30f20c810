/// What comes out of a translation exactly once and unchanged.
public struct Protection: Sendable {
  /// Nil protects nothing.
  package let patterns: ProtectedPatterns?

  /// Placeholders, tags, addresses, paths, code and the like.
  public static let usual = Protection(patterns: ProtectedPatterns.none)

  /// Nothing: the model translates all as it likes.
  public static let nothing = Protection(patterns: nil)

  private init(patterns: ProtectedPatterns?) {
    self.patterns = patterns
  }

  /// The usual, and what one of `expressions` matches.
  ///
  /// - Parameter expressions: in the syntax of Swift's `Regex`, which is that of Perl.
  /// - Throws: ``TranslationError/invalidPattern(pattern:reason:)``.
  public init(matching expressions: [String]) throws(TranslationError) {
    patterns = try ProtectedPatterns(expressions)
  }
}
