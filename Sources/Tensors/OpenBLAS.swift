import COpenBLAS

/// The library that multiplies in float32 for training. It is opened when it is first needed, so that translating can do
/// without it.
public enum OpenBLAS {
  /// - Throws: ``OpenBLASError`` where it is not installed.
  public static func open() throws(OpenBLASError) {
    if let problem = ob_open() { throw OpenBLASError(reason: String(cString: problem)) }
  }

  /// The processor core that it has chosen its kernels for, for instance `SkylakeX`.
  public static func core() throws(OpenBLASError) -> String {
    try open()
    return String(cString: ob_core_name())
  }
}

public struct OpenBLASError: Error, Equatable, Sendable, CustomStringConvertible {
  let reason: String

  public var description: String {
    "training needs OpenBLAS, which cannot be opened: \(reason); install it (Debian: libopenblas0)"
  }
}
