/// Breaks a text with markup into lines as its source was.
struct InlineFilling: Sendable {
  enum Piece {
    case text(String)
    /// Spaces in it are no place for a line break.
    case markup(String)
  }

  /// Where the block's text begins on its first line, in characters.
  var column = 0
  /// What its other lines begin with.
  var margin = ""
  /// nil: everything on one line.
  var width: Int?
  var lineEnding = "\n"
  /// Whether a line may begin with a word. In Markdown some words would begin another block.
  var mayBeginLine: @Sendable (String) -> Bool

  /// - Parameters:
  ///   - range: the text in its source.
  ///   - margin: what its second line begins with; nil for a text on one line.
  init(
    _ source: SourceText, _ range: Range<Int>, margin: Range<Int>?,
    mayBeginLine: @escaping @Sendable (String) -> Bool = { _ in true }
  ) {
    let bytes = source.bytes
    self.mayBeginLine = mayBeginLine
    // What stands on one line is not filled; the line, which may be all of a file, is not looked through for each text of it.
    guard let margin else { return }
    lineEnding = bytes.lineEnding(from: range.lowerBound)
    self.margin = source.string(margin)
    let lineStart = bytes.lineStart(of: range.lowerBound)
    let lineEnd = bytes.skip(range.upperBound..<bytes.count) { $0 != .newline && $0 != .carriageReturn }
    let lines = bytes.lines(in: lineStart..<lineEnd)
    let widths = lines.map { source.string($0.lowerBound..<bytes.trimmed($0).upperBound).count }
    width = lines.count > 1 ? widths.max() : nil
    column = source.string(lineStart..<range.lowerBound).count
  }

  func fill(_ pieces: [Piece]) -> String {
    guard let width else { return pieces.map(Self.string).joined() }
    var result = ""
    var column = column
    for (space, word) in Self.words(pieces) {
      if !space.isEmpty, column + space.count + word.count > width, mayBeginLine(word) {
        result += lineEnding + margin
        column = margin.count
      } else {
        result += space
        column += space.count
      }
      result += word
      column = Self.column(after: word, from: column)
    }
    return result
  }

  private static func string(_ piece: Piece) -> String {
    switch piece {
    case .text(let text), .markup(let text): text
    }
  }

  private static func column(after word: String, from column: Int) -> Int {
    guard let lineStart = word.lastIndex(where: \.isNewline) else { return column + word.count }
    return word[lineStart...].count - 1
  }

  /// Words with the spaces before them. Markup belongs to the word that it touches.
  static func words(_ pieces: [Piece]) -> [(space: String, word: String)] {
    var words: [(space: String, word: String)] = [("", "")]
    for piece in pieces {
      switch piece {
      case .markup(let markup): words[words.count - 1].word += markup
      case .text(let text):
        for character in text {
          if character != " " {
            words[words.count - 1].word.append(character)
          } else if words[words.count - 1].word.isEmpty {
            words[words.count - 1].space.append(" ")
          } else {
            words.append((" ", ""))
          }
        }
      }
    }
    return words
  }
}
