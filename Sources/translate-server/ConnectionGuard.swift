import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// What HummingbirdCore leaves open of a connection: a client that goes away is noticed at once, one that sends or reads
/// too slowly is cut off, and one that asks first whether it may send gets an answer.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let bodyLimit: Int
  private let counts: ConnectionCounts
  /// Set while the connection is counted.
  private var address: String?
  private var bodyDeadline: Scheduled<Void>?
  private var writeDeadline: Scheduled<Void>?
  private var pendingWrites = 0

  /// For the whole of a small body; a large one may take a second more for every 50 kB.
  private static let bodyTime = TimeAmount.seconds(30)
  /// For a client to take what has been written before.
  private static let writeTime = TimeAmount.seconds(30)

  init(bodyLimit: Int, counts: ConnectionCounts) {
    self.bodyLimit = bodyLimit
    self.counts = counts
  }

  func channelActive(context: ChannelHandlerContext) {
    let peer = ClientAddresses.peer(context.channel)
    guard counts.enter(peer) else { return context.close(promise: nil) }
    address = peer
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      let length = head.headerFields[.contentLength].flatMap(Int.init) ?? 0
      startBodyDeadline(context, length: min(length, bodyLimit))
      if head.headerFields[.expect]?.lowercased() == "100-continue" {
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
      }
    case .body: break
    case .end:
      bodyDeadline?.cancel()
      bodyDeadline = nil
    }
    context.fireChannelRead(data)
  }

  private func startBodyDeadline(_ context: ChannelHandlerContext, length: Int) {
    let context = NIOLoopBound(context, eventLoop: context.eventLoop)
    bodyDeadline = context.value.eventLoop.scheduleTask(in: Self.bodyTime + .seconds(Int64(length / 50_000))) {
      context.value.close(promise: nil)
    }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let promise = promise ?? context.eventLoop.makePromise()
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    pendingWrites += 1
    startWriteDeadline(context)
    promise.futureResult.whenComplete { _ in
      let (handler, context) = bound.value
      handler.pendingWrites -= 1
      handler.writeDeadline?.cancel()
      handler.writeDeadline = nil
      if handler.pendingWrites > 0 { handler.startWriteDeadline(context) }
    }
    context.write(data, promise: promise)
  }

  /// Runs while something waits to be taken, and begins anew whenever something is.
  private func startWriteDeadline(_ context: ChannelHandlerContext) {
    guard writeDeadline == nil else { return }
    let context = NIOLoopBound(context, eventLoop: context.eventLoop)
    writeDeadline = context.value.eventLoop.scheduleTask(in: Self.writeTime) { context.value.close(promise: nil) }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed? = event as? ChannelEvent { ClientPresence.leave(context.channel) }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    if let address { counts.leave(address) }
    address = nil
    bodyDeadline?.cancel()
    writeDeadline?.cancel()
    ClientPresence.leave(context.channel)
    ClientPresence.forget(context.channel)
    context.fireChannelInactive()
  }
}
