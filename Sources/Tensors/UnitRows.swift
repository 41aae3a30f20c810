import CKernels
import Synchronization

/// The weights of a matrix in int8 a second time, row by row: for products with factors most of which are zero. They are
/// made when so much has been multiplied that they will be worth it; a short text never needs them.
final class UnitRows: @unchecked Sendable {
  private let rows = Atomic<UnsafeMutableRawPointer?>(nil)
  private let multiplied = Atomic<Int>(0)

  private static let worthwhile = 512

  deinit { rows.load(ordering: .acquiring)?.deallocate() }

  /// The weights, or nil as long as fewer rows than are worth it have been multiplied by them.
  func of(_ packed: UnsafeRawPointer, inputs: Int, outputs: Int, times count: Int) -> UnsafeRawPointer? {
    if let rows = rows.load(ordering: .acquiring) { return UnsafeRawPointer(rows) }
    let total = multiplied.wrappingAdd(count, ordering: .relaxed).newValue
    return total < Self.worthwhile ? nil : make(packed, inputs, outputs)
  }

  /// Where two threads make them at once, the first one's stay.
  private func make(_ packed: UnsafeRawPointer, _ inputs: Int, _ outputs: Int) -> UnsafeRawPointer {
    let made = UnsafeMutableRawPointer.allocate(byteCount: ck_unit_rows_bytes(inputs, outputs), alignment: 64)
    ck_unit_rows_s8(packed, inputs, outputs, made)
    let (exchanged, original) = rows.compareExchange(expected: nil, desired: made, ordering: .acquiringAndReleasing)
    guard !exchanged, let first = original else { return UnsafeRawPointer(made) }
    made.deallocate()
    return UnsafeRawPointer(first)
  }
}
