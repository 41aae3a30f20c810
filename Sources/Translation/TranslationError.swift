/// Why a translation could not be made. The wording of every such error is here.
public enum TranslationError: Error, Hashable {
  case modelNotFound(name: String, places: [String])
  /// The model does not translate between these languages.
  case direction(from: String?, to: String?, known: [String])
  case invalidUTF8(line: Int, byte: Int)
  case translationCount(expected: Int, found: Int)
  case noHypothesis(segment: String)
  case invalidPattern(pattern: String, reason: String)
  /// A model of many languages has not this one.
  case languageUnknown(code: String, known: [String])
}

extension TranslationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .modelNotFound(let name, let places):
      "no model '\(name)' found; looked at\n" + places.map { "  \($0)\n" }.joined()
        + "Name a model directory with --model or in the environment variable TRANSLATE_MODEL."
    case .direction(let source, let target, let known):
      "the model does not translate"
        + (source.map { " from \($0)" } ?? "") + (target.map { " to \($0)" } ?? "")
        + "; it knows \(known.joined(separator: ", ")). Another model is named with --model"
    case .invalidUTF8(let line, let byte):
      "line \(line), byte \(byte): invalid UTF-8 (without --strict it is replaced by U+FFFD)"
    case .translationCount(let expected, let found):
      "the model gave \(found) translations for \(expected) segments"
    case .noHypothesis(let segment):
      "the model gave no translation at all for: \(segment.prefix(80))"
    case .invalidPattern(let pattern, let reason):
      "'\(pattern)' is not a regular expression: \(reason)"
    case .languageUnknown(let code, let known):
      "the model does not know the language '\(code)'; it knows \(known.joined(separator: ", "))"
    }
  }
}
