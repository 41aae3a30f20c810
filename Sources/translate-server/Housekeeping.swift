import Glibc
import Service
import ServiceLifecycle
import UnixSignals

/// What happens beside requests: models are read again after SIGHUP, what has had its time is removed, and readiness ends
/// with the service.
struct Housekeeping: ServiceLifecycle.Service {
  private let api: TranslationAPI
  private let reload: @Sendable () -> Void

  private static let tidying = Duration.seconds(10)
  /// A full second's garbage is some ten megabytes under load, and to give them back takes a millisecond.
  private static let givingBack = Duration.seconds(1)

  init(_ api: TranslationAPI, reload: @escaping @Sendable () -> Void) {
    self.api = api
    self.reload = reload
  }

  func run() async throws {
    await withGracefulShutdownHandler {
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          while (try? await Task.sleep(for: Self.tidying)) != nil { api.tidy() }
        }
        group.addTask {
          while (try? await Task.sleep(for: Self.givingBack)) != nil { MemoryAllocator.giveBack() }
        }
        let signals = await UnixSignalsSequence(trapping: .sighup)
        for await _ in signals.cancelOnGracefulShutdown() { reload() }
        group.cancelAll()
      }
    } onGracefulShutdown: {
      api.close()
      SystemdNotification.stopping()
    }
  }
}

/// Tells systemd how far the service is, where it was started by it (`Type=notify`).
enum SystemdNotification {
  static func ready() { send("READY=1") }

  static func stopping() { send("STOPPING=1") }

  private static func send(_ message: String) {
    guard let path = getenv("NOTIFY_SOCKET").map({ String(cString: $0) }), !path.isEmpty else { return }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
    // An abstract socket's name begins with NUL, which is written as @.
    if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        _ = Array(message.utf8).withUnsafeBytes { sendto(descriptor, $0.baseAddress, $0.count, 0, address, length) }
      }
    }
  }
}
