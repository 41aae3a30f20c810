import Documents
import Glibc
import Jobs
import Memory
import Testing
import Translation

@Suite("Translation memory")
struct MemoryTests {
  private let entry = TranslationMemory.Entry.translation(
    StoredTranslation(text: "Ä\0\u{10FF00}", score: -0.5, path: .pieces, isCut: true))

  @Test("What was stored is found again, under the same settings only, byte for byte")
  func storing() throws {
    let place = try Workplace()
    let path = "\(place.path)/memory.sqlite"
    do {
      let memory = try TranslationMemory(path: path, settings: "one")
      try memory.store([("caf\u{E9}", entry), ("", entry), ("pattern", .unshared)])
      #expect(try memory.find("caf\u{E9}") == entry)
      #expect(try memory.find("cafe\u{301}") == nil)
    }
    let again = try TranslationMemory(path: path, settings: "one")
    #expect(try again.find("caf\u{E9}") == entry)
    #expect(try again.find("") == entry)
    #expect(try again.find("pattern") == TranslationMemory.Entry.unshared)
    #expect(try TranslationMemory(path: path, settings: "two").find("caf\u{E9}") == nil)
  }

  @Test("A file that is no memory is refused, in words that say what to do")
  func refused() throws {
    let place = try Workplace()
    try place.write(
      "This is not a database, by no means, and it is long enough to be told from one at sight.", to: "text")
    #expect { try TranslationMemory(path: "\(place.path)/text", settings: "") } throws: { error in
      "\(error)".hasPrefix("\(place.path)/text: no translation memory, or a damaged one")
        && "\(error)".contains("Delete it")
    }
    #expect(place.text("text")?.hasPrefix("This is not") == true)
    #expect { try TranslationMemory(path: "\(place.path)/none/memory", settings: "") } throws: { error in
      "\(error)".contains("cannot open") && "\(error)".contains("--memory")
    }
  }

  @Test("A memory that is damaged while a job runs is told once, and the job ends as it should")
  func damaged() throws {
    let place = try Workplace()
    let path = "\(place.path)/memory"
    for file in 0..<40 {
      try place.write((0..<20).map { "Sentence \(file)x\($0).\n\n" }.joined(), to: "in/\(file).txt")
    }
    try run(place, CountingDouble { $0.uppercased() }, memory: path)
    let expected = place.tree("out")
    var bytes = try #require(place.bytes("memory"))
    for index in 4096..<bytes.count { bytes[index] = 0x5A }
    try place.write(bytes, to: "memory")
    let log = LogRecorder()
    // Either it cannot be opened any more, or it fails in use.
    do {
      try run(place, CountingDouble { $0.uppercased() }, memory: path, log: log)
      #expect(log.messages.count == 1)
      #expect(place.tree("out") == expected)
    } catch let error as MemoryError {
      #expect("\(error)".contains("damaged"))
    }
  }

  @Test("Two jobs share a memory")
  func shared() throws {
    let place = try Workplace()
    let path = "\(place.path)/memory"
    let one = try TranslationMemory(path: path, settings: "s")
    let other = try TranslationMemory(path: path, settings: "s")
    for index in 0..<20 {
      try (index % 2 == 0 ? one : other).store([("text \(index)", entry)])
    }
    for index in 0..<20 { #expect(try (index % 2 == 0 ? other : one).find("text \(index)") == entry) }
  }
}

@Suite("File lists")
struct FileListTests {
  private func names(_ list: FileList) -> [String] { list.files.map { $0.output ?? "-" } }

  @Test("A tree goes to the same tree; unknown files of a tree are copied, named ones are a problem")
  func tree() throws {
    let place = try Workplace()
    for name in ["docs/a.md", "docs/sub/b.po", "docs/sub/c.bin", "docs/.git/x.md", "one.txt", "odd.xyz", "out/old.txt"]
    {
      try place.write("x", to: name)
    }
    let root = place.path
    let list = try FileList(
      ["\(root)/docs/", "\(root)/one.txt", "\(root)/odd.xyz", "\(root)/gone.txt", "\(root)/one.txt"],
      to: .directory("\(root)/out"))
    #expect(
      names(list) == ["a.md", "sub/b.po", "sub/c.bin"].map { "\(root)/out/docs/\($0)" } + ["\(root)/out/one.txt"])
    #expect(list.files[2].format == nil)
    #expect(list.problems == [.unknownFormat(file: "\(root)/odd.xyz"), .missing(file: "\(root)/gone.txt")])
    #expect(try FileList(["\(root)/odd.xyz"], to: .inPlace, format: .text).files.first?.format == .text)
  }

  /// `git check-ignore` says the same of a `.gitignore` with these lines.
  @Test("Patterns choose paths as git's do")
  func patterns() {
    let patterns = PathPatterns([
      "node_modules/", "*.min.js", "/docs/a.md", "build/**/x.txt", "!keep.min.js", "# no", "src/*.md",
    ])
    let chosen = ["docs/a.md", "build/x.txt", "build/p/q/x.txt", "a.min.js", "c/a.min.js", "src/a.md"]
    let left = ["b/docs/a.md", "keep.min.js", "c/keep.min.js", "src/b/a.md", "x/src/a.md", "node_modules", "no"]
    for path in chosen { #expect(patterns.matches(path, isFolder: false), "\(path)") }
    for path in left { #expect(!patterns.matches(path, isFolder: false), "\(path)") }
    #expect(patterns.matches("a/node_modules", isFolder: true))
  }

  @Test("Trees leave out what is excluded, and copy what they say is to be ignored")
  func filters() throws {
    let place = try Workplace()
    for name in ["docs/a.md", "docs/b.txt", "docs/node_modules/c.md", "docs/old/d.md"] {
      try place.write("x", to: name)
    }
    try place.write("old/\n", to: "docs/.translateignore")
    let root = place.path
    let list = try FileList(
      ["\(root)/docs"], to: .directory("\(root)/out"), filter: .init(include: ["*.md"], exclude: ["node_modules/"]))
    #expect(list.files.map { $0.format?.rawValue ?? "copied" } == ["markdown", "copied", "copied"])
    #expect(list.ignored == ["\(root)/docs/node_modules/"])
  }

  @Test("The destination inside of the tree is no source")
  func inside() throws {
    let place = try Workplace()
    try place.write("x", to: "in/a.txt")
    try place.write("x", to: "in/out/in/a.txt")
    let list = try FileList(["\(place.path)/in"], to: .directory("\(place.path)/in/out"))
    #expect(names(list) == ["\(place.path)/in/out/in/a.txt"])
  }

  @Test("Files that would overwrite each other, or their source, are refused before anything is done")
  func collisions() throws {
    let place = try Workplace()
    for name in ["a/x.txt", "b/x.txt"] { try place.write("x", to: name) }
    let root = place.path
    #expect(throws: JobError.sameOutput(files: ["\(root)/a/x.txt", "\(root)/b/x.txt"], output: "\(root)/out/x.txt")) {
      try FileList(["\(root)/a/x.txt", "\(root)/b/x.txt"], to: .directory("\(root)/out"))
    }
    #expect(throws: JobError.overwritesInput(file: "\(root)/a/x.txt", output: "\(root)/a/x.txt")) {
      try FileList(["\(root)/a/x.txt"], to: .file("\(root)/a/x.txt"))
    }
    #expect(throws: JobError.severalForOneOutput(count: 2)) {
      try FileList(["\(root)/a", "\(root)/b"], to: .file("\(root)/out.txt"))
    }
  }

  @Test("Lists of paths are separated by line feeds or NUL")
  func lists() {
    #expect(FileList.paths(in: Array("a b\nc\n\n".utf8)) == ["a b", "c"])
    #expect(FileList.paths(in: Array("a\nb\0c\0".utf8)) == ["a\nb", "c"])
  }
}
