import FoundationEssentials
import Glibc
import TestSupport
import Testing
import Translation

@Suite("Model locator")
struct ModelLocatorTests {
  @Test("Models are found where they are installed, in a checkout, or where one says")
  func places() throws {
    let directory = try TemporaryDirectory()
    let root = directory.path
    for path in [
      "usr/share/translate/models/en-de", "src/Models/en-de", "src/Models/de-en", "src/.build/release", "mine",
    ] { try directory.make(path) }
    let installed = ModelLocator(environmentModel: nil, executable: "\(root)/usr/bin/translate")
    #expect(try installed.directory() == "\(root)/usr/share/translate/models/en-de")
    let built = ModelLocator(environmentModel: "", executable: "\(root)/src/.build/release/translate")
    #expect(try built.directory() == "\(root)/src/Models/en-de")
    #expect(try built.directory(of: "de-en") == "\(root)/src/Models/de-en")
    #expect(try built.directory(of: "\(root)/mine") == "\(root)/mine")
    let told = ModelLocator(environmentModel: "\(root)/mine", executable: "\(root)/usr/bin/translate")
    #expect(try told.directory() == "\(root)/mine")
    #expect(try told.directory(of: "en-de") == "\(root)/usr/share/translate/models/en-de")
  }

  @Test("Where there is none, the error lists every place")
  func notFound() throws {
    let locator = ModelLocator(environmentModel: nil, executable: "/nowhere/bin/translate")
    let places = ["/nowhere/share/translate/models/xx-yy", "/nowhere/Models/xx-yy", "/Models/xx-yy"]
    let error = TranslationError.modelNotFound(name: "xx-yy", places: ["xx-yy"] + places)
    #expect(throws: error) { try locator.directory(of: "xx-yy") }
    for place in places { #expect("\(error)".contains("  \(place)\n")) }
    #expect(throws: TranslationError.modelNotFound(name: "./xx", places: ["./xx"])) {
      try locator.directory(of: "./xx")
    }
  }
}

@Suite("Output files")
struct AtomicOutputFileTests {
  @Test("A file has its new content when all is written, and not before")
  func commit() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/out"
    for text in ["first", "second, longer"] {
      let before = directory.read("out")
      let file = try AtomicOutputFile(path: path)
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
      let file = try AtomicOutputFile(path: path, leavesNothing: true)
      try file.output.write(Array(text.utf8))
      #expect(directory.entries == (text == "first" ? [] : ["out"]))
      try file.commit()
      #expect(directory.read("out") == text)
      chmod(path, 0o640)
    }
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
    try AtomicOutputFile(path: path, leavesNothing: true).discard()
    #expect(directory.entries == ["out"])
  }

  @Test("Discarded, it leaves everything as it was")
  func discard() throws {
    let directory = try TemporaryDirectory()
    let file = try AtomicOutputFile(path: "\(directory.path)/out")
    try file.output.write([0x41])
    file.discard()
    #expect(directory.entries.isEmpty)
  }

  @Test("Permissions stay, and a link goes on pointing to the file")
  func permissionsAndLinks() throws {
    let directory = try TemporaryDirectory()
    let (path, link) = ("\(directory.path)/out", "\(directory.path)/link")
    let old = try AtomicOutputFile(path: path)
    try old.commit()
    chmod(path, 0o640)
    symlink(path, link)
    let file = try AtomicOutputFile(path: link)
    try file.output.write(Array("new".utf8))
    try file.commit()
    #expect(directory.read("out") == "new")
    var status = stat()
    #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
  }

  @Test("Something else than a file is written, not replaced")
  func device() throws {
    let file = try AtomicOutputFile(path: "/dev/null")
    try file.output.write([0x41])
    try file.commit()
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test("A file that cannot be made is an error that names it")
  func impossible() {
    #expect(throws: TranslationError.write(path: "/nowhere/out", code: ENOENT)) {
      try AtomicOutputFile(path: "/nowhere/out")
    }
  }
}

@Suite("Progress")
struct ProgressTests {
  @Test("Lines, words a second, and the time left of a file")
  func description() throws {
    let directory = try TemporaryDirectory()
    let file = try AtomicOutputFile(path: "\(directory.path)/input")
    try file.output.write(Array(repeating: 0x41, count: 10_000))
    try file.commit()
    let input = open("\(directory.path)/input", O_RDONLY)
    defer { close(input) }
    let progress = Progress(lines: 10, words: 300, bytes: 100)
    #expect(
      ProgressMeter(input: input).description(progress, elapsed: .seconds(2)) == "10 lines, 150 words/s, 3:18 left")
    #expect(
      ProgressMeter(input: input).description(progress, elapsed: .seconds(60)) == "10 lines, 5 words/s, 1:39:00 left")
    let pipe = Pipe()
    #expect(ProgressMeter(input: pipe.readEnd).description(progress, elapsed: .seconds(2)) == "10 lines, 150 words/s")
  }
}
