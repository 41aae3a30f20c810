import Documents
import Glibc

/// Files of packages that are installed here.
enum InstalledFiles {
  /// Up to 80 of a format, none larger than 100 kB.
  static func of(_ format: DocumentFormat) -> [(path: String, bytes: [UInt8])] {
    var paths: [String] = []
    collect("/usr/share/doc", format, depth: 0, &paths)
    if paths.isEmpty { collect("/usr/share", format, depth: 0, &paths) }
    return paths.sorted().prefix(80).map { ($0, read($0)) }.filter { !$0.1.isEmpty }
  }

  private static func collect(_ folder: String, _ format: DocumentFormat, depth: Int, _ paths: inout [String]) {
    guard depth < 6, paths.count < 1500, let handle = opendir(folder) else { return }
    defer { closedir(handle) }
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasPrefix(".") { continue }
      let path = folder + "/" + name
      if entry.pointee.d_type == DT_DIR { collect(path, format, depth: depth + 1, &paths) }
      if entry.pointee.d_type == DT_REG, DocumentFormat(fileName: name) == format { paths.append(path) }
    }
  }

  /// - Parameter most: bytes; larger files are empty.
  static func read(_ path: String, most: Int = 100_000) -> [UInt8] {
    guard let file = fopen(path, "rb") else { return [] }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: most + 1)
    let count = fread(&bytes, 1, bytes.count, file)
    return count > most ? [] : Array(bytes.prefix(count))
  }

  /// Every file below a folder.
  static func all(under folder: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var paths: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name == "." || name == ".." { continue }
      if entry.pointee.d_type == DT_DIR { paths += all(under: "\(folder)/\(name)") }
      if entry.pointee.d_type == DT_REG { paths.append("\(folder)/\(name)") }
    }
    return paths.sorted()
  }
}
