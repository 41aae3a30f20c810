import IO

extension EvaluationError: FileFailure {}

/// Whole files in memory, decompressed where their name ends in `.gz`.
enum InputFile {
  static func bytes(at path: String) throws(EvaluationError) -> [UInt8] {
    guard path.hasSuffix(".gz") else { return try WholeFile<EvaluationError>.bytes(at: path) }
    let source: ByteSource<GzipFailure>
    let bytes: [UInt8]
    do throws(GzipFailure) {
      source = try ByteSource(path: path)
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
    do throws(GzipFailure) {
      bytes = try source.rest()
    } catch {
      throw .corruptGzip(path: path, reason: error.reason)
    }
    // zlib hands out what is not compressed as it is.
    if !source.isCompressed, !bytes.isEmpty { throw .corruptGzip(path: path, reason: "it is not compressed") }
    return bytes
  }

  private struct GzipFailure: ProgramFailure {
    let reason: String

    static func unreadable(path: String, reason: String) -> GzipFailure { GzipFailure(reason: reason) }
    static func unwritable(path: String, reason: String) -> GzipFailure { GzipFailure(reason: reason) }
    static func program(name: String, reason: String) -> GzipFailure { GzipFailure(reason: reason) }
  }
}
