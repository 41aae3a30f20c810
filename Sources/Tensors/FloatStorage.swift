import Glibc

/// Owns a block of float32 memory, aligned for the widest vector registers.
///
/// A large block is mapped by itself, in huge pages where the system has them: it costs a five-hundredth of the page
/// faults, which are most of what filling it for the first time costs.
public final class FloatStorage {
  public let pointer: UnsafeMutablePointer<Float>
  public let count: Int
  /// What is mapped for a large block.
  private let mapping: UnsafeMutableRawBufferPointer?

  static let alignment = 64
  private static let hugePage = 1 << 21

  /// Allocates `count` floats, all zero.
  public convenience init(count: Int) {
    self.init(uninitialized: count)
    // What has just been mapped is zero.
    if mapping == nil { pointer.initialize(repeating: 0, count: count) }
  }

  /// Allocates `count` floats that have to be written before they are read.
  public init(uninitialized count: Int) {
    self.count = count
    let bytes = max(count, 1) * MemoryLayout<Float>.stride
    mapping = bytes < Self.hugePage ? nil : Self.map(bytes)
    let start: UnsafeMutableRawPointer
    if let base = mapping?.baseAddress {
      start = base.alignedUp(toMultipleOf: Self.hugePage)
      // Only pages that are filled to their end, so that no memory is wasted.
      madvise(start, bytes & ~(Self.hugePage - 1), MADV_HUGEPAGE)
    } else {
      start = .allocate(byteCount: bytes, alignment: Self.alignment)
    }
    pointer = start.bindMemory(to: Float.self, capacity: count)
  }

  public convenience init(_ elements: [Float]) {
    self.init(uninitialized: elements.count)
    elements.withUnsafeBufferPointer { elements in
      if let base = elements.baseAddress { pointer.initialize(from: base, count: elements.count) }
    }
  }

  deinit {
    if let mapping { munmap(mapping.baseAddress, mapping.count) } else { UnsafeMutableRawPointer(pointer).deallocate() }
  }

  /// Room for `bytes` from a multiple of ``hugePage`` on; nil where the system gives none.
  private static func map(_ bytes: Int) -> UnsafeMutableRawBufferPointer? {
    let size = bytes + hugePage
    let address = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    return address == MAP_FAILED ? nil : UnsafeMutableRawBufferPointer(start: address, count: size)
  }

  /// The whole block as a matrix; `rows * columns` must not exceed ``count``.
  public func matrix(rows: Int, columns: Int) -> Matrix {
    precondition(rows * columns <= count)
    return Matrix(pointer, rows: rows, columns: columns)
  }
}
