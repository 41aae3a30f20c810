import IO

/// What can be wrong with subword models and with the files they come from.
public enum SubwordError: Error, Equatable {
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  case invalidUTF8(file: String, line: Int)
  case unsupportedVersion(file: String, version: String)
  case malformedMerge(file: String, line: Int, text: String)
  case emptyPiece(file: String, line: Int)
  case pieceWithSpace(file: String, line: Int, text: String)
  case duplicatePiece(file: String, line: Int, piece: String, firstLine: Int)
  case reservedPiece(file: String, line: Int, expected: String, found: String)
  case truncatedVocabulary(file: String, lines: Int, minimum: Int)
  case nothingToLearnFrom
  case vocabularyTooSmall(size: Int, minimum: Int)
  case tooFewPairs(merges: Int, wanted: Int, frequency: Int)
}

extension SubwordError: FileFailure {}

extension SubwordError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
    case .unwritable(let file, let reason): "\(file): cannot be written: \(reason)"
    case .invalidUTF8(let file, let line): "\(file):\(line): not valid UTF-8"
    case .unsupportedVersion(let file, let version):
      "\(file):1: BPE codes of version '\(version)'; only version 0.2 is understood. Learn the codes again with "
        + "subword-nmt 0.2 or newer, or with 'translate bpe learn'."
    case .malformedMerge(let file, let line, let text):
      "\(file):\(line): a merge is two symbols with one space between, not '\(text)'"
    case .emptyPiece(let file, let line): "\(file):\(line): empty line; a vocabulary has one piece on every line"
    case .pieceWithSpace(let file, let line, let text):
      "\(file):\(line): '\(text)' has a space in it; a vocabulary has one piece a line and nothing else"
    case .duplicatePiece(let file, let line, let piece, let firstLine):
      "\(file):\(line): piece '\(piece)' is on line \(firstLine) already"
    case .reservedPiece(let file, let line, let expected, let found):
      "\(file):\(line): expected the reserved piece '\(expected)', found '\(found)'. Vocabularies begin with </s>, "
        + "<unk>, <ph0> to <ph31> and <0x00> to <0xFF>."
    case .truncatedVocabulary(let file, let lines, let minimum):
      "\(file): only \(lines) lines; the \(minimum) reserved pieces are not all there"
    case .nothingToLearnFrom: "there are no words in the input, so there is nothing to learn"
    case .vocabularyTooSmall(let size, let minimum):
      "a vocabulary of \(size) is too small: reserved pieces and characters alone are \(minimum). Ask for more, or "
        + "raise --min-character-count so that fewer characters get a piece of their own."
    case .tooFewPairs(let merges, let wanted, let frequency):
      "only \(merges) of \(wanted) merges could be learned: no pair is left that occurs \(frequency) times. Give more "
        + "text, ask for fewer, or lower --min-frequency."
    }
  }
}
