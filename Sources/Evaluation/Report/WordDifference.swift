import Basics

/// Which words of two lines are in both, in the same order (their longest common subsequence).
package struct WordDifference {
  package struct Word: Equatable {
    package let text: Substring
    package let isCommon: Bool
  }

  package let left: [Word]
  package let right: [Word]
  /// Whether words are single characters, as for text without spaces.
  package let isByCharacter: Bool

  /// Lines longer than this are shown without marks: the comparison takes time and memory by the square.
  private static let longest = 1500

  package init(_ left: String, _ right: String) {
    isByCharacter = WordDifference.hasFewSpaces(left) && WordDifference.hasFewSpaces(right)
    let leftWords = WordDifference.words(left, byCharacter: isByCharacter)
    let rightWords = WordDifference.words(right, byCharacter: isByCharacter)
    let common = WordDifference.common(leftWords, rightWords)
    self.left = zip(leftWords, common.left).map { Word(text: $0, isCommon: $1) }
    self.right = zip(rightWords, common.right).map { Word(text: $0, isCommon: $1) }
  }

  private static func hasFewSpaces(_ line: String) -> Bool {
    let spaces = line.unicodeScalars.count { Whitespace.contains($0.value) }
    return line.count >= 8 && spaces * 15 < line.count
  }

  private static func words(_ line: String, byCharacter: Bool) -> [Substring] {
    byCharacter ? line.indices.map { line[$0...$0] } : line.split { $0.isWhitespace }
  }

  private static func common(_ left: [Substring], _ right: [Substring]) -> (left: [Bool], right: [Bool]) {
    var marks = ([Bool](repeating: true, count: left.count), [Bool](repeating: true, count: right.count))
    guard left.count <= longest, right.count <= longest else { return marks }
    let lengths = table(left, right)
    marks = (marks.0.map { _ in false }, marks.1.map { _ in false })
    var (row, column) = (0, 0)
    while row < left.count, column < right.count {
      if left[row] == right[column] {
        (marks.0[row], marks.1[column]) = (true, true)
        row += 1
        column += 1
      } else if lengths[row + 1][column] >= lengths[row][column + 1] {
        row += 1
      } else {
        column += 1
      }
    }
    return marks
  }

  /// [left + 1][right + 1]: the length of the longest common subsequence of what follows.
  private static func table(_ left: [Substring], _ right: [Substring]) -> [[Int32]] {
    var table = [[Int32]](repeating: [Int32](repeating: 0, count: right.count + 1), count: left.count + 1)
    for row in left.indices.reversed() {
      for column in right.indices.reversed() {
        table[row][column] =
          left[row] == right[column]
          ? table[row + 1][column + 1] + 1 : max(table[row + 1][column], table[row][column + 1])
      }
    }
    return table
  }

  /// HTML with the words that the other line lacks inside `mark` elements of a class.
  package static func marked(_ words: [Word], byCharacter: Bool, class name: String) -> String {
    let separator = byCharacter ? "" : " "
    let runs = words.chunked { $0.isCommon == $1.isCommon }
    return runs.map { run in
      let text = run.map { HTML.escaped($0.text) }.joined(separator: separator)
      return run[0].isCommon ? text : "<mark class=\"\(name)\">\(text)</mark>"
    }.joined(separator: separator)
  }
}

extension Array {
  /// Neighbours that belong together.
  fileprivate func chunked(by belongs: (Element, Element) -> Bool) -> [[Element]] {
    reduce(into: [[Element]]()) { chunks, element in
      if let last = chunks.last?.last, belongs(last, element) {
        chunks[chunks.count - 1].append(element)
      } else {
        chunks.append([element])
      }
    }
  }
}
