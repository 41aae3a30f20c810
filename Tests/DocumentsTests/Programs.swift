import Glibc

/// Programs that know a format better than we do. They are for developers; tests pass without them, and say so.
enum Programs {
  static func isInstalled(_ name: String) -> Bool {
    let isFound = system("command -v \(name) >/dev/null 2>&1") == 0
    if !isFound { print("\(name) is not installed: not tested against it") }
    return isFound
  }

  /// Runs a command whose `FILE` is a file with the text. Returns what it writes, and whether it succeeds.
  static func run(_ command: String, _ text: String) -> (output: String, succeeds: Bool) {
    var path = Array("/tmp/documents-XXXXXX".utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else { return ("no temporary file", false) }
    defer { unlink(path) }
    let bytes = Array(text.utf8)
    let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    close(descriptor)
    let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard written == bytes.count, let pipe = popen(command.replacing("FILE", with: name) + " 2>&1", "r") else {
      return ("no pipe", false)
    }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { output += buffer[..<count] }
    let status = pclose(pipe)
    return (String(decoding: output, as: UTF8.self), status == 0)
  }
}
