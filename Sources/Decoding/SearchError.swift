/// Why a search could not be made.
public enum SearchError: Error, Hashable {
  case invalidOption(name: String, value: String, range: String)
  case prefixToken(token: Int32, sentence: Int, vocabularySize: Int)
  case constrainedToken(token: Int32, sentence: Int, vocabularySize: Int)
  case endOfSentence(token: Int32, vocabularySize: Int)
  case scoreCount(expected: Int, found: Int)
  /// Whoever waited for it does so no longer.
  case cancelled
}

extension SearchError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalidOption(let name, let value, let range):
      "\(name) is \(value), but must be \(range)"
    case .prefixToken(let token, let sentence, let size):
      "the forced prefix of sentence \(sentence) holds token \(token), which is the end of a sentence or outside "
        + "the vocabulary of \(size) tokens"
    case .constrainedToken(let token, let sentence, let size):
      "a token required of or forbidden in sentence \(sentence) is \(token), which is the end of a sentence or outside "
        + "the vocabulary of \(size) tokens"
    case .endOfSentence(let token, let size):
      "the end of a sentence is token \(token), outside the vocabulary of \(size) tokens"
    case .scoreCount(let expected, let found):
      "the model scored \(found) hypotheses where \(expected) were due"
    case .cancelled:
      "nobody waits for the translation any more"
    }
  }
}
