import Corpora
import Glibc
import TestSupport

/// A folder for one test.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/corpora-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw CorpusError.unwritable(path: "/tmp", reason: "no folder") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = try? ChildProcess.run(["rm", "-rf", path]) }

  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = path + "/" + name
    guard let stream = fopen(file, "wb") else { throw CorpusError.unwritable(path: file, reason: "fopen") }
    defer { fclose(stream) }
    guard fwrite(bytes, 1, bytes.count, stream) == bytes.count else {
      throw CorpusError.unwritable(path: file, reason: "fwrite")
    }
    return file
  }

  func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }

  func read(_ name: String) throws -> String {
    String(decoding: try ByteSource.contents(of: path + "/" + name), as: UTF8.self)
  }
}

func isInstalled(_ program: String) -> Bool {
  isToBeTested((try? ChildProcess.run(["sh", "-c", "command -v \"$0\" >/dev/null", program])) != nil)
}

/// All pairs of a file as "source | target".
func extracted(_ format: CorpusFormat, _ files: String...) throws -> [String] {
  let extractor = try Extractor(languages: try LanguagePair(corpus: "en", "de"))
  var pairs: [String] = []
  let add = { (pair: TextPair) throws(CorpusError) in pairs.append("\(pair.source) | \(pair.target)") }
  if files.count == 1 {
    try extractor.extract(format, file: files[0], add)
  } else {
    try extractor.extract(format, source: files[0], target: files[1], add)
  }
  return pairs
}
