/// Why a score could not be computed.
public enum EvaluationError: Error, Equatable, Sendable {
  case noReference
  case noSegments(source: String)
  case lineCounts(hypothesis: Int, reference: Int, hypothesisName: String, referenceName: String)
  case segmentWithoutReference(line: Int)
  case unsupportedTokeniser(name: String)
  case unknownTokeniser(name: String)
  case languageNeedsTokeniser(language: String)
  case invalidOrder(option: String, value: Int)
  case unreadable(path: String, reason: String)
  case corruptGzip(path: String, reason: String)
  case invalidUTF8(path: String, line: Int)
  case referenceFields(path: String, line: Int, expected: Int, found: Int)
  case hypothesisFields(path: String, line: Int, expected: Int, found: Int)
  case invalidSeed(String)
  case noInput
  case referencesPerLineNeedsOneFile
  case duplicateSystem(name: String)
  case sentenceLevelNeedsOneMetric
  case sentenceLevelNeedsOneSystem(found: Int)
  case sentenceLevelWithTest
  case confidenceNeedsOneSystem(found: Int)
  case pairedTestNeedsSystems
  case unwritable(path: String, reason: String)
}

extension EvaluationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noReference:
      "there is no reference to compare with: name at least one reference file"
    case .noSegments(let source):
      "\(source) holds no lines: there is nothing to score"
    case .lineCounts(let hypothesis, let reference, let hypothesisName, let referenceName):
      "\(hypothesisName) has \(hypothesis) \(hypothesis == 1 ? "line" : "lines") but \(referenceName) has \(reference): "
        + "line N of one must translate the same sentence as line N of the other"
    case .segmentWithoutReference(let line):
      "line \(line) has no reference at all: give it at least one, which may be empty"
    case .unsupportedTokeniser(let name):
      "the tokeniser '\(name)' is not part of this program; use 'char' (or 'zh' for Chinese), or tokenise both files "
        + "with a tool of your choice and use 'none'; chrF needs no tokeniser"
    case .unknownTokeniser(let name):
      "there is no tokeniser '\(name)': choose one of \(Tokeniser.allCases.map(\.rawValue).joined(separator: ", "))"
    case .languageNeedsTokeniser(let language):
      "the usual tokeniser for '\(language)' needs MeCab, which is not part of this program; add '--tokenize char', or "
        + "tokenise both files yourself and add '--tokenize none', or use '--metrics chrf'"
    default: inputDescription
    }
  }

  private var inputDescription: String {
    switch self {
    case .invalidOrder(let option, let value):
      "\(option) cannot be \(value)"
    case .unreadable(let path, let reason):
      "\(path) cannot be read: \(reason)"
    case .corruptGzip(let path, let reason):
      "\(path) is not an intact gzip file: \(reason); compress it again, or drop '.gz' from its name if it is plain text"
    case .invalidUTF8(let path, let line):
      "\(path):\(line): not valid UTF-8; convert the file first, for instance with 'iconv -f latin1 -t utf-8'"
    case .referenceFields(let path, let line, let expected, let found):
      "\(path):\(line): expected \(expected) references separated by tabs but found \(found)"
    case .hypothesisFields(let path, let line, let expected, let found):
      "\(path):\(line): expected \(expected) systems separated by tabs, as in line 1, but found \(found)"
    case .invalidSeed(let text):
      "SACREBLEU_SEED is '\(text)': it must be a whole number from 0 up, or 'none'"
    case .unwritable(let path, let reason):
      "\(path) cannot be written: \(reason)"
    default: requestDescription
    }
  }

  private var requestDescription: String {
    switch self {
    case .noInput:
      "--input names no file: name one or more, or leave it out to read standard input"
    case .referencesPerLineNeedsOneFile:
      "--num-refs splits the lines of one reference file at tabs: give that file alone, or leave --num-refs out"
    case .duplicateSystem(let name):
      "'\(name)' is given twice: every system needs a name of its own"
    case .sentenceLevelNeedsOneMetric:
      "--sentence-level prints one metric at a time: name one with --metrics"
    case .sentenceLevelNeedsOneSystem(let found):
      "--sentence-level prints one system at a time, and this input has \(found)"
    case .sentenceLevelWithTest:
      "there are no confidence intervals or tests for single lines: leave out --sentence-level or the test"
    case .confidenceNeedsOneSystem(let found):
      "--confidence is for one system, and this input has \(found): compare them with --paired-bs or --paired-ar"
    case .pairedTestNeedsSystems:
      "a paired test compares systems: name the baseline and at least one more with --input"
    default: "the score could not be computed"
    }
  }
}
