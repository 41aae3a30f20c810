import CKernels

/// A weight matrix laid out for products with few or many rows, immutable and shared by all workers, with its bias.
///
/// A row of the product depends on that row of the input only, bit for bit: neither the number of rows nor their order
/// matters. That is what keeps a sentence's translation independent of the batch it travels in.
public final class PackedMatrix: @unchecked Sendable {
  public let inputs: Int
  public let outputs: Int
  private let body: Body
  private let unitRows = UnitRows()

  private enum Body {
    case float32(FloatStorage, bias: FloatStorage?)
    /// What `ck_pack_s8` writes, and who owns it.
    case int8(UnsafeRawPointer, owner: AnyObject)
  }

  public enum Activation: Int32, Sendable {
    case identity = 0
    case relu = 1
    case swish = 2
  }

  /// Packs `weights` side by side, in float32: `[inputs, outputs_i]` each, or `[outputs_i, inputs]` if `transposed`.
  ///
  /// - Parameter biases: one row for each matrix, or none at all.
  public init(_ weights: [Matrix], transposed: Bool = false, biases: [Matrix] = []) {
    inputs = transposed ? weights[0].columns : weights[0].rows
    outputs = weights.reduce(0) { $0 + (transposed ? $1.rows : $1.columns) }
    let storage = FloatStorage(count: ck_packed_floats(inputs, outputs))
    // Packing takes [outputs, inputs] as well as [inputs, outputs]; joined they are the former.
    if weights.count == 1 {
      ck_pack_f32(weights[0].pointer, weights[0].stride, inputs, outputs, transposed ? 1 : 0, storage.pointer)
    } else {
      let joined = Self.outputRows(weights, transposed: transposed)
      ck_pack_f32(joined.pointer, inputs, inputs, outputs, 1, storage.pointer)
      withExtendedLifetime(joined) {}
    }
    body = .float32(storage, bias: biases.isEmpty ? nil : FloatStorage(biases.flatMap(\.elements)))
  }

  /// The same in int8: every output's weights are divided by a scale of their own and rounded.
  public convenience init(quantizing weights: [Matrix], transposed: Bool = false, biases: [Matrix] = []) {
    let inputs = transposed ? weights[0].columns : weights[0].rows
    let outputs = weights.reduce(0) { $0 + (transposed ? $1.rows : $1.columns) }
    let packer = Int8Packer(inputs: inputs, outputs: outputs)
    for matrix in weights { transposed ? packer.append(matrix) : packer.append(transposed: matrix) }
    self.init(adopting: biases.isEmpty ? packer.matrix() : packer.matrix(bias: biases.flatMap(\.elements)))
  }

  private init(adopting other: PackedMatrix) {
    inputs = other.inputs
    outputs = other.outputs
    body = other.body
  }

  /// A matrix that has been quantised and packed before: ``int8Bytes(inputs:outputs:)`` bytes at an address that is a
  /// multiple of 4, better 64, and stays valid as long as `owner` lives.
  public init(int8 packed: UnsafeRawPointer, inputs: Int, outputs: Int, owner: AnyObject) {
    self.inputs = inputs
    self.outputs = outputs
    body = .int8(packed, owner: owner)
  }

  /// Whether a matrix that was packed elsewhere keeps what products rely on; see `ck_check_s8`.
  public var isSound: Bool {
    guard case .int8(let packed, _) = body else { return true }
    return ck_check_s8(packed, inputs, outputs) == 1
  }

  /// Some of the outputs of a matrix in int8 as a matrix of its own, in memory that has to be large enough.
  public func gathered(_ columns: [Int32], into storage: FloatStorage) -> PackedMatrix? {
    guard case .int8(let packed, _) = body else { return nil }
    ck_gather_columns_s8(packed, inputs, outputs, columns, columns.count, storage.pointer)
    return PackedMatrix(
      int8: UnsafeRawPointer(storage.pointer), inputs: inputs, outputs: columns.count, owner: storage)
  }

  /// Size of a matrix that is packed in int8; a multiple of 64.
  public static func int8Bytes(inputs: Int, outputs: Int) -> Int { ck_packed_s8_bytes(inputs, outputs) }

  /// The packed matrix if it is in int8, which has to be kept alive meanwhile.
  public var int8Bytes: UnsafeRawBufferPointer? {
    guard case .int8(let packed, _) = body else { return nil }
    return UnsafeRawBufferPointer(start: packed, count: Self.int8Bytes(inputs: inputs, outputs: outputs))
  }

  /// All matrices as one, a row for each output.
  private static func outputRows(_ weights: [Matrix], transposed: Bool) -> FloatStorage {
    let inputs = transposed ? weights[0].columns : weights[0].rows
    let joined = FloatStorage(count: weights.reduce(0) { $0 + $1.count })
    var target = joined.pointer
    for weight in weights {
      for output in 0..<(transposed ? weight.rows : weight.columns) {
        if transposed {
          target.update(from: weight.row(output), count: inputs)
        } else {
          for input in 0..<inputs { target[input] = weight.row(input)[output] }
        }
        target += inputs
      }
    }
    return joined
  }

  /// y = activation(x W + b) + residual, x: `[rows, inputs]`, y and residual: `[rows, outputs]`.
  ///
  /// - Parameters:
  ///   - residual: may be `y` itself; has its stride.
  ///   - mostlyZeros: whether x comes from a ReLU, so that skipping its zeros may be quicker. The result is the same.
  ///   - arena: gives scratch memory and takes it back.
  public func apply(
    _ x: Matrix, into y: Matrix, activation: Activation = .identity, residual: Matrix? = nil,
    mostlyZeros: Bool = false, arena: Arena
  ) {
    precondition(x.columns == inputs && y.columns == outputs && x.rows == y.rows)
    precondition(residual.map { $0.stride == y.stride } ?? true)
    let mark = arena.mark
    defer { arena.release(to: mark) }
    switch body {
    case .float32(let storage, let bias):
      let product = residual == nil ? y : arena.matrix(rows: y.rows, columns: outputs)
      ck_gemm_f32(
        x.rows, outputs, inputs, x.pointer, x.stride, storage.pointer, bias?.pointer, activation.rawValue,
        product.pointer, product.stride)
      if let residual { add(product, residual, into: y) }
    case .int8(let packed, _):
      let quantized = QuantizedRows(x, arena: arena)
      if mostlyZeros, Self.skipsZeros, activation == .identity,
        let rows = unitRows.of(packed, inputs: inputs, outputs: outputs, times: x.rows)
      {
        ck_gemm_units_s8(
          x.rows, outputs, inputs, quantized.bytes, quantized.scales, packed, rows, residual?.pointer, y.pointer,
          y.stride, arena.floats(ck_units_scratch(inputs)))
      } else {
        ck_gemm_s8(
          x.rows, outputs, inputs, quantized.bytes, quantized.scales, packed, activation.rawValue, residual?.pointer,
          y.pointer, y.stride)
      }
    }
  }

  /// Where four bytes a lane are multiplied at once in 512 bits, looking for zeros costs what it saves (speed.md).
  private static let skipsZeros = !["avx512vnni", "avx512bf16"].contains(InstructionSet.current)

  /// y = x W + b, as ``apply``, and for each row what a search needs to know of it.
  ///
  /// - Parameters:
  ///   - maxima: `[rows, scoreBlocks(outputs)]`: the largest of every ``scoreBlock`` elements of y.
  ///   - normalizers: `[rows]`: the logarithm of the sum of the exponentials of y's elements.
  public func score(
    _ x: Matrix, into y: Matrix, maxima: UnsafeMutablePointer<Float>, normalizers: UnsafeMutablePointer<Float>,
    arena: Arena
  ) {
    guard case .int8(let packed, _) = body else {
      apply(x, into: y, arena: arena)
      return Self.scan(y, maxima: maxima, normalizers: normalizers)
    }
    let mark = arena.mark
    defer { arena.release(to: mark) }
    let quantized = QuantizedRows(x, arena: arena)
    ck_score_s8(
      x.rows, outputs, inputs, quantized.bytes, quantized.scales, packed, y.pointer, y.stride, maxima, normalizers,
      arena.floats(ck_score_scratch(x.rows)))
  }

  /// What ``score`` tells of each row, for scores that are there.
  public static func scan(
    _ y: Matrix, maxima: UnsafeMutablePointer<Float>, normalizers: UnsafeMutablePointer<Float>
  ) {
    ck_scan_scores(y.pointer, y.stride, y.rows, y.columns, maxima, normalizers)
  }

  public static let scoreBlock = CK_SCORE_BLOCK

  /// How many blocks a row of `count` scores has.
  public static func scoreBlocks(_ count: Int) -> Int { ck_score_blocks(count) }

  private func add(_ product: Matrix, _ residual: Matrix, into y: Matrix) {
    for row in 0..<y.rows {
      if residual.pointer != y.pointer { y.row(row).update(from: residual.row(row), count: outputs) }
      ck_add(product.row(row), outputs, y.row(row))
    }
  }

  /// x = factor * the weights of one output, `[inputs]`, of a matrix in int8: an embedding, where those are tied.
  public func unpack(output: Int, times factor: Float, to x: UnsafeMutablePointer<Float>) {
    guard case .int8(let packed, _) = body else { preconditionFailure("only int8 matrices are unpacked") }
    ck_unpack_column_s8(packed, inputs, outputs, output, factor, x)
  }

  /// What is added to the product, `[outputs]`: the product with a row of zeros.
  public func bias() -> FloatStorage {
    let (zeros, sums) = (FloatStorage(count: inputs), FloatStorage(count: outputs))
    apply(zeros.matrix(rows: 1, columns: inputs), into: sums.matrix(rows: 1, columns: outputs), arena: Arena())
    return sums
  }
}
