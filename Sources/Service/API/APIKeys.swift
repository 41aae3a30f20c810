import IO
import Jobs
import Memory

/// A key that has been shown, and what it allows.
package struct APIKey: Sendable, Equatable {
  package var name: String
  /// Requests a minute; nil: any number.
  package var rate: Int?
  /// The most characters of a text; nil: as many as everybody may send.
  package var characters: Int?

  package init(name: String, rate: Int? = nil, characters: Int? = nil) {
    self.name = name
    self.rate = rate
    self.characters = characters
  }

  /// From a row of name, rate and characters.
  fileprivate init(_ row: Statement) {
    func limit(_ column: Int32) -> Int? { row.isNull(column) ? nil : Int(row.integer(column)) }
    self.init(name: row.text(0), rate: limit(1), characters: limit(2))
  }
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
      "SELECT name, rate, characters FROM key WHERE hash = ? AND (expires IS NULL OR expires > ?)",
      [.text(hash), .integer(ServiceDatabase.now)], row: APIKey.init)
    return rows?.first
  }

  /// Makes a key, which is known nowhere else once it has been shown.
  package func add(_ wanted: APIKey, days: Int? = nil) throws -> String {
    let key = "tr_" + RandomID.make(bytes: 24)
    try database.run(
      "INSERT INTO key(hash, name, created, expires, rate, characters) VALUES(?, ?, ?, ?, ?, ?)",
      [
        .text(SHA256.hex(of: Array(key.utf8))), .text(wanted.name), .integer(ServiceDatabase.now),
        days.map { .integer(ServiceDatabase.now + Int64($0) * 86400) } ?? .null,
        wanted.rate.map { .integer(Int64($0)) } ?? .null,
        wanted.characters.map { .integer(Int64($0)) } ?? .null,
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
    try database.query("SELECT name, rate, characters FROM key ORDER BY name", row: APIKey.init)
  }
}
