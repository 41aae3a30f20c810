import Glibc
import IO

/// One program for all targets: libFuzzer calls it with bytes, and `FUZZ_TARGET` says who reads them. Nothing that is
/// read may crash, hang or break what the target promises; throwing is fine.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  do { try target(bytes) } catch { return 0 }
  return 0
}

/// The target that `FUZZ_TARGET` names.
private let target: @Sendable ([UInt8]) throws -> Void = {
  let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
  guard let target = targets[name] else {
    OutputDescriptor.standardError.say("FUZZ_TARGET must be one of \(targets.keys.sorted().joined(separator: ", "))\n")
    exit(64)
  }
  return target
}()

/// A file of this process alone, in memory.
let scratchPath = "/dev/shm/translate-fuzz-\(getpid())"

/// Calls `body` with the path of a file that holds `bytes`.
func withFile(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
  try write(bytes, to: scratchPath)
  defer { unlink(scratchPath) }
  try body(scratchPath)
}

/// Replaces what a file holds, in place.
func write(_ bytes: [UInt8], to path: String) throws {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
  precondition(descriptor >= 0, "no file can be made in /dev/shm")
  defer { close(descriptor) }
  try OutputDescriptor(descriptor: descriptor, path: path).write(bytes)
}
