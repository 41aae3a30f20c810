import FoundationEssentials
import Transformer

/// The events of a run as its log tells them, each update once.
public struct TrainingHistory: Sendable {
  public private(set) var events: [TrainingEvent] = []
  /// The effective configuration, as the run directory keeps it.
  public private(set) var configuration = ""

  /// Reads the log of a run directory, also while it is being written.
  ///
  /// - Throws: ``TrainingError/noLog(path:)`` or ``ModelError/unreadable(path:reason:)``.
  public init(directory: String) throws {
    let log = try MappedFile(path: "\(directory)/\(RunDirectory.logName)")
    let lines = withExtendedLifetime(log) { String(decoding: log.bytes, as: UTF8.self) }
    self.init(log: lines)
    guard !events.isEmpty else { throw TrainingError.noLog(path: directory) }
    if let file = try? MappedFile(path: "\(directory)/\(RunDirectory.configurationName)") {
      configuration = withExtendedLifetime(file) { String(decoding: file.bytes, as: UTF8.self) }
    }
  }

  /// Lines that are not events, such as one that is half written, are passed over.
  package init(log: String) {
    let decoder = JSONDecoder()
    var latest: [String: Int] = [:]
    for line in log.split(whereSeparator: \.isNewline) {
      guard let event = try? decoder.decode(TrainingEvent.self, from: Data(line.utf8)) else { continue }
      // A run that goes on from a checkpoint does again what it had done since: the first account is void. Logs without
      // `start` show it by an update that has come before.
      if event.event == "start" {
        events.removeAll { $0.update > event.update }
      } else if event.update <= latest[event.event] ?? -1 {
        events.removeAll { $0.event == event.event && $0.update >= event.update }
      }
      latest[event.event] = event.update
      events.append(event)
    }
  }

  /// A line of a chart: values over updates.
  package func points(_ event: String, _ value: (TrainingEvent) -> Double?) -> [ChartPoint] {
    events.compactMap { entry in
      guard entry.event == event, let y = value(entry), y.isFinite else { return nil }
      return ChartPoint(x: Double(entry.update), y: y)
    }
  }
}

package struct ChartPoint: Equatable, Sendable {
  package var x: Double
  package var y: Double

  package init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}
