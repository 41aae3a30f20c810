/// Breaks a block of Markdown into lines as its source was, but never before a word that would begin another block.
struct MarkdownFilling: Sendable {
  enum Piece {
    case text(String)
    /// Spaces in it are no place for a line break.
    case markup(String)
  }

  /// Where the block's text begins on its first line, in characters.
  var column: Int
  /// What its other lines begin with.
  var margin: String
  /// nil: everything on one line.
  var width: Int?
  var lineEnding: String

  func fill(_ pieces: [Piece]) -> String {
    guard let width else { return pieces.map(Self.string).joined() }
    var result = ""
    var column = column
    for (space, word) in Self.words(pieces) {
      if !space.isEmpty, column + space.count + word.count > width, MarkdownEscaping.mayBeginLine(word) {
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
  private static func words(_ pieces: [Piece]) -> [(space: String, word: String)] {
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
