import FoundationEssentials
import Glibc
import IO

/// Files that are fetched over HTTP, by `curl` as a process of its own: this program's start pays for no library of
/// networks and certificates.
struct WebFile {
  let address: String
  /// More bytes than this are not taken, whatever the server says.
  let limit: Int

  /// - Throws: ``ModelIndexError/badAddress(_:)`` for anything but http and https.
  init(_ address: String, limit: Int) throws {
    guard IndexAddresses.isRemote(address),
      address.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
    else { throw ModelIndexError.badAddress(address.shown) }
    (self.address, self.limit) = (address, limit)
  }

  /// How a transfer ended.
  private enum End {
    case complete
    /// The line was cut; what came is good.
    case cut(reason: String)
    /// The server cannot begin in the middle.
    case noRanges
  }

  /// All of it, in memory.
  func bytes() throws -> [UInt8] {
    var bytes: [UInt8] = []
    guard case .complete = try transfer(from: 0, { bytes.append(contentsOf: $0) }) else {
      throw ModelIndexError.notFetched(address: address, reason: "the connection was cut; try again")
    }
    return bytes
  }

  /// Appends what is missing to a file, going on where an earlier attempt was cut.
  func fetch(to path: String, onProgress: (Int) -> Void) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw ModelIndexError.unwritable(path: path, reason: systemReason()) }
    defer { close(descriptor) }
    let output = OutputDescriptor(descriptor: descriptor, path: path)
    var start = max(0, Int(lseek(descriptor, 0, SEEK_END)))
    while true {
      let before = start
      let end = try transfer(from: start) { chunk in
        try output.write(Array(chunk))
        start += chunk.count
        onProgress(start)
      }
      switch end {
      case .complete: return
      case .cut(let reason):
        // As long as something comes it is worth going on.
        guard start > before else { throw ModelIndexError.notFetched(address: address, reason: reason) }
      case .noRanges:
        guard before > 0 else { throw ModelIndexError.notFetched(address: address, reason: Self.reasons[33] ?? "") }
        start = 0
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
          throw ModelIndexError.unwritable(path: path, reason: systemReason())
        }
      }
    }
  }

  private func transfer(from start: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) throws -> End {
    // Neither the user's .curlrc, nor other protocols, nor patterns in an address. A minute without a byte is the end.
    var arguments = [
      "curl", "-q", "--silent", "--fail", "--location", "--max-redirs", "10", "--proto", "=http,https", "--proto-redir",
      "=http,https", "--globoff", "--connect-timeout", "30", "--speed-limit", "1", "--speed-time", "60",
    ]
    if start > 0 { arguments += ["--continue-at", "\(start)"] }
    let child = try ChildProcess<ModelIndexError>(arguments + ["--url", address], capturing: true)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    var total = start
    while case let count = child.read(into: buffer), count > 0 {
      total += count
      guard total <= limit else {
        throw ModelIndexError.size(file: address, found: "more than \(limit)", expected: limit)
      }
      try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
    guard let reason = child.wait() else { return .complete }
    return try end(child.exitCode, reason)
  }

  private func end(_ code: Int32?, _ reason: String) throws -> End {
    guard let code else { return .cut(reason: "curl was \(reason)") }
    switch code {
    case 33: return .noRanges
    case 18, 28, 56, 92: return .cut(reason: Self.reasons[code] ?? reason)
    case 127: throw ModelIndexError.program(name: "curl", reason: reason)
    default:
      throw ModelIndexError.notFetched(address: address, reason: Self.reasons[code] ?? "curl ended with \(reason)")
    }
  }

  /// curl's statuses in words.
  private static let reasons: [Int32: String] = [
    3: "it is no address", 5: "the proxy's name is not known",
    6: "the server's name is not known; is there a connection?",
    7: "the server cannot be reached; is there a connection?",
    18: "the connection was cut; try again, what came is kept",
    22: "the server refuses it; is the address still right?", 28: "the server is silent; try again, what came is kept",
    33: "the server cannot send a part", 35: "no secure connection comes about", 47: "it leads in circles",
    52: "the server answers nothing", 56: "the connection was cut; try again, what came is kept",
    60: "the server's certificate is not trusted", 92: "the connection was cut; try again, what came is kept",
  ]
}
