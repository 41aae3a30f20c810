import Dispatch
import Glibc
import IO
import Synchronization
import Testing
import Translation

@Suite("Streaming")
struct StreamingTests {
  /// Runs a filter in the background. The returned group is empty when it has ended.
  private func start(
    _ translator: any SegmentTranslator, from input: Pipe, to output: Pipe,
    _ change: (inout LineFilterOptions) -> Void = { _ in }
  ) -> DispatchGroup {
    var options = LineFilterOptions()
    change(&options)
    let filter = LineFilter(translator, options: options, logger: LogRecorder().logger)
    let group = DispatchGroup()
    DispatchQueue(label: "filter").async(group: group) {
      try? filter.run(input: input.readEnd, output: OutputDescriptor(descriptor: output.writeEnd, path: "pipe"))
      output.closeWriteEnd()
    }
    return group
  }

  @Test("Who writes a line has its translation before writing the next")
  func conversation() {
    let (input, output) = (Pipe(), Pipe())
    let done = start(DoubleTranslator { $0.uppercased() }, from: input, to: output)
    for line in ["one.", "two.", "three. four."] {
      input.write(line + "\n")
      #expect(output.readSome() == Array((line.uppercased() + "\n").utf8))
    }
    // Half a line waits for its other half.
    input.write("five\nsi")
    #expect(output.readSome() == Array("FIVE\n".utf8))
    input.write("x\n")
    #expect(output.readSome() == Array("SIX\n".utf8))
    input.write("seven")
    input.closeWriteEnd()
    #expect(output.readAll() == Array("SEVEN".utf8))
    done.wait()
  }

  @Test("A filter that is stopped writes what it has in hand, and no more")
  func stopped() throws {
    let control = FilterControl()
    let seen = Atomic(0)
    let translator = DoubleTranslator {
      if $0 == "line 3" {
        #expect(!control.isIdle)
        control.stop()
      }
      seen.add(1, ordering: .relaxed)
      return $0
    }
    let (input, output) = (Pipe(), Pipe())
    let lines = (1...2000).map { "line \($0)\n" }.joined()
    DispatchQueue(label: "producer").async {
      input.write(lines)
      input.closeWriteEnd()
    }
    let filter = LineFilter(translator, options: LineFilterOptions(), logger: LogRecorder().logger)
    try filter.run(
      input: input.readEnd, output: OutputDescriptor(descriptor: output.writeEnd, path: "pipe"), control: control)
    output.closeWriteEnd()
    let written = output.readAll()
    #expect(control.isIdle && written.count > 0 && written.count < lines.utf8.count)
    #expect(written.last == 0x0A && lines.utf8.starts(with: written))
  }

  @Test("No more is read than can be dealt with")
  func boundedReading() {
    let (input, output) = (Pipe(), Pipe())
    let gate = DispatchSemaphore(value: 0)
    let written = Atomic(0)
    let isOpen = Atomic(false)
    let translator = DoubleTranslator {
      if !isOpen.load(ordering: .acquiring) { gate.wait() }
      return $0
    }
    let done = start(translator, from: input, to: output) {
      $0.threads = 1
      $0.chunkBytes = 10_000
    }
    let total = 2_000_000
    let line = Array(("word word word " + String(repeating: "x", count: 84) + "\n").utf8)
    DispatchQueue(label: "producer").async(group: done) {
      while written.load(ordering: .relaxed) < total {
        input.write(line)
        written.add(line.count, ordering: .relaxed)
      }
      input.closeWriteEnd()
    }
    // The translator stands still, so sooner or later the producer has to.
    var (last, now) = (-1, 0)
    while now != last || now == 0 {
      usleep(100_000)
      (last, now) = (now, written.load(ordering: .relaxed))
    }
    // The pipe and the reader's buffer hold up to 64 KiB each; a chunk is being translated and one is full.
    #expect(now < 200_000)
    isOpen.store(true, ordering: .releasing)
    gate.signal()
    var bytes = 0
    while case let count = output.readSome().count, count > 0 { bytes += count }
    #expect(bytes == total)
    done.wait()
  }

  @Test("A line that never ends is handed on all the same")
  func endlessLine() {
    let (input, output) = (Pipe(), Pipe())
    let done = start(DoubleTranslator(), from: input, to: output) { $0.fragmentLimit = 1000 }
    input.write(String(repeating: "abcd efg ", count: 1000))
    var bytes = 0
    while bytes < 8000, case let count = output.readSome().count, count > 0 { bytes += count }
    #expect(bytes >= 8000)
    input.closeWriteEnd()
    #expect(output.readAll().count == 9000 - bytes)
    done.wait()
  }

  @Test("A closed output is told by its own error, and ends the filter")
  func closedPipe() {
    let (input, output) = (Pipe(), Pipe())
    close(output.readEnd)
    input.write("one.\n")
    input.closeWriteEnd()
    let filter = LineFilter(DoubleTranslator(), options: LineFilterOptions(), logger: LogRecorder().logger)
    #expect(throws: FileError.closedPipe(path: "pipe")) {
      try filter.run(input: input.readEnd, output: OutputDescriptor(descriptor: output.writeEnd, path: "pipe"))
    }
  }
}
