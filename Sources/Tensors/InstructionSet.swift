import CKernels

/// The kernels that this processor runs.
public enum InstructionSet {
  /// The name of the kernels in use, for instance `avx2`.
  public static var current: String { String(cString: ck_instruction_set()) }

  /// Those that this processor can run, best first.
  public static var available: [String] {
    (0..<ck_available_sets()).compactMap { ck_available_set($0).map { String(cString: $0) } }
  }

  /// Checks what the environment asks for.
  ///
  /// - Throws: ``InstructionSetError`` where `TRANSLATE_CPU` names one that is not available.
  public static func check() throws(InstructionSetError) {
    guard let refused = ck_refused_set() else { return }
    throw InstructionSetError(name: String(cString: refused), available: available)
  }
}

/// `TRANSLATE_CPU` asks for instructions that this processor does not have, or that nobody knows.
public struct InstructionSetError: Error, Equatable, CustomStringConvertible {
  public let name: String
  public let available: [String]

  public var description: String {
    "TRANSLATE_CPU is '\(name)', which this processor cannot run; choose one of \(available.joined(separator: ", ")), "
      + "or leave it out"
  }
}
