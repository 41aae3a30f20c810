import CKernels

/// Makes a ``PackedMatrix`` in int8 out of weights that come piece by piece, so that they are never all there in float32.
public final class Int8Packer {
  private let inputs: Int
  private let outputs: Int
  private let depth: Int
  private let bytes: UnsafeMutablePointer<UInt8>
  private let scales: FloatStorage
  private var filled = 0

  public init(inputs: Int, outputs: Int) {
    self.inputs = inputs
    self.outputs = outputs
    depth = ck_quantized_depth(inputs)
    bytes = .allocate(capacity: max(1, outputs * depth))
    scales = FloatStorage(uninitialized: outputs)
  }

  deinit { bytes.deallocate() }

  /// The weights of the next outputs, a row for each: `[_, inputs]`.
  public func append(_ rows: Matrix) {
    precondition(rows.columns == inputs && filled + rows.rows <= outputs)
    ck_quantize_rows(
      rows.pointer, rows.stride, rows.rows, inputs, bytes + filled * depth, scales.pointer + filled)
    filled += rows.rows
  }

  /// The same, a column for each: `[inputs, _]`.
  public func append(transposed columns: Matrix) {
    let rows = FloatStorage(uninitialized: columns.count)
    ck_transpose(columns.pointer, columns.stride, columns.rows, columns.columns, rows.pointer)
    append(rows.matrix(rows: columns.columns, columns: columns.rows))
    withExtendedLifetime(rows) {}
  }

  /// The matrix, once all outputs are there.
  public func packed(bias: UnsafePointer<Float>? = nil) -> PackedMatrix {
    precondition(filled == outputs)
    let storage = FloatStorage(uninitialized: PackedMatrix.int8Bytes(inputs: inputs, outputs: outputs) / 4)
    ck_pack_s8(bytes, scales.pointer, bias, inputs, outputs, storage.pointer)
    return PackedMatrix(int8: UnsafeRawPointer(storage.pointer), inputs: inputs, outputs: outputs, owner: storage)
  }
}
