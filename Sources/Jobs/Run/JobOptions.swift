import Documents
import Threads
import Translation

/// How the files of a job are read, translated and written.
package struct JobOptions: Sendable {
  package var translation = TranslationOptions()
  package var documents: DocumentOptions
  /// What is protected beside the usual placeholders, addresses and so on.
  package var patterns = ProtectedPatterns.none
  package var threads = availableProcessors
  /// Source tokens that are translated together.
  package var miniBatchWords = LineFilterOptions().miniBatchWords

  /// Files are taken up until they have so many segments or bytes together; they are then translated before others are
  /// read.
  package var windowSegments = 4000
  package var windowBytes = 4 << 20

  package init(documents: DocumentOptions) {
    self.documents = documents
  }

  /// How a file is read: the dialect of Markdown is guessed from its tree where nobody has named it.
  func documents(for file: JobFile, _ format: DocumentFormat) -> DocumentOptions {
    guard format == .markdown, documents.markdown == nil else { return documents }
    var options = documents
    options.markdown = MarkdownTree.flavour(of: file.input)
    return options
  }

  func safeguards(for translator: any SegmentTranslator) -> Safeguards {
    Safeguards(for: translator, patterns: patterns, numbers: translation.numbers)
  }
}
