/// Pairs with whatever else stood on their lines, read one after the other from TSV or from two files.
public final class PairStream {
  /// A line of input.
  public struct Row: Equatable, Sendable {
    public var pair: TextPair
    /// All columns of a TSV line; empty for two files.
    public var columns: [String]
  }

  private enum Input {
    case table(LineStream, source: Int, target: Int)
    case two(LineStream, LineStream)
  }

  private let input: Input

  /// - Parameters:
  ///   - table: a TSV file; `-` for standard input.
  ///   - sourceColumn: where the source text stands, counted from 1; likewise `targetColumn`.
  public init(table: String, sourceColumn: Int = 1, targetColumn: Int = 2) throws(CorpusError) {
    input = .table(try LineStream(path: table), source: sourceColumn, target: targetColumn)
  }

  /// Line N of one file translates line N of the other.
  public init(source: String, target: String) throws(CorpusError) {
    input = .two(try LineStream(path: source), try LineStream(path: target))
  }

  /// The next row, or nil at the end.
  ///
  /// - Throws: where a column is missing, or one file has more lines than the other.
  public func next() throws(CorpusError) -> Row? {
    switch input {
    case .table(let lines, let source, let target):
      guard let line = try lines.next() else { return nil }
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard columns.count >= max(source, target), min(source, target) > 0 else {
        let column = min(source, target) > 0 ? max(source, target) : min(source, target)
        throw .missingColumn(path: lines.path, line: lines.number, column: column)
      }
      return Row(pair: TextPair(columns[source - 1], columns[target - 1]), columns: columns)
    case .two(let left, let right):
      let lines = (try left.next(), try right.next())
      if let source = lines.0, let target = lines.1 { return Row(pair: TextPair(source, target), columns: []) }
      guard lines.0 == nil, lines.1 == nil else {
        while try left.next() != nil {}
        while try right.next() != nil {}
        throw .lineCountsDiffer(source: left.path, left.number, target: right.path, right.number)
      }
      return nil
    }
  }
}
