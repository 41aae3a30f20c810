/// A key that has been shown, and what it allows.
package struct APIKey: Sendable, Equatable {
  package var name: String
  /// Requests a minute; nil: any number.
  package var rate: Int?
}

/// Keys, known by their SHA-256 only.
package final class KeyStore: Sendable {
  private let database: ServiceDatabase
  private let fixed: [String: APIKey]

  /// - Parameter fixed: keys of a file or a flag, in clear, beside those of the database.
  package init(_ database: ServiceDatabase, fixed: [String] = []) {
    self.database = database
    self.fixed = Dictionary(
      fixed.enumerated().map { (SHA256.hex(of: Array($1.utf8)), APIKey(name: "file-\($0 + 1)")) }
    ) { one, _ in one }
  }

  /// Whether there is no key at all: then any that is sent will do.
  var isEmpty: Bool { fixed.isEmpty && (try? list().isEmpty) == true }

  package func find(_ key: String) -> APIKey? {
    let hash = SHA256.hex(of: Array(key.utf8))
    if let known = fixed[hash] { return known }
    let rows = try? database.query(
      "SELECT name, rate FROM key WHERE hash = ? AND (expires IS NULL OR expires > ?)",
      [.text(hash), .integer(ServiceDatabase.now)]
    ) { APIKey(name: $0.text(0), rate: $0.isNull(1) ? nil : Int($0.integer(1))) }
    return rows?.first
  }

  /// Makes a key, which is known nowhere else once it has been shown.
  package func add(name: String, rate: Int? = nil, days: Int? = nil) throws -> String {
    let key = "tr_" + RandomID.make(bytes: 24)
    try database.run(
      "INSERT INTO key VALUES(?, ?, ?, ?, ?)",
      [
        .text(SHA256.hex(of: Array(key.utf8))), .text(name), .integer(ServiceDatabase.now),
        days.map { .integer(ServiceDatabase.now + Int64($0) * 86400) } ?? .null,
        rate.map { .integer(Int64($0)) } ?? .null,
      ])
    return key
  }

  /// - Returns: whether there was one.
  package func remove(name: String) throws -> Bool {
    let before = try list().count
    try database.run("DELETE FROM key WHERE name = ?", [.text(name)])
    return try list().count < before
  }

  /// Names and limits; the keys themselves nobody knows.
  package func list() throws -> [APIKey] {
    try database.query("SELECT name, rate FROM key ORDER BY name") {
      APIKey(name: $0.text(0), rate: $0.isNull(1) ? nil : Int($0.integer(1)))
    }
  }
}
