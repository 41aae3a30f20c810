import CXXHash

/// XXH3 with 64 bits of what comes piece by piece, as `xxhsum -H3` prints it.
public final class Checksum {
  private let state: OpaquePointer?

  public init() {
    state = XXH3_createState()
    XXH3_64bits_reset(state)
  }

  deinit { XXH3_freeState(state) }

  public func update(_ bytes: UnsafeRawBufferPointer) { XXH3_64bits_update(state, bytes.baseAddress, bytes.count) }

  public var text: String { Self.text(XXH3_64bits_digest(state)) }

  public static func text(of bytes: UnsafeRawBufferPointer) -> String {
    text(XXH3_64bits(bytes.baseAddress, bytes.count))
  }

  private static func text(_ hash: UInt64) -> String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
