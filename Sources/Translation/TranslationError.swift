import Glibc

/// Why a translation could not be made. The wording of every such error is here.
public enum TranslationError: Error, Hashable {
  case modelNotFound(name: String, places: [String])
  /// The model does not translate between these languages.
  case direction(from: String?, to: String?, known: [String])
  case read(path: String, code: Int32)
  case write(path: String, code: Int32)
  /// Nobody reads the output any more.
  case closedPipe
  case invalidUTF8(line: Int, byte: Int)
  case translationCount(expected: Int, found: Int)
  case noHypothesis(segment: String)
  case invalidPattern(pattern: String, reason: String)
  case startFailed(command: String, reason: String)
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
    case .read(let path, let code):
      "\(path): cannot read: \(Self.reason(code))"
    case .write(let path, let code):
      "\(path): cannot write: \(Self.reason(code))"
    case .closedPipe:
      "standard output: nobody reads it any more"
    case .invalidUTF8(let line, let byte):
      "line \(line), byte \(byte): invalid UTF-8 (without --strict it is replaced by U+FFFD)"
    case .translationCount(let expected, let found):
      "the model gave \(found) translations for \(expected) segments"
    case .noHypothesis(let segment):
      "the model gave no translation at all for: \(segment.prefix(80))"
    case .invalidPattern(let pattern, let reason):
      "'\(pattern)' is not a regular expression: \(reason)"
    case .startFailed(let command, let reason):
      "\(command): cannot be measured: \(reason); it has to read a line and write one"
    }
  }

  private static func reason(_ code: Int32) -> String {
    String(cString: strerror(code))
  }
}
