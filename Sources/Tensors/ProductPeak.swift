import CKernels

/// How fast this machine's kernels are when nothing else is to be done: many rows, factors that stay in the first cache.
public enum ProductPeak {
  private static let (rows, inputs, outputs) = (120, 256, 64)
  private static let rounds = 200

  /// Multiply-adds a second of one thread in int8, the best of many tries.
  public static func int8() -> Double {
    let scales = FloatStorage(count: max(rows, outputs))
    let bytes = [UInt8](repeating: 130, count: max(rows, outputs) * ck_quantized_depth(inputs))
    let packed = FloatStorage(count: ck_packed_s8_bytes(inputs, outputs) / 4)
    let product = FloatStorage(count: rows * outputs)
    ck_pack_s8(bytes, scales.pointer, nil, inputs, outputs, packed.pointer)
    defer { withExtendedLifetime((scales, packed, product)) {} }
    return fastest {
      ck_gemm_s8(
        rows, outputs, inputs, bytes, scales.pointer, packed.pointer, 0, nil, product.pointer, outputs)
    }
  }

  /// The same in float32.
  public static func float32() -> Double {
    let factors = FloatStorage(count: max(rows, outputs) * inputs)
    let packed = FloatStorage(count: ck_packed_floats(inputs, outputs))
    let product = FloatStorage(count: rows * outputs)
    defer { withExtendedLifetime((factors, packed, product)) {} }
    return fastest {
      ck_gemm_f32(rows, outputs, inputs, factors.pointer, inputs, packed.pointer, nil, 0, product.pointer, outputs)
    }
  }

  private static func fastest(_ product: () -> Void) -> Double {
    var best = Duration.seconds(1)
    for _ in 0..<rounds { best = min(best, ContinuousClock().measure(product)) }
    return Double(rows * inputs * outputs) / (best / .seconds(1))
  }
}
