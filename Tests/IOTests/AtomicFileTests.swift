import Glibc
import IO
import TestSupport
import Testing

@Suite("Output files")
struct AtomicFileTests {
  @Test("A file has its new content when all is written, and not before")
  func commit() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/out"
    for text in ["first", "second, longer"] {
      let before = directory.read("out")
      let file = try AtomicFile<FileError>(path: path, leavesNothing: false)
      try file.output.write(Array(text.utf8))
      #expect(directory.read("out") == before)
      try file.commit()
      #expect(directory.read("out") == text)
      #expect(directory.entries == ["out"])
    }
  }

  @Test("A file without a name until it is complete leaves nothing else, and keeps permissions")
  func unnamed() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/out"
    for text in ["first", "second"] {
      let file = try AtomicFile<FileError>(path: path)
      try file.output.write(Array(text.utf8))
      #expect(directory.entries == (text == "first" ? [] : ["out"]))
      try file.commit()
      #expect(directory.read("out") == text)
      chmod(path, 0o640)
    }
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
    _ = try AtomicFile<FileError>(path: path)
    #expect(directory.entries == ["out"])
  }

  @Test("Discarded, it leaves everything as it was")
  func discard() throws {
    let directory = try TemporaryDirectory()
    for leavesNothing in [false, true] {
      do {
        let file = try AtomicFile<FileError>(path: "\(directory.path)/out", leavesNothing: leavesNothing)
        try file.output.write([0x41])
        #expect(directory.entries.isEmpty == leavesNothing)
      }
      #expect(directory.entries.isEmpty)
    }
  }

  @Test("Permissions stay, and a link goes on pointing to the file")
  func permissionsAndLinks() throws {
    let directory = try TemporaryDirectory()
    let (path, link) = ("\(directory.path)/out", "\(directory.path)/link")
    let old = try AtomicFile<FileError>(path: path, leavesNothing: false)
    try old.commit()
    chmod(path, 0o640)
    symlink(path, link)
    let file = try AtomicFile<FileError>(path: link, leavesNothing: false)
    try file.output.write(Array("new".utf8))
    try file.commit()
    #expect(directory.read("out") == "new")
    var status = stat()
    #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
  }

  @Test("Something else than a file is written, not replaced")
  func device() throws {
    let file = try AtomicFile<FileError>(path: "/dev/null", leavesNothing: false)
    try file.output.write([0x41])
    try file.commit()
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test("A file that cannot be made is an error that names it")
  func impossible() {
    #expect(throws: FileError.unwritable(path: "/nowhere/out", reason: "No such file or directory")) {
      try AtomicFile<FileError>.write([], to: "/nowhere/out")
    }
  }

  @Test("Directories are made with those they lie in")
  func directories() throws {
    let directory = try TemporaryDirectory()
    for path in ["a/b/c", "a/b/c", "a", "d/"] {
      try Directory<FileError>.make("\(directory.path)/\(path)")
    }
    try AtomicFile<FileError>.write([], to: "\(directory.path)/file")
    #expect(throws: FileError.unwritable(path: "\(directory.path)/file", reason: "File exists")) {
      try Directory<FileError>.make("\(directory.path)/file")
    }
    #expect(throws: FileError.self) { try Directory<FileError>.make("\(directory.path)/file/below") }
    #expect(directory.entries == ["a", "d", "file"])
  }
}
