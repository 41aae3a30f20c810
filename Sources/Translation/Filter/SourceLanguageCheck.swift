import Logging
import Text

/// Warns, once, where a text is in another language than the model's source: nothing sensible would come out.
struct SourceLanguageCheck {
  /// Nil once the language is known, or is of no interest.
  private var text: String?
  private let expected: String
  private let target: String
  private let logger: Logger

  /// A detector is seldom wrong about so many bytes, and often about fewer.
  private static let enough = 100
  private static let most = 4000

  /// - Parameters:
  ///   - expected: the model's source language; empty: any will do.
  ///   - target: the language that it translates into.
  init(expected: String, target: String, isWanted: Bool, logger: Logger) {
    self.expected = expected
    self.target = target
    self.logger = logger
    text = isWanted && !expected.isEmpty ? "" : nil
  }

  /// Looks at further lines.
  mutating func read(_ lines: some Sequence<String>) {
    guard var text else { return }
    for line in lines where text.utf8.count < Self.most { text += line.prefix(Self.most) + "\n" }
    self.text = text
    guard text.utf8.count >= Self.enough else { return }
    self.text = nil
    guard let found = LanguageDetector.language(of: text), !LanguageDetector.isSame(found, expected) else { return }
    let remedy = LanguageDetector.isSame(found, target) ? "--from \(found), where the model knows both ways, or " : ""
    logger.warning(
      """
      the text looks like '\(found)', but the model translates from '\(expected)'; \(remedy)--check-language off leaves \
      this out
      """)
  }
}
