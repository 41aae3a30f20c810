import CKernels

/// The rows of a matrix in int8, each with a scale of its own, as `ck_gemm_s8` and `ck_pack_s8` take them.
struct QuantizedRows {
  /// `[rows, ck_quantized_depth(columns)]`, shifted by 128.
  let bytes: UnsafeMutablePointer<UInt8>
  /// `[rows]`
  let scales: UnsafeMutablePointer<Float>

  /// In memory of the arena's.
  init(_ x: Matrix, arena: Arena) {
    let start = arena.floats(Self.floats(x))
    let byteFloats = x.rows * ck_quantized_depth(x.columns) / 4
    bytes = UnsafeMutableRawPointer(start).bindMemory(to: UInt8.self, capacity: 4 * byteFloats)
    scales = start + byteFloats
    ck_quantize_rows(x.pointer, x.stride, x.rows, x.columns, bytes, scales)
  }

  private static func floats(_ x: Matrix) -> Int { x.rows * (ck_quantized_depth(x.columns) / 4 + 1) }
}
