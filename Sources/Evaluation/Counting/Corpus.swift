import Threads

/// A system's output with its references, checked to go together.
public struct Corpus: Sendable {
  public let hypotheses: Segments
  /// [reference][line]
  public let references: [Segments]
  /// References per line, `nil` where it varies.
  public let referenceCount: Int?

  /// - Throws: `EvaluationError` where line counts differ, nothing is to be scored, or a line has no reference.
  public init(
    hypotheses: Segments, references: [Segments], hypothesisName: String = "The hypothesis",
    referenceNames: [String] = []
  ) throws(EvaluationError) {
    guard !references.isEmpty else { throw .noReference }
    guard hypotheses.count > 0 else { throw .noSegments(source: hypothesisName) }
    for (index, reference) in references.enumerated() where reference.count != hypotheses.count {
      throw .lineCounts(
        hypothesis: hypotheses.bytes.isEmpty ? 0 : hypotheses.count, reference: reference.count,
        hypothesisName: hypothesisName,
        referenceName: index < referenceNames.count ? referenceNames[index] : "reference \(index + 1)")
    }
    self.hypotheses = hypotheses
    self.references = references
    referenceCount = try Corpus.referenceCount(of: references)
  }

  private static func referenceCount(of references: [Segments]) throws(EvaluationError) -> Int? {
    var counts: Set<Int> = []
    for line in 0..<references[0].count {
      let count = references.count { !$0.isMissing(line) }
      guard count > 0 else { throw .segmentWithoutReference(line: line + 1) }
      counts.insert(count)
    }
    return counts.count == 1 ? counts.first : nil
  }

  /// Hypothesis lines that end in a period set off by a space, the mark of text that was tokenised and not put back.
  public var linesEndingInTokenisedPeriod: Int {
    hypotheses.bytes.withUnsafeBufferPointer { bytes in
      hypotheses.lines.count { line in
        line.count >= 2 && bytes[line.start + line.count - 1] == 0x2E && bytes[line.start + line.count - 2] == 0x20
      }
    }
  }
}

extension Corpus {
  /// Calls `body` with every line on all cores, in chunks; the counter belongs to the worker that runs the chunk.
  ///
  /// - Parameters:
  ///   - lines: the range of lines to go through.
  ///   - threads: the number of workers, `nil` for one a core.
  func forEachChunk(
    of metric: some Metric, threads: Int?,
    _ body: @Sendable (_ chunk: Range<Int>, _ count: (Int, UnsafeMutableBufferPointer<Double>) -> Void) -> Void
  ) {
    let chunks = (hypotheses.count + Corpus.chunkLines - 1) / Corpus.chunkLines
    LineViews.with(hypotheses, references) { views in
      withoutActuallyEscaping(body) { body in
        withWorkers(threads: threads ?? availableProcessors, count: chunks) {
          let counter = metric.makeCounter()
          var references: [Bytes] = []
          return { chunk in
            let first = chunk * Corpus.chunkLines
            body(first..<min(first + Corpus.chunkLines, views.count)) { line, row in
              views.collectReferences(of: line, into: &references)
              counter.count(hypothesis: views.hypothesis(line), references: references, into: row)
            }
          }
        }
      }
    }
  }

  private static let chunkLines = 256
}

/// Pointers to the text of a corpus, for as long as `with` runs.
private struct LineViews: @unchecked Sendable {
  private let hypothesisBytes: Bytes
  private let hypothesisLines: [Segments.Line]
  private let referenceBytes: [Bytes]
  private let referenceLines: [[Segments.Line]]

  var count: Int { hypothesisLines.count }

  static func with(_ hypotheses: Segments, _ references: [Segments], _ body: (LineViews) -> Void) {
    hypotheses.bytes.withUnsafeBufferPointer { bytes in
      collect(references[...], []) { referenceBytes in
        body(
          LineViews(
            hypothesisBytes: bytes, hypothesisLines: hypotheses.lines, referenceBytes: referenceBytes,
            referenceLines: references.map(\.lines)))
      }
    }
  }

  private static func collect(_ rest: ArraySlice<Segments>, _ found: [Bytes], _ body: ([Bytes]) -> Void) {
    guard let first = rest.first else { return body(found) }
    first.bytes.withUnsafeBufferPointer { collect(rest.dropFirst(), found + [$0], body) }
  }

  func hypothesis(_ line: Int) -> Bytes { LineViews.view(hypothesisBytes, hypothesisLines[line]) }

  func collectReferences(of line: Int, into output: inout [Bytes]) {
    output.removeAll(keepingCapacity: true)
    for index in referenceBytes.indices where referenceLines[index][line].count >= 0 {
      output.append(LineViews.view(referenceBytes[index], referenceLines[index][line]))
    }
  }

  private static func view(_ bytes: Bytes, _ line: Segments.Line) -> Bytes {
    Bytes(rebasing: bytes[line.start..<line.start + max(0, line.count)])
  }
}
