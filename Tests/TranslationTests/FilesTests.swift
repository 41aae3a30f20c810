import FoundationEssentials
import Glibc
import IO
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

@Suite("Progress")
struct ProgressTests {
  @Test("Lines, words a second, and the time left of a file")
  func description() throws {
    let directory = try TemporaryDirectory()
    try AtomicFile<FileError>.write(Array(repeating: 0x41, count: 10_000), to: "\(directory.path)/input")
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
