import CSQLite

/// Why a translation memory cannot be used.
package enum MemoryError: Error, Equatable {
  case cannotOpen(path: String, reason: String)
  case damaged(path: String, reason: String)
  case foreign(path: String)
  case newer(path: String, version: Int)
  case locked(path: String)
  case failed(path: String, reason: String)

  init(_ error: DatabaseError, path: String) {
    switch error.code & 0xFF {
    case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_READONLY: self = .cannotOpen(path: path, reason: error.message)
    case SQLITE_NOTADB, SQLITE_CORRUPT: self = .damaged(path: path, reason: error.message)
    case SQLITE_BUSY, SQLITE_LOCKED: self = .locked(path: path)
    default: self = .failed(path: path, reason: error.message)
    }
  }
}

extension MemoryError {
  /// What `body` gives; what it throws becomes an error about the file.
  static func naming<Result: ~Copyable>(_ path: String, _ body: () throws -> sending Result) throws(MemoryError)
    -> sending Result
  {
    do {
      return try body()
    } catch let error as MemoryError {
      throw error
    } catch let error as DatabaseError {
      throw MemoryError(error, path: path)
    } catch {
      throw .failed(path: path, reason: "\(error)")
    }
  }
}

extension MemoryError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .cannotOpen(let path, let reason):
      "\(path): cannot open the translation memory: \(reason). Name another file with --memory"
    case .damaged(let path, let reason):
      "\(path): no translation memory, or a damaged one: \(reason). Delete it, or name another file with --memory"
    case .foreign(let path):
      "\(path): a database, but not a translation memory. Name another file with --memory"
    case .newer(let path, let version):
      "\(path): the translation memory is of version \(version), which this program does not know. Name another file "
        + "with --memory"
    case .locked(let path):
      "\(path): another program holds the translation memory. Try again when it is done, or name another file with "
        + "--memory"
    case .failed(let path, let reason):
      "\(path): the translation memory fails: \(reason)"
    }
  }
}
