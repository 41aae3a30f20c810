/// Scratch memory of one worker: matrices are handed out one after the other and all given back at once.
///
/// Blocks are kept between uses, so that a loop over batches of bounded size stops allocating after its first rounds.
/// Contents are undefined when handed out. Not for use by several threads.
public final class Arena {
  private var blocks: [FloatStorage] = []
  private var current = 0
  private var used = 0
  private let blockCount: Int

  /// A place to come back to, see ``release(to:)``.
  public struct Mark {
    fileprivate let block: Int
    fileprivate let used: Int
  }

  /// Beyond what the first block holds, blocks are as large as all before them together, up to so many floats.
  private static let largestBlock = 1 << 20

  /// - Parameter blockCount: floats of the first block; larger requests get a block of their own.
  public init(blockCount: Int = 1 << 20) { self.blockCount = blockCount }

  /// Floats allocated so far, whether in use or not.
  public var capacity: Int { blocks.reduce(0) { $0 + $1.count } }

  public func matrix(rows: Int, columns: Int) -> Matrix {
    Matrix(floats(rows * columns), rows: rows, columns: columns)
  }

  public func zeros(rows: Int, columns: Int) -> Matrix {
    let result = matrix(rows: rows, columns: columns)
    result.fill(0)
    return result
  }

  /// `count` floats, aligned to 64 bytes.
  public func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
    let rounded = (count + 15) & ~15
    while current < blocks.count, used + rounded > blocks[current].count {
      current += 1
      used = 0
    }
    if current == blocks.count {
      let grown = min(capacity, Self.largestBlock)
      blocks.append(FloatStorage(count: max(blockCount, rounded, grown)))
    }
    defer { used += rounded }
    return blocks[current].pointer + used
  }

  public var mark: Mark { Mark(block: current, used: used) }

  /// Takes back all that was handed out since `mark`.
  public func release(to mark: Mark) {
    current = mark.block
    used = mark.used
  }

  /// Takes everything back.
  public func reset() {
    current = 0
    used = 0
  }
}
