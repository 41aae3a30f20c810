import NIOCore
import Synchronization

/// Which request a connection is busy with, so that it can be given up when the client goes away.
enum ClientPresence {
  private struct State {
    var tasks: [ObjectIdentifier: @Sendable () -> Void] = [:]
    /// Clients that will send no more. They may leave with the last byte of a request, before anybody watches.
    var gone: Set<ObjectIdentifier> = []
  }

  private static let state = Mutex(State())

  /// Runs `body` as a task that ends early when the client leaves.
  static func whilePresent<Result: Sendable>(
    _ channel: any Channel, _ body: @escaping @Sendable () async -> Result
  ) async -> Result {
    let task = Task { await body() }
    watch(channel) { task.cancel() }
    defer { unwatch(channel) }
    return await task.value
  }

  static func watch(_ channel: any Channel, onLeave: @escaping @Sendable () -> Void) {
    let isGone = state.withLock { state in
      state.tasks[ObjectIdentifier(channel)] = onLeave
      return state.gone.contains(ObjectIdentifier(channel))
    }
    if isGone || !channel.isActive { onLeave() }
  }

  static func unwatch(_ channel: any Channel) {
    state.withLock { _ = $0.tasks.removeValue(forKey: ObjectIdentifier(channel)) }
  }

  static func leave(_ channel: any Channel) {
    let task = state.withLock { state in
      state.gone.insert(ObjectIdentifier(channel))
      return state.tasks[ObjectIdentifier(channel)]
    }
    task?()
  }

  /// The channel is closed: another may get its place in memory.
  static func forget(_ channel: any Channel) {
    state.withLock { _ = $0.gone.remove(ObjectIdentifier(channel)) }
  }
}
