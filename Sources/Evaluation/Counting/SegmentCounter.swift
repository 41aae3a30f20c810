/// Counts what a metric needs to know of one line at a time. Not `Sendable`: each worker has its own, with its memory.
public protocol SegmentCounter: AnyObject {
  /// - Parameters:
  ///   - hypothesis: UTF-8 of the line.
  ///   - references: UTF-8 of each of its references, at least one.
  ///   - row: the sufficient statistics, [metric.columns], zero on entry.
  func count(
    hypothesis: UnsafeBufferPointer<UInt8>, references: [UnsafeBufferPointer<UInt8>],
    into row: UnsafeMutableBufferPointer<Double>)
}
