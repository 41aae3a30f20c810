/// What can be wrong with a document.
public enum DocumentError: Error, Equatable, Sendable {
  case binary(file: String, line: Int)
  /// `encoding` is what the document says of itself, or what its first bytes show.
  case encoding(file: String, line: Int, encoding: String?)
  case malformed(file: String, line: Int, format: DocumentFormat, reason: String, remedy: String)
  case unknownColumn(file: String, column: String, known: [String])
  case noColumns(file: String, known: [String])
  /// A translation lacks a span of its segment, or has one too many or out of order.
  case unwritable(file: String, line: Int)
}

extension DocumentError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .binary(let file, let line):
      "\(file):\(line): a NUL byte: this is not a text file. Leave it out, or convert it to text"
    case .encoding(let file, let line, let encoding?):
      "\(file):\(line): the text is in \(encoding), not in UTF-8. Convert it (iconv -f \(encoding) -t UTF-8), and where the "
        + "file names its encoding, change the name"
    case .encoding(let file, let line, nil):
      "\(file):\(line): not UTF-8. Convert the file with iconv -f ENCODING -t UTF-8"
    case .malformed(let file, let line, let format, let reason, let remedy):
      "\(file):\(line): not intact as \(format.rawValue): \(reason). \(remedy)"
    case .unknownColumn(let file, let column, let known):
      "\(file):1: there is no column '\(column)'. Choose from \(known.joined(separator: ", "))"
    case .noColumns(let file, let known):
      "\(file):1: which columns hold text? Choose with --columns from \(known.joined(separator: ", "))"
    case .unwritable(let file, let line):
      "\(file):\(line): the translation has lost, doubled or misplaced markup. The source's text must stand there"
    }
  }
}
