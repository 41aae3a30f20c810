import Documents
import Glibc
import Testing

/// All files of a folder named by the variable `DOCUMENTS`, read and written unchanged, and with every text in capitals
/// through the check of the structure. `Tools/identity-test FOLDER` runs it and prints the table.
@Suite struct IdentityTests {
  private struct Row {
    var files = 0
    var unread = 0
    var equal = 0
    var bytes = 0
    var segments = 0
    var omitted = 0
  }

  private static let folder = getenv("DOCUMENTS").map { String(cString: $0) }

  @Test(.enabled(if: folder != nil, "DOCUMENTS names no folder of real files: see Tools/identity-test"))
  func everyByteComesBack() throws {
    let folder = try #require(Self.folder)
    var rows: [String: Row] = [:]
    for path in InstalledFiles.all(under: folder) {
      let bytes = InstalledFiles.read(path, most: 4 << 20)
      guard !bytes.isEmpty, let format = DocumentFormat(fileName: path, start: Array(bytes.prefix(64 << 10))) else {
        continue
      }
      check(path, bytes, format, &rows[format.rawValue, default: Row()])
    }
    print("| format | files | not read | equal | bytes | segments | left out |")
    for (format, row) in rows.sorted(by: { $0.key < $1.key }) {
      print(
        "| \(format) | \(row.files) | \(row.unread) | \(row.equal) | \(row.bytes) | \(row.segments) | \(row.omitted) |")
    }
  }

  private func check(_ path: String, _ bytes: [UInt8], _ format: DocumentFormat, _ row: inout Row) {
    row.files += 1
    do {
      let document = try format.parse(bytes, fileName: path, options: DocumentFormat.options)
      let written = try document.rendered(document.segments.map { Doubles.identity($0.parts) })
      #expect(written == bytes, "\(path)")
      row.equal += written == bytes ? 1 : 0
      row.bytes += bytes.count
      row.segments += document.segments.count
      let check = StructureCheck(document, of: bytes, format, fileName: path, options: DocumentFormat.options)
      let result = try check.rendered(document.segments.map { Doubles.carefulCapitals($0.parts) })
      row.omitted += result.omitted.count
      if getenv("DOCUMENTS_VERBOSE") != nil {
        for index in result.omitted.prefix(3) {
          print("\(path):\(document.segments[index].line): left out: \(document.segments[index].parts)")
        }
      }
    } catch {
      row.unread += 1
      if getenv("DOCUMENTS_VERBOSE") != nil { print("\(error)") }
    }
  }
}
