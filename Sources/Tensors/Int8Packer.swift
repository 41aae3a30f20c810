import CKernels

/// Makes a ``PackedMatrix`` in int8 out of weights that come piece by piece, so that they are never all there in float32.
public final class Int8Packer {
  private let inputs: Int
  private let outputs: Int
  private let depth: Int
  private let packed: UnsafeMutablePointer<Float>
  private let owner: AnyObject
  private var filled = 0
  /// Rows that wait for their panel to be full, quantised.
  private let waiting: UnsafeMutablePointer<UInt8>
  private let waitingScales = FloatStorage(uninitialized: panel)

  /// Outputs that are packed together.
  private static let panel = 16

  /// - Parameter arena: gives memory for the matrix and keeps it: never to be reset. Without one the matrix has memory of
  ///   its own.
  public init(inputs: Int, outputs: Int, arena: Arena? = nil) {
    self.inputs = inputs
    self.outputs = outputs
    depth = ck_quantized_depth(inputs)
    let count = PackedMatrix.int8Bytes(inputs: inputs, outputs: outputs) / 4
    if let arena {
      (packed, owner) = (arena.floats(count), arena)
    } else {
      let storage = FloatStorage(uninitialized: count)
      (packed, owner) = (storage.pointer, storage)
    }
    waiting = .allocate(capacity: max(1, Self.panel * depth))
  }

  deinit { waiting.deallocate() }

  /// The weights of the next outputs, a row for each: `[_, inputs]`.
  public func append(_ rows: Matrix) {
    precondition(rows.columns == inputs && filled + rows.rows <= outputs)
    var row = 0
    while row < rows.rows {
      let place = filled % Self.panel
      let count = min(Self.panel - place, rows.rows - row)
      ck_quantize_weights(
        rows.row(row), rows.stride, count, inputs, waiting + place * depth, waitingScales.pointer + place)
      row += count
      filled += count
      guard filled % Self.panel == 0 || filled == outputs else { break }
      ck_pack_s8_panel(
        waiting, waitingScales.pointer, place + count, inputs, outputs, filled - place - count, packed)
    }
  }

  /// The same, a column for each: `[inputs, _]`.
  public func append(transposed x: Matrix) {
    precondition(x.rows == inputs && filled + x.columns <= outputs)
    guard filled % Self.panel == 0, x.columns % Self.panel == 0 else {
      let rows = FloatStorage(uninitialized: x.count)
      ck_transpose(x.pointer, x.stride, x.rows, x.columns, rows.pointer)
      append(rows.matrix(rows: x.columns, columns: x.rows))
      return withExtendedLifetime(rows) {}
    }
    ck_pack_s8_columns(x.pointer, 0, x.stride, x.columns, inputs, outputs, filled, packed)
    filled += x.columns
  }

  /// The same in half precision, one row of `columns` after the other.
  public func append(transposed x: UnsafePointer<UInt16>, columns: Int) {
    precondition(filled + columns <= outputs)
    guard filled % Self.panel == 0, columns % Self.panel == 0 else {
      let floats = FloatStorage(uninitialized: inputs * columns)
      ck_f16_to_f32(x, inputs * columns, floats.pointer)
      append(transposed: floats.matrix(rows: inputs, columns: columns))
      return withExtendedLifetime(floats) {}
    }
    ck_pack_s8_columns(x, 1, columns, columns, inputs, outputs, filled, packed)
    filled += columns
  }

  /// The matrix, once all outputs are there.
  public func matrix(bias: UnsafePointer<Float>? = nil) -> PackedMatrix {
    precondition(filled == outputs)
    ck_pack_s8_bias(bias, inputs, outputs, packed)
    return PackedMatrix(int8: UnsafeRawPointer(packed), inputs: inputs, outputs: outputs, owner: owner)
  }
}
