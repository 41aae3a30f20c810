import Dispatch
import Glibc
import Testing
import Translation

@Suite("Line reader")
struct LineReaderTests {
  /// Lines of `input` that arrives in `portions`.
  private func lines(_ portions: [[UInt8]], fragmentLimit: Int) throws -> [Line] {
    let pipe = Pipe()
    DispatchQueue(label: "producer").async {
      for portion in portions { pipe.write(portion) }
      pipe.closeWriteEnd()
    }
    defer { close(pipe.readEnd) }
    var reader = LineReader(descriptor: pipe.readEnd, fragmentLimit: fragmentLimit)
    var lines: [Line] = []
    while let line = try reader.next() { lines.append(line) }
    return lines
  }

  @Test("Lines have their numbers, terminators and a byte order mark")
  func table() throws {
    let found = try lines([Array("\u{FEFF}a\r\n\nb\rc\n\r\nlast".utf8)], fragmentLimit: 100)
    #expect(found.map { String(decoding: $0.bytes, as: UTF8.self) } == ["a", "", "b\rc", "", "last"])
    #expect(
      found.map(\.terminator) == [.carriageReturnLineFeed, .lineFeed, .lineFeed, .carriageReturnLineFeed, .none])
    #expect(found.map(\.number) == [1, 2, 3, 4, 5])
    #expect(found.map(\.hasByteOrderMark) == [true, false, false, false, false])
    #expect(!found.contains { $0.isContinued })
  }

  @Test("How the bytes arrive makes no difference, not even to fragments", arguments: [4, 9, 64, 1 << 20])
  func arrival(fragmentLimit: Int) throws {
    let input = HostileText.text(lineCount: 300)
    let atOnce = try lines([input], fragmentLimit: fragmentLimit)
    var random = Numbers(state: 1)
    var portions: [[UInt8]] = []
    var rest = input[...]
    while !rest.isEmpty {
      portions.append(Array(rest.prefix(random.next(4000) + 1)))
      rest = rest.dropFirst(portions[portions.count - 1].count)
    }
    #expect(try lines(portions, fragmentLimit: fragmentLimit) == atOnce)
    #expect(atOnce.allSatisfy { $0.bytes.count <= fragmentLimit })
    let joined = atOnce.flatMap { line -> [UInt8] in line.bytes + Array(line.terminator.rawValue.utf8) }
    #expect(joined == input)
    #expect(atOnce.last?.number == input.filter { $0 == 0x0A }.count)
  }

  @Test("Fragments end behind white space, and never within a character")
  func fragmentEnds() throws {
    let spaced = try lines([Array("aaaaaaa bb cc dddddddddddd".utf8)], fragmentLimit: 12)
    #expect(spaced.map { String(decoding: $0.bytes, as: UTF8.self) } == ["aaaaaaa bb ", "cc ddddddddd", "ddd"])
    for character in ["é", "界", "😀"] {
      let text = String(repeating: character, count: 50)
      let fragments = try lines([Array(("x" + text).utf8)], fragmentLimit: 15)
      #expect(fragments.allSatisfy { $0.text.firstInvalidByte == nil })
      #expect(fragments.dropLast().allSatisfy { $0.isContinued && $0.number == 1 && $0.terminator == .none })
    }
  }

  @Test("It knows whether there is more without waiting")
  func readiness() throws {
    let pipe = Pipe()
    defer { close(pipe.readEnd) }
    var reader = LineReader(descriptor: pipe.readEnd)
    #expect(try !reader.isReady())
    pipe.write("half")
    #expect(try !reader.isReady())
    pipe.write(" whole\nsecond\nthird")
    #expect(try reader.isReady())
    #expect(try reader.next()?.text.text == "half whole")
    #expect(try reader.isReady())
    #expect(try reader.next()?.text.text == "second")
    #expect(try !reader.isReady())
    pipe.closeWriteEnd()
    #expect(try reader.isReady())
    #expect(try reader.next()?.text.text == "third")
    #expect(try reader.next() == nil)
    #expect(reader.bytesConsumed == 23)
  }
}
