import FoundationEssentials
import TestSupport
import Testing
import Translation

@Suite("Shortlists")
struct ShortlistTests {
  static let lists = (0..<Int32(300)).map { source -> [Int32] in
    source % 3 == 0 ? [] : [source * 7 % 300, 299, source / 2]
  }
  static let shortlist = Shortlist(lists: lists, common: [4, 250])

  @Test("A sentence has what its pieces, all sentences and copying need")
  func tokens() {
    #expect(Self.shortlist.tokens(for: []) == [0, 4, 250])
    #expect(Self.shortlist.tokens(for: [7]) == [0, 3, 4, 7, 49, 250, 299])
    #expect(Self.shortlist.tokens(for: [9, 7, 9]) == [0, 3, 4, 7, 9, 49, 250, 299])
    // Ids that are no pieces have no lists.
    #expect(Self.shortlist.tokens(for: [-1, 4000]) == [0, 4, 250])
  }

  @Test("Source and target may have vocabularies of their own")
  func twoVocabularies() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/shortlist.bin"
    let shortlist = Shortlist(lists: [[6, 90], [], [4]], common: [1], vocabularySize: 91)
    try shortlist.write(to: path)
    for list in [shortlist, try Shortlist(path: path, sources: 3, vocabularySize: 91)] {
      #expect(list.tokens(for: [0, 2, 3, 90], holdsSource: false) == [0, 1, 4, 6, 90])
      #expect(list.tokens(for: [1], endOfSentence: 5, holdsSource: false) == [1, 5])
      #expect(list.count == 4)
    }
    #expect(throws: (any Error).self) { try Shortlist(path: path, sources: 91, vocabularySize: 3) }
    #expect(throws: (any Error).self) { try Shortlist(path: path, vocabularySize: 91) }
  }

  @Test("A file gives back what was written, or an error that names it")
  func file() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/shortlist.bin"
    try Self.shortlist.write(to: path)
    let read = try Shortlist(path: path, vocabularySize: 300)
    for source in 0..<Int32(300) { #expect(read.tokens(for: [source]) == Self.shortlist.tokens(for: [source])) }
    #expect(throws: (any Error).self) { try Shortlist(path: path, vocabularySize: 301) }
    let good = try Data(contentsOf: URL(fileURLWithPath: path))
    // Cut off or changed anywhere: an error or lists within the vocabulary, never a crash.
    for trial in 0..<good.count {
      var bad = good
      if trial % 2 == 0 { bad = bad.prefix(trial) } else { bad[trial] ^= UInt8(trial % 255 + 1) }
      try bad.write(to: URL(fileURLWithPath: path))
      if let list = try? Shortlist(path: path, vocabularySize: 300) {
        #expect(list.tokens(for: Array(0..<300)).allSatisfy { (0..<300).contains($0) })
      }
    }
    try good.prefix(good.count - 1).write(to: URL(fileURLWithPath: path))
    #expect(throws: (any Error).self) { try Shortlist(path: path, vocabularySize: 300) }
  }
}
