import ArgumentParser
import Glibc

extension Translate {
  /// What to say where the first argument is neither a subcommand nor an option: usually a file, or a subcommand that is
  /// not spelled as it should be. Nil where there is nothing better to say than the parser does.
  static func advice(for arguments: [String]) -> String? {
    guard let word = arguments.first, !word.hasPrefix("-"), !names.contains(word), word != "help" else { return nil }
    if access(word, F_OK) == 0 {
      return """
        '\(word)' is not a subcommand. To translate its lines type 'translate -i \(word)', to translate it as a \
        document 'translate files \(word) --to DIRECTORY'
        """
    }
    let nearest = (names + ["help"]).min { distance(word, $0) < distance(word, $1) }
    guard let nearest, distance(word, nearest) <= max(1, word.count / 3) else {
      return """
        there is no subcommand and no file '\(word)'. Text is read from standard input ('echo \(word) | translate'); \
        'translate help' lists the subcommands
        """
    }
    return "there is no subcommand '\(word)'; did you mean '\(nearest)'?"
  }

  private static var names: [String] { configuration.subcommands.map { $0._commandName } }

  /// Letters to insert, leave out, replace, or exchange with their neighbours (Damerau and Levenshtein).
  private static func distance(_ one: String, _ other: String) -> Int {
    let (one, other) = (Array(one), Array(other))
    var rows = [Array(0...other.count)]
    for (i, letter) in one.enumerated() {
      var row = [i + 1]
      for (j, otherLetter) in other.enumerated() {
        var best = min(rows[i][j] + (letter == otherLetter ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, letter == other[j - 1], one[i - 1] == otherLetter { best = min(best, rows[i - 1][j - 1] + 1) }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[one.count][other.count]
  }
}
