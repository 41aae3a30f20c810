import IO

/// Why a published model cannot be found or fetched. The wording is here.
public enum ModelIndexError: ProgramFailure, Equatable {
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  case program(name: String, reason: String)
  case badAddress(String)
  case notFetched(address: String, reason: String)
  case noIndex(place: String, reason: String)
  case emptyMirror(directory: String)
  case notInMirror(file: String, directory: String)
  case fileName(String)
  case pair(String)
  case none(pair: String, pivots: [String])
  case size(file: String, found: String, expected: Int)
  case checksum(file: String, found: String, expected: String)
  case busy(path: String)
}

extension ModelIndexError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
    case .program(let name, let reason): "\(name): \(reason)"
    case .badAddress(let address): "'\(address)' is no address of http or https"
    case .notFetched(let address, let reason): "\(address): \(reason)"
    case .noIndex(let place, let reason):
      "\(place): it is no index of models: \(reason); known are those of Argos Translate and Firefox, and our own "
        + "(Documentation/models.md)"
    case .emptyMirror(let directory):
      "\(directory): no index is there: index.json, records.json or models.json"
    case .notInMirror(let file, let directory): "\(directory): \(file) is not there; copy it into the mirror"
    case .fileName(let name): "the index names a file '\(name)', which could be anywhere; it was not fetched"
    case .pair(let text): "'\(text)' is no pair of languages: fr-en, or a name that 'translate model search' shows"
    case .none(let pair, let pivots):
      "no model for \(pair) is offered"
        + (pivots.isEmpty
          ? "; 'translate model search' shows all that are"
          : "; two lead there over \(pivots.joined(separator: " or "))")
    case .size(let file, let found, let expected):
      "\(file): \(found) bytes came, and the index says \(expected); it is not used. Try another --index or --base"
    case .checksum(let file, let found, let expected):
      "\(file): its SHA-256 is \(found), and the index says \(expected); it is not used. Try again, or another --index"
    case .busy(let path): "\(path): another 'translate model get' is at it; wait for its end"
    }
  }
}
