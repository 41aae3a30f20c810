import IO

/// What can be wrong with a SentencePiece model.
public enum SentencePieceError: Error, Equatable, Sendable {
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  case malformed(path: String, reason: String)
  case unsupported(path: String, reason: String)
}

extension SentencePieceError: FileFailure {}

extension SentencePieceError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
    case .malformed(let path, let reason):
      "\(path) is damaged, or no SentencePiece model: \(reason); copy it again"
    case .unsupported(let path, let reason): "\(path): \(reason)"
    }
  }
}
