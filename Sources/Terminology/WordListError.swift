import IO

/// Why a word list cannot be used.
public enum WordListError: FileFailure, Hashable {
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  case malformed(path: String, reason: String)
}

extension WordListError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
    case .malformed(let path, let reason): "\(path): \(reason); make it again with 'translate dictionary build'"
    }
  }
}
