import Documents
import IO

/// What can be wrong with the files of a job. Errors in their content are `DocumentError`s.
package enum JobError: Error, Equatable {
  case missing(file: String)
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  case notAFile(file: String)
  case tooLarge(file: String, limit: Int)
  case unknownFormat(file: String)
  case sameOutput(files: [String], output: String)
  case overwritesInput(file: String, output: String)
  case severalForOneOutput(count: Int)
  case translation(file: String, reason: String)
}

extension JobError: FileFailure {}

extension JobError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let file): "\(file): there is no such file"
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
    case .notAFile(let file): "\(file): not a regular file"
    case .tooLarge(let file, let limit): "\(file): larger than \(limit >> 20) MB. Split it"
    case .unknownFormat(let file):
      "\(file): unknown format; known are \(DocumentFormat.allCases.map(\.rawValue).joined(separator: ", ")). Name one "
        + "with --format (text fits most), or convert the file, for instance with pandoc"
    case .sameOutput(let files, let output):
      "\(output): would be the translation of \(files.joined(separator: " and of ")). Translate them one after the other"
    case .overwritesInput(let file, let output):
      "\(output): would replace the source \(file). Choose another place, or --in-place"
    case .severalForOneOutput(let count):
      "--output names one file, but there are \(count) to translate. Use --to with a directory"
    case .translation(let file, let reason): "\(file): could not be translated: \(reason)"
    }
  }
}
