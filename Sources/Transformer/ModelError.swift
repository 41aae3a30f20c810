/// What can be wrong with a model's files.
public enum ModelError: Error, Equatable, Sendable {
  case missing(file: String, directory: String)
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  case malformed(path: String, reason: String)
  case truncated(path: String, expected: Int, found: Int)
  case corrupt(path: String, expected: String, found: String)
  case newerVersion(path: String, version: Int, supported: Int)
  case tensorMissing(path: String, name: String)
  case tensorShape(path: String, name: String, expected: [Int], found: [Int])
  case tensorType(path: String, name: String, type: String)
  case quantizedOtherwise(path: String, format: String)
  case adapterOfOther(path: String)
}

extension ModelError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let file, let directory):
      "\(directory) is not a complete model: \(file) is missing; copy the whole directory again"
    case .unreadable(let path, let reason):
      "\(path): cannot be read: \(reason)"
    case .unwritable(let path, let reason):
      "\(path): cannot be written: \(reason)"
    case .malformed(let path, let reason):
      "\(path) is damaged: \(reason)"
    case .truncated(let path, let expected, let found):
      "\(path) is truncated: \(found) bytes instead of \(expected); copy it again"
    case .corrupt(let path, let expected, let found):
      "\(path) is corrupt: its XXH3 checksum is \(found), model.json says \(expected); copy it again"
    case .newerVersion(let path, let version, let supported):
      "\(path) has format version \(version); this program reads up to \(supported): use a newer translate"
    case .tensorMissing(let path, let name):
      "\(path) lacks the tensor \(name) that its configuration asks for"
    case .tensorShape(let path, let name, let expected, let found):
      "\(path): tensor \(name) has shape \(found), the configuration asks for \(expected)"
    case .tensorType(let path, let name, let type):
      "\(path): tensor \(name) has element type \(type), which cannot be read here"
    case .quantizedOtherwise(let path, let format):
      "\(path) is quantised in another version's way (\(format)); quantise the model that it was made from again: "
        + "translate model quantize MODEL OUT"
    case .adapterOfOther(let path):
      "\(path) is an adapter of other weights than this model's; give the model that it was made for"
    }
  }
}
