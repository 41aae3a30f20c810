import Text

/// A piece of a line on its way through the filter.
package enum LinePart: Sendable, Hashable {
  /// Goes through the translation as it is.
  case space(String)
  /// Is translated. `length` is in tokens.
  case segment(String, length: Int)
}

/// Cuts lines into segments that the model can take, and the space between them. Joined again the parts are the line.
///
/// May be shared between threads.
final class Segmenter: Sendable {
  private let translator: any SegmentTranslator
  private let splitters: Pool<SentenceSplitter>

  init(for translator: any SegmentTranslator) {
    self.translator = translator
    splitters = Pool { [locale = translator.sourceLocale] in try SentenceSplitter(locale: locale) }
  }

  func parts(of line: String) throws -> [LinePart] {
    let splitter = LongSegmentSplitter(limit: translator.maximumSegmentLength, length: translator.length)
    return try splitters.with { $0.pieces(of: line) }.flatMap { piece -> [LinePart] in
      switch piece {
      case .space(let space): [.space(space)]
      case .text(let sentence): splitter.parts(of: sentence)
      }
    }
  }
}
