import HTTPTypes
import HummingbirdCore
import NIOCore

/// Who asks, as far as connections and the headers of trusted proxies tell.
struct ClientAddresses: Sendable {
  private let address: AddressOptions

  init(_ address: AddressOptions) {
    self.address = address
  }

  static func peer(_ channel: any Channel) -> String { channel.remoteAddress?.ipAddress ?? "local" }

  func isTrusted(_ address: String) -> Bool {
    self.address.trustedProxy.contains { address == $0 || ($0.hasSuffix(".") && address.hasPrefix($0)) }
  }

  /// The address of whoever asks: behind trusted proxies the last that they have seen.
  func client(_ request: Request, _ channel: any Channel) -> String {
    var client = Self.peer(channel)
    let forwarded = request.headers[values: .xForwardedFor].joined(separator: ",").split(separator: ",")
    for hop in forwarded.reversed() where isTrusted(client) {
      client = String(hop.drop { $0 == " " }.prefix { $0 != " " })
    }
    return Self.network(client)
  }

  /// Of IPv6 the network counts, since one machine has as many addresses as it likes.
  static func network(_ address: String) -> String {
    guard address.contains(":"), !address.contains(".") else { return address }
    return address.split(separator: ":", omittingEmptySubsequences: false).prefix(4).joined(separator: ":")
  }

  func origin(_ request: Request, _ channel: any Channel) -> String {
    if let url = address.publicURL { return url.hasSuffix("/") ? String(url.dropLast()) : url }
    let isTrusted = isTrusted(Self.peer(channel))
    let scheme = isTrusted ? request.headers[.xForwardedProto] : nil
    let host = isTrusted ? request.headers[.xForwardedHost] : nil
    return
      "\(scheme == "https" ? "https" : "http")://\(host ?? request.head.authority ?? "localhost")\(address.basePath)"
  }
}

extension HTTPField.Name {
  fileprivate static let xForwardedFor = HTTPField.Name("X-Forwarded-For")!
  fileprivate static let xForwardedProto = HTTPField.Name("X-Forwarded-Proto")!
  fileprivate static let xForwardedHost = HTTPField.Name("X-Forwarded-Host")!
}
