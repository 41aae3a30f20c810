import Foundation
import Glibc
import Synchronization

/// A server of HTTP on this machine that serves some files, and may do so badly.
final class LocalServer: Sendable {
  enum Manner: Sendable {
    case good
    /// Every answer ends after so many bytes, though the head promises the rest.
    case cut(after: Int)
    /// The first answer is cut; then parts are refused: all or nothing.
    case noRanges(cutAfter: Int)
    /// Says nothing of the length, and sends far more.
    case endless
    case refusing
  }

  let port: UInt16
  private let listener: Int32
  private let files: [String: Data]
  private let manners: [String: Manner]
  private let log = Mutex<[String]>([])

  /// The requests that came: path, and where they wanted to begin.
  var requests: [String] { log.withLock { $0 } }
  var address: String { "http://127.0.0.1:\(port)" }

  init(_ files: [String: Data], manners: [String: Manner] = [:]) throws {
    (self.files, self.manners) = (files, manners)
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let (listener, size) = (listener, length)
    let bound = withUnsafeMutablePointer(to: &place) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, size) == 0 && listen(listener, 16) == 0
          && getsockname(listener, address, &length) == 0
      }
    }
    guard bound else { throw CocoaError(.fileReadUnknown) }
    port = UInt16(bigEndian: place.sin_port)
    Thread.detachNewThread { [self] in
      while case let connection = accept(listener, nil, nil), connection >= 0 { answer(connection) }
    }
  }

  /// No longer reachable; the thread ends.
  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  private func answer(_ connection: Int32) {
    defer { close(connection) }
    signal(SIGPIPE, SIG_IGN)
    let head = readHead(connection)
    let path = head.split(separator: " ").dropFirst().first.map(String.init) ?? ""
    let range = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("range: bytes=") }
    let start = range.flatMap { Int($0.split(separator: "=")[1].prefix { $0 != "-" }) }
    let earlier = log.withLock { log in
      log.append("\(path) \(start ?? 0)")
      return log.count { $0.hasPrefix("\(path) ") } - 1
    }
    guard let data = files[path] else {
      return send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", [], connection)
    }
    switch manners[path] ?? .good {
    case .good: serve(data, start, connection)
    case .cut(let count): serve(data, start, connection, limit: count)
    case .noRanges(let count): serve(data, nil, connection, limit: earlier == 0 ? count : .max)
    case .refusing: send("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", [], connection)
    case .endless:
      send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", [], connection)
      let chunk = [UInt8](repeating: 0x41, count: 1 << 16)
      for _ in 0..<1 << 12 where write(connection, chunk, chunk.count) <= 0 { return }
    }
  }

  private func readHead(_ connection: Int32) -> String {
    var head: [UInt8] = []
    var byte: UInt8 = 0
    while !head.reversed().starts(with: "\n\r\n\r".utf8), read(connection, &byte, 1) == 1 { head.append(byte) }
    return String(decoding: head, as: UTF8.self)
  }

  private func serve(_ data: Data, _ start: Int?, _ connection: Int32, limit: Int = .max) {
    guard start ?? 0 < data.count else {
      return send("HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\n\r\n", [], connection)
    }
    let rest = [UInt8](data.dropFirst(start ?? 0))
    let status = start.map {
      "206 Partial Content\r\nContent-Range: bytes \($0)-\(data.count - 1)/\(data.count)"
    }
    send(
      "HTTP/1.1 \(status ?? "200 OK")\r\nContent-Length: \(rest.count)\r\nConnection: close\r\n\r\n",
      Array(rest.prefix(limit)), connection)
  }

  private func send(_ head: String, _ body: [UInt8], _ connection: Int32) {
    var rest = (Array(head.utf8) + body)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(connection, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
