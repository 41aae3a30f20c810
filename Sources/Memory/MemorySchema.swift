/// What a memory's file holds: translations of machines, by model and options, and those of people.
enum MemorySchema {
  /// "trlm"
  private static let applicationID = 0x7472_6C6D
  /// 1 had no translations of people.
  private static let version = 2

  /// Makes the tables of a new file, and adds those that an older one lacks.
  ///
  /// - Throws: ``MemoryError``, `DatabaseError`.
  static func prepare(_ database: Database, path: String) throws {
    func number(_ pragma: String) throws -> Int {
      var value = 0
      try database.prepare("PRAGMA \(pragma)").run { value = Int($0.integer(0)) }
      return value
    }
    let (application, version) = (try number("application_id"), try number("user_version"))
    let changes = try number("schema_version")
    let isNew = application == 0 && version == 0 && changes == 0
    guard isNew || application == applicationID else { throw MemoryError.foreign(path: path) }
    guard version <= Self.version else { throw MemoryError.newer(path: path, version: version) }
    try database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
    guard version < Self.version else { return }
    try database.transaction { try database.execute(tables) }
  }

  private static let tables = """
    PRAGMA application_id = \(applicationID);
    PRAGMA user_version = \(version);
    CREATE TABLE IF NOT EXISTS settings (id INTEGER PRIMARY KEY, description TEXT NOT NULL UNIQUE);
    CREATE TABLE IF NOT EXISTS translations (
      id INTEGER PRIMARY KEY AUTOINCREMENT, settings INTEGER NOT NULL, source TEXT NOT NULL, translation TEXT,
      score REAL, path TEXT, cut INTEGER, UNIQUE (settings, source));
    CREATE TABLE IF NOT EXISTS written (path TEXT PRIMARY KEY, checksum INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS units (
      id INTEGER PRIMARY KEY AUTOINCREMENT, source_language TEXT NOT NULL, target_language TEXT NOT NULL,
      source TEXT NOT NULL, target TEXT NOT NULL, kind TEXT NOT NULL, origin TEXT NOT NULL, output TEXT, model TEXT,
      created INTEGER NOT NULL, UNIQUE (source, source_language, target_language));
    CREATE TABLE IF NOT EXISTS gram_counts (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, counts BLOB NOT NULL);
    CREATE VIRTUAL TABLE IF NOT EXISTS unit_grams USING fts5 (
      grams, content = '', columnsize = 0, detail = none,
      tokenize = "unicode61 remove_diacritics 0 separators ' ' tokenchars '\u{2E31}\u{25A1}' categories 'L* N* Co M* P* S*'");
    """
}
