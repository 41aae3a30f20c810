import CZlib

/// Unpacks gzip as its bytes come, any number of members one after the other.
package final class GzipReader {
  /// Of a fixed place, as zlib wants it.
  private let stream: UnsafeMutablePointer<z_stream>
  private var packed: [UInt8] = []
  private var position = 0
  /// Between members, where the input may end.
  package private(set) var isComplete = true

  /// Nil where there is no memory.
  package init?() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let code = inflateInit2_(stream, MAX_WBITS + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { return nil }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Whether there is more to unpack of what has been given.
  package var hasInput: Bool { position < packed.count }

  package func give(_ bytes: some Sequence<UInt8>) {
    packed.removeFirst(position)
    position = 0
    packed += bytes
  }

  /// Appends at most `count` bytes to `output`.
  ///
  /// - Returns: false where the data are damaged.
  package func unpack(into output: inout [UInt8], count: Int) -> Bool {
    let old = output.count
    output.append(contentsOf: repeatElement(0, count: count))
    var code = Z_OK
    var written = 0
    output.withUnsafeMutableBufferPointer { target in
      packed.withUnsafeMutableBufferPointer { source in
        stream.pointee.next_in = source.baseAddress.map { $0 + position }
        stream.pointee.avail_in = UInt32(source.count - position)
        stream.pointee.next_out = target.baseAddress.map { $0 + old }
        stream.pointee.avail_out = UInt32(count)
        code = inflate(stream, Z_NO_FLUSH)
        position = source.count - Int(stream.pointee.avail_in)
        written = count - Int(stream.pointee.avail_out)
      }
    }
    output.removeLast(count - written)
    isComplete = code == Z_STREAM_END
    if isComplete { inflateReset(stream) }
    return code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR
  }
}
