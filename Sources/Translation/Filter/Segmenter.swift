import Text
import Threads

/// A piece of a line on its way through the filter.
package enum LinePart: Sendable, Hashable {
  /// Goes through the translation as it is: white space, or the mark in front of a list item.
  case space(String)
  /// Is translated. `length` is in tokens.
  case segment(String, length: Int)
}

/// Cuts lines into segments that the model can take, and the space between them. Joined again the parts are the line.
///
/// May be shared between threads.
final class Segmenter: Sendable {
  private let translator: any SegmentTranslator
  private let splitsSentences: Bool
  private let splitters: Pool<SentenceSplitter>

  /// - Parameter splitsSentences: whether a line may become several segments though the model could take it whole.
  init(for translator: any SegmentTranslator, splitsSentences: Bool = true) {
    self.translator = translator
    self.splitsSentences = splitsSentences
    splitters = Pool { [locale = translator.sourceLocale] in try SentenceSplitter(locale: locale) }
  }

  func parts(of line: String) throws -> [LinePart] {
    let splitter = LongSegmentSplitter(limit: translator.maximumSegmentLength, length: translator.length)
    return try LineCells.pieces(of: line).flatMap { cell -> [LinePart] in
      guard case .text(let text) = cell else { return [.space(cell.string)] }
      return try sentences(of: text).flatMap { piece -> [LinePart] in
        switch piece {
        case .space(let space): [.space(space)]
        case .text(let sentence): splitter.parts(of: sentence)
        }
      }
    }
  }

  private func sentences(of line: String) throws -> [TextPiece] {
    guard splitsSentences else { return Self.trimmed(line) }
    guard let marker = ListMarker.prefix(of: line) else { return try split(line) }
    return [.space(String(marker))] + (try split(String(line[marker.endIndex...])))
  }

  /// The text of a line, and the white space around it.
  private static func trimmed(_ line: String) -> [TextPiece] {
    guard let start = line.firstIndex(where: { !$0.isWhitespace }),
      let last = line.lastIndex(where: { !$0.isWhitespace })
    else { return [.space(line)] }
    let pieces: [TextPiece] = [
      .space(String(line[..<start])), .text(String(line[start...last])), .space(String(line[last...].dropFirst())),
    ]
    return pieces.filter { $0 != .space("") }
  }

  private func split(_ line: String) throws -> [TextPiece] {
    Self.joinedSpeech(try splitters.with { $0.pieces(of: line) })
  }

  /// `"Stop!" he cried.` is one sentence.
  private static func joinedSpeech(_ pieces: [TextPiece]) -> [TextPiece] {
    var joined: [TextPiece] = []
    for piece in pieces {
      if case .text(let text) = piece, case .space(let space) = joined.last, joined.count > 1,
        case .text(let front) = joined[joined.count - 2], continues(front, text)
      {
        joined.removeLast(2)
        joined.append(.text(front + space + text))
      } else {
        joined.append(piece)
      }
    }
    return joined
  }

  private static func continues(_ speech: String, _ text: String) -> Bool {
    guard let quote = speech.unicodeScalars.last, "\"'\u{201D}\u{2019})".unicodeScalars.contains(quote) else {
      return false
    }
    return text.unicodeScalars.first?.properties.isLowercase ?? false
  }
}
