import Synchronization
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
/// May be shared between threads: sentence splitters, which may not, are lent out one by one.
final class Segmenter: Sendable {
  private let translator: any SegmentTranslator
  private let idleSplitters = Mutex<[IdleSplitter]>([])

  /// Crosses threads only while no one uses it.
  private struct IdleSplitter: @unchecked Sendable {
    let splitter: SentenceSplitter
  }

  init(for translator: any SegmentTranslator) {
    self.translator = translator
  }

  func parts(of line: String) throws -> [LinePart] {
    let splitter = LongSegmentSplitter(limit: translator.maximumSegmentLength, length: translator.length)
    return try sentences(of: line).flatMap { piece -> [LinePart] in
      switch piece {
      case .space(let space): [.space(space)]
      case .text(let sentence): splitter.parts(of: sentence)
      }
    }
  }

  private func sentences(of line: String) throws -> [TextPiece] {
    let idle =
      try idleSplitters.withLock { $0.popLast() }
      ?? IdleSplitter(splitter: SentenceSplitter(locale: translator.sourceLocale))
    let pieces = idle.splitter.pieces(of: line)
    idleSplitters.withLock { $0.append(idle) }
    return pieces
  }
}
