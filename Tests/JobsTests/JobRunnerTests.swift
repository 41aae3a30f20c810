import Documents
import Glibc
import Jobs
import Memory
import Synchronization
import Testing
import Translation

/// Runs a job over what lies in `in`, to `out`.
@discardableResult
func run(
  _ place: Workplace, _ translator: any SegmentTranslator, memory: String = "", inPlace: Bool = false,
  log: LogRecorder = LogRecorder(), _ change: (inout JobOptions) -> Void = { _ in }
) throws -> JobSummary {
  var options = JobOptions(documents: DocumentOptions(sourceLanguage: "en", targetLanguage: "de"))
  options.threads = 2
  change(&options)
  let list = try FileList(["\(place.path)/in"], to: inPlace ? .inPlace : .directory("\(place.path)/out"))
  let memory = try TranslationMemory(path: memory, settings: JobRunner.settings(of: translator, options))
  return try JobRunner(translator, options: options, memory: memory, logger: log.logger).run(list.files)
}

@Suite("Jobs")
struct JobRunnerTests {
  /// A few hundred sentences in a tree of files, many of them more than once.
  private func makeTree(_ place: Workplace, files: Int = 30) throws {
    for file in 0..<files {
      let lines = (0..<20).map { line in
        [
          "Sentence \(word(line * file % 90)) on page \(file + 2) of %s stands here.", "Word number \(file).",
          "The same in every file.", "",
        ][
          line % 4
        ]
        .replacing("%s", with: "%\(line)$s")
      }
      try place.write(lines.joined(separator: "\n") + "\n", to: "in/d\(file % 4)/f\(file).txt")
    }
    try place.write([0, 1, 2], to: "in/d0/picture.png")
    try place.write("hidden", to: "in/.hidden.txt")
  }

  /// A different word for every number.
  private func word(_ number: Int) -> String {
    String(number).map { String(Unicode.Scalar($0.asciiValue.map { $0 + 0x31 } ?? 0x61)) }.joined()
  }

  @Test("A translator that changes nothing gives back the same tree, byte for byte")
  func identity() throws {
    let place = try Workplace()
    try makeTree(place)
    let summary = try run(place, CountingDouble(targetLocale: ""))
    #expect(summary.failures.isEmpty)
    var expected = place.tree("in")
    expected[".hidden.txt"] = nil
    #expect(place.tree("out/in") == expected)
    #expect(summary.files.count == 31)
    #expect(summary.files.count { $0.outcome == .copied } == 1)
  }

  @Test("What occurs again is translated once, also with other numbers and placeholders")
  func sharing() throws {
    let place = try Workplace()
    try place.write("Page 2 of 10.\n\nPage 3 of 12.\n\nOpen %s.\n", to: "in/a.txt")
    try place.write("Page 7 of 7.\n\nOpen {x}.\n\nPage 1 of 10.\n\nIt is 3.5 m.\n\nIt is 4.5 m.\n", to: "in/b.txt")
    let translator = CountingDouble { $0.replacing("Page", with: "Seite").replacing("of", with: "von") }
    try run(place, translator)
    #expect(place.text("out/in/a.txt") == "Seite 2 von 10.\n\nSeite 3 von 12.\n\nOpen %s.\n")
    #expect(place.text("out/in/b.txt")?.hasPrefix("Seite 7 von 7.\n\nOpen {x}.\n\nSeite 1 von 10.") == true)
    // Of the pages those with two different numbers, with one number twice, and with the singular.
    #expect(translator.asked.count { $0.hasPrefix("Page") } == 3)
    #expect(translator.asked.count { $0.hasPrefix("Open") } == 1)
    #expect(translator.asked.count { $0.hasPrefix("It is") } == 2)
  }

  @Test("A number that a translation spells out is put back, once and for all")
  func spelledOut() throws {
    let place = try Workplace()
    let text = (2..<6).map { "There are \($0) files.\n\n" }.joined()
    try place.write(text, to: "in/a.txt")
    let translator = CountingDouble { $0.replacing("2", with: "two").replacing("4", with: "four") }
    for _ in 0..<2 {
      try run(place, translator, memory: "\(place.path)/memory")
      #expect(place.text("out/in/a.txt") == text)
    }
  }

  @Test("Windows, batches and threads change nothing")
  func invariance() throws {
    let place = try Workplace()
    try makeTree(place)
    var trees: [[String: [UInt8]]] = []
    for (threads, words, window) in [(1, 500, 20_000), (2, 3, 5), (4, 50, 100)] {
      try run(place, CountingDouble { $0.uppercased() }) {
        $0.threads = threads
        $0.miniBatchWords = words
        $0.windowSegments = window
      }
      trees.append(place.tree("out"))
    }
    #expect(trees[0] == trees[1] && trees[1] == trees[2])
  }

  @Test("A second run translates nothing; other options and another model do")
  func memory() throws {
    let place = try Workplace()
    try makeTree(place)
    let translator = CountingDouble { $0.uppercased() }
    let first = try run(place, translator, memory: "\(place.path)/memory")
    let tree = place.tree("out")
    #expect(first.translatedSentences == Set(translator.asked).count)
    #expect(try run(place, translator, memory: "\(place.path)/memory").translatedSentences == 0)
    #expect(place.tree("out") == tree)
    let wide = try run(place, translator, memory: "\(place.path)/memory") { $0.translation.search.beamSize = 9 }
    #expect(wide.translatedSentences == first.translatedSentences)
  }

  @Test("A job that is cut off again and again ends as one that was not, and repeats no batch that was done")
  func interrupted() throws {
    let whole = try Workplace()
    try makeTree(whole)
    try run(whole, CountingDouble { $0.uppercased() }) { $0.miniBatchWords = 20 }
    let place = try Workplace()
    try makeTree(place)
    let done = Mutex<[String]>([])
    for cut in [3, 10, 25, 1000] {
      let left = Mutex(cut)
      let translator = CountingDouble { text in
        try left.withLock { left in
          left -= 1
          if left < 0 { throw Cut() }
        }
        return text.uppercased()
      }
      let summary = try run(place, translator, memory: "\(place.path)/memory") {
        $0.miniBatchWords = 20
        $0.windowSegments = 50
      }
      #expect(summary.failures.isEmpty == (cut == 1000))
      done.withLock { $0 += translator.asked }
    }
    #expect(place.tree("out") == whole.tree("out"))
    let asked = done.withLock { $0 }
    #expect(Set(asked).count == asked.count)
  }

  private struct Cut: Error {}

  @Test("In place a second run finds its work done, and only translates what has changed since")
  func inPlace() throws {
    let place = try Workplace()
    try place.write("One file.\n", to: "in/a.txt")
    try place.write("Other file.\n", to: "in/b.txt")
    let translator = CountingDouble { "[\($0)]" }
    try run(place, translator, memory: "\(place.path)/memory", inPlace: true)
    #expect(place.text("in/a.txt") == "[One file.]\n")
    try place.write("New text.\n", to: "in/b.txt")
    let summary = try run(place, translator, memory: "\(place.path)/memory", inPlace: true)
    #expect(summary.files.map(\.outcome) == [.done, .translated])
    #expect(place.text("in/a.txt") == "[One file.]\n")
    #expect(place.text("in/b.txt") == "[New text.]\n")
  }

  @Test("Each bad file is one line that names it, and the others are translated")
  func badFiles() throws {
    let place = try Workplace()
    try place.write("Good.\n", to: "in/good.txt")
    try place.write("", to: "in/empty.txt")
    try place.write([0x41, 0x0A, 0, 1, 2, 0xFF], to: "in/binary.txt")
    try place.write([0x41, 0x0A, 0x47, 0x72, 0xFC, 0xDF, 0x65], to: "in/latin1.txt")
    try place.write("msgid \"Open", to: "in/cut.po")
    try place.write("", to: "in/enormous.txt")
    try #require(truncate("\(place.path)/in/enormous.txt", 300 << 20) == 0)
    // Its output is a directory.
    try place.write("Text.\n", to: "in/unwritable.txt")
    try place.write("x", to: "out/in/unwritable.txt/x")
    let log = LogRecorder()
    let summary = try run(place, CountingDouble { $0.uppercased() }, log: log)
    #expect(place.text("out/in/good.txt") == "GOOD.\n")
    #expect(place.text("out/in/empty.txt") == "")
    #expect(log.messages == ["warning: \(place.path)/in/empty.txt: empty: there is nothing to translate"])
    let names = ["binary.txt:2", "cut.po:1", "enormous.txt", "latin1.txt:2", "unwritable.txt"]
    #expect(summary.failures.count == names.count)
    for name in names {
      #expect(summary.failures.count { $0.contains(name) && !$0.contains("\n") } == 1, "\(name): \(summary.failures)")
    }
  }

  @Test("The report lists files, and the least certain segments first")
  func report() throws {
    let place = try Workplace()
    try place.write("A.\n\nA longer <b>one</b> & more.\n\nMiddle one.\n", to: "in/a.txt")
    let summary = try run(place, CountingDouble { $0.hasPrefix("A longer") ? $0 : $0.uppercased() })
    #expect(summary.doubtful.map(\.line) == [3, 5, 1])
    let html = JobPage(summary).html
    #expect(html.contains("a.txt:3 copied"))
    #expect(html.contains("A longer &lt;b&gt;one&lt;/b&gt; &amp; more."))
    #expect(!html.contains("<script") && !html.contains("http"))
  }

  @Test("Progress rises to the whole, and is told in one line")
  func progress() throws {
    let place = try Workplace()
    try makeTree(place)
    let seen = Mutex<[JobProgress]>([])
    let translator = CountingDouble()
    var options = JobOptions(documents: DocumentOptions(sourceLanguage: "en", targetLanguage: "de"))
    options.windowSegments = 60
    let list = try FileList(["\(place.path)/in"], to: .directory("\(place.path)/out"))
    let memory = try TranslationMemory(path: "", settings: "")
    _ = try JobRunner(translator, options: options, memory: memory, logger: LogRecorder().logger)
      .run(list.files) { progress in seen.withLock { $0.append(progress) } }
    let all = seen.withLock { $0 }
    #expect(zip(all, all.dropFirst()).allSatisfy { $0.share <= $1.share + 1e-9 && $0.segments <= $1.segments })
    #expect(all.last.map { $0.share > 0.99 && $0.segments == translator.asked.count } == true)
    let text = JobProgressBar(columns: 90).text(
      JobProgress(segments: 300, words: 4000, share: 0.25, file: "docs/a/long/way/down/to/the/readme.md"),
      elapsed: .seconds(20))
    #expect(text == "[=====               ] 300 segments, 200 words/s, 1:00 left, …g/way/down/to/the/readme.md")
  }
}
