import Documents
import FoundationEssentials
import Jobs
import Testing
import Translation

/// Files that packages have installed on this machine, whatever they are.
@Suite("Real files", .enabled(if: !RealFiles.found.isEmpty, "no documents are installed in /usr/share"))
struct RealFilesTests {
  @Test("Through a translator that changes nothing every file comes out byte for byte")
  func identity() throws {
    let place = try Workplace()
    for (index, file) in RealFiles.found.enumerated() {
      let bytes = try #require(FileManager.default.contents(atPath: file))
      let ending = file.split(separator: ".").last ?? "txt"
      try place.write(Array(bytes), to: "in/\(index).\(DocumentFormat(fileName: file) == nil ? "txt" : ending)")
    }
    let summary = try run(place, CountingDouble(targetLocale: ""))
    let done = summary.files.filter { $0.outcome == .translated }
    // What cannot be read, such as Latin-1, is told and not written.
    #expect(done.count + summary.failures.count == RealFiles.found.count)
    #expect(done.count > RealFiles.found.count / 2)
    for file in done {
      let name = file.file.input.dropFirst(place.path.utf8.count + 1)
      #expect(place.bytes(String(name)) == place.bytes("out/\(name)"), "\(name)")
    }
  }
}

private enum RealFiles {
  private static let endings = [".md", ".txt", ".html", ".po", ".srt", ".vtt", ".json", ".yaml", "README", "NEWS"]
  private static let mostFiles = 60
  private static let mostBytes = 40_000

  /// Up to 60 files, as many of each kind as there are.
  static let found: [String] = {
    let root = "/usr/share/doc"
    let all = ((try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? []).sorted().map { "\(root)/\($0)" }
    let kinds = endings.map { ending in all.filter { $0.hasSuffix(ending) && isFitting($0) } }
    return kinds.flatMap { $0.prefix(mostFiles / endings.count) }
  }()

  private static func isFitting(_ path: String) -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard attributes?[.type] as? FileAttributeType == .typeRegular else { return false }
    return (attributes?[.size] as? Int).map { $0 > 0 && $0 <= mostBytes } ?? false
  }
}
