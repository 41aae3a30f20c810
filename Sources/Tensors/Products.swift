import CKernels
import COpenBLAS
import Glibc

/// How the large products of training are computed. Sums are always float32.
public enum ProductPrecision: String, Codable, Sendable, CaseIterable {
  /// OpenBLAS.
  case float32
  /// Factors rounded to bfloat16, by kernels of our own.
  case bfloat16

  /// bfloat16 where the processor has instructions for it, else float32.
  public static var fastest: ProductPrecision { ck_has_bf16() != 0 ? .bfloat16 : .float32 }
}

/// Matrix products of one worker. Parallelism is over batches, one worker a core, so OpenBLAS is held to one thread.
///
/// Before products in float32 ``OpenBLAS/open()`` has to have succeeded.
public final class Products {
  public let precision: ProductPrecision
  private var scratch: UnsafeMutableRawPointer?
  private var scratchBytes = 0
  /// Floating-point operations so far, two for each multiply-add.
  public private(set) var operations = 0.0
  /// Processor time that they took.
  public private(set) var seconds = 0.0

  public init(_ precision: ProductPrecision = .float32) {
    self.precision = precision
  }

  deinit { scratch?.deallocate() }

  /// c = op(a) op(b), or c += op(a) op(b) if `accumulating`, where op transposes if asked to.
  public func multiply(
    _ a: Matrix, transposedA transposeA: Bool = false, _ b: Matrix, transposedB transposeB: Bool = false,
    into c: Matrix,
    accumulating: Bool = false
  ) {
    let inner = transposeA ? a.rows : a.columns
    precondition(c.rows == (transposeA ? a.columns : a.rows))
    precondition(c.columns == (transposeB ? b.rows : b.columns))
    precondition(inner == (transposeB ? b.columns : b.rows))
    operations += 2 * Double(c.rows) * Double(c.columns) * Double(inner)
    let start = threadSeconds()
    defer { seconds += threadSeconds() - start }
    switch precision {
    case .float32:
      precondition(ob_open() == nil, "OpenBLAS must be open")
      ob_sgemm(
        transposeA ? 1 : 0, transposeB ? 1 : 0, Int32(c.rows), Int32(c.columns), Int32(inner), a.pointer,
        Int32(a.stride), b.pointer, Int32(b.stride), accumulating ? 1 : 0, c.pointer, Int32(c.stride))
    case .bfloat16:
      reserve(ck_gemm_bf16_scratch(c.rows, c.columns, inner))
      ck_gemm_bf16(
        transposeA ? 1 : 0, transposeB ? 1 : 0, c.rows, c.columns, inner, a.pointer, a.stride, b.pointer, b.stride,
        accumulating ? 1 : 0, c.pointer, c.stride, scratch)
    }
  }

  /// c = a a^T, or a^T a if `transposed`, in float32 whatever the precision: a symmetric matrix.
  public func square(_ a: Matrix, transposed: Bool = false, into c: Matrix) {
    let (side, inner) = transposed ? (a.columns, a.rows) : (a.rows, a.columns)
    precondition(c.rows == side && c.columns == side)
    operations += Double(side) * Double(side + 1) * Double(inner)
    let start = threadSeconds()
    defer { seconds += threadSeconds() - start }
    precondition(ob_open() == nil, "OpenBLAS must be open")
    ob_ssyrk(
      transposed ? 1 : 0, Int32(side), Int32(inner), a.pointer, Int32(a.stride), c.pointer, Int32(c.stride))
  }

  private func reserve(_ bytes: Int) {
    guard bytes > scratchBytes else { return }
    scratch?.deallocate()
    scratch = .allocate(byteCount: bytes, alignment: 64)
    scratchBytes = bytes
  }
}

/// Processor time of the calling thread: what other processes take does not count.
public func threadSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
