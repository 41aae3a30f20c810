import Glibc
import IO
import Testing

/// What a room would throw.
enum Failure: Error, Equatable, FileFailure {
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
}

@Suite struct FileTests {
  private static func withDirectory(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/files-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    defer {
      for name in names(in: path) { unlink("\(path)/\(name)") }
      rmdir(path)
    }
    try body(path)
  }

  private static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func write(_ bytes: [UInt8], to path: String) throws {
    var file = try AtomicFile<Failure>(path: path)
    try file.write(bytes)
    try file.commit()
  }

  @Test(arguments: [0, 1, 65_536, 200_001]) func whatIsWrittenIsRead(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try Self.withDirectory { directory in
      try Self.write(bytes, to: "\(directory)/file")
      #expect(try WholeFile<Failure>.bytes(at: "\(directory)/file") == bytes)
      let mapped = try MappedFile<Failure>(path: "\(directory)/file")
      #expect(mapped.bytes.elementsEqual(bytes))
      withExtendedLifetime(mapped) {}
      #expect(Self.names(in: directory) == ["file"])
    }
  }

  @Test func aFileThatIsGivenUpLeavesTheOldOne() throws {
    try Self.withDirectory { directory in
      try Self.write([1], to: "\(directory)/file")
      var file = try AtomicFile<Failure>(path: "\(directory)/file")
      try file.write([2, 3])
      _ = consume file
      #expect(try WholeFile<Failure>.bytes(at: "\(directory)/file") == [1])
      #expect(Self.names(in: directory) == ["file"])
    }
  }

  @Test func failuresNameTheFileAndTheReason() throws {
    let missing = Failure.unreadable(path: "/nowhere/file", reason: "No such file or directory")
    #expect(throws: missing) { try WholeFile<Failure>.bytes(at: "/nowhere/file") }
    #expect(throws: missing) { try MappedFile<Failure>(path: "/nowhere/file") }
    #expect(throws: Failure.unreadable(path: "/tmp", reason: "Is a directory")) {
      try WholeFile<Failure>.bytes(at: "/tmp")
    }
    #expect(throws: Failure.unreadable(path: "/dev/null", reason: "not a regular file")) {
      try MappedFile<Failure>(path: "/dev/null")
    }
    #expect(throws: Failure.unwritable(path: "/nowhere/file", reason: "No such file or directory")) {
      try Self.write([], to: "/nowhere/file")
    }
  }

  /// Known from `printf hello | xxhsum -H3` and `xxhsum -H3 /dev/null`.
  @Test(arguments: [("hello", "9555e8555c62dcfd"), ("", "2d06800538d394c2"), ("7", "06eed105b82285fa")])
  func checksumsAreThoseOfXxhsum(text: String, sum: String) throws {
    let bytes = Array(text.utf8)
    let checksum = Checksum()
    for byte in bytes { withUnsafeBytes(of: byte, checksum.update) }
    #expect(checksum.text == sum)
    try Self.withDirectory { directory in
      try Self.write(bytes, to: "\(directory)/file")
      #expect(try MappedFile<Failure>(path: "\(directory)/file").checksum == sum)
    }
  }
}
