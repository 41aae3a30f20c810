import CKernels
import Glibc
import Testing

/// Runs `body` once with each instruction set that this machine has.
///
/// `ck_select` holds for the calling thread only, so tests beside this one are not disturbed; `body` must not suspend.
func onEverySet(_ body: (String) throws -> Void) rethrows {
  for index in 0..<ck_available_sets() {
    guard let name = ck_available_set(index), ck_select(name) == 1 else { continue }
    defer { ck_select(nil) }
    try body(String(cString: name))
  }
}

/// What `body` yields on each set, best set first.
func resultsOfEverySet<Result>(_ body: () throws -> Result) rethrows -> [(set: String, result: Result)] {
  var results: [(String, Result)] = []
  try onEverySet { results.append(($0, try body())) }
  return results
}

/// Elements that end where the mapped memory ends: reading behind them stops the program at once, and writing before
/// them shows in `isIntact`.
final class Guarded<Element: BitwiseCopyable> {
  let elements: UnsafeMutableBufferPointer<Element>
  private let mapping: UnsafeMutableRawPointer
  private let mappedBytes: Int
  private let usedBytes: Int
  private static var page: Int { Int(sysconf(Int32(_SC_PAGESIZE))) }
  private static var sentinel: UInt8 { 0xa5 }

  init(_ values: some Collection<Element>) {
    usedBytes = values.count * MemoryLayout<Element>.stride
    // At least one byte, and usually more, in front of the elements.
    let writable = (usedBytes / Self.page + 1) * Self.page
    mappedBytes = writable + Self.page
    mapping = mmap(nil, mappedBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    precondition(mapping != MAP_FAILED, "no memory for a test")
    memset(mapping, Int32(Self.sentinel), writable)
    mprotect(mapping + writable, Self.page, PROT_NONE)
    let start = (mapping + (writable - usedBytes)).bindMemory(to: Element.self, capacity: values.count)
    elements = UnsafeMutableBufferPointer(start: start, count: values.count)
    _ = elements.initialize(from: values)
  }

  convenience init(repeating value: Element, count: Int) { self.init(repeatElement(value, count: count)) }

  deinit { munmap(mapping, mappedBytes) }

  var pointer: UnsafeMutablePointer<Element>? { elements.baseAddress }
  var array: [Element] { Array(elements) }

  /// Whether nothing was written in front of the elements.
  var isIntact: Bool {
    let front = mappedBytes - Self.page - usedBytes
    return UnsafeRawBufferPointer(start: mapping, count: front).allSatisfy { $0 == Self.sentinel }
  }
}

/// Reproducible test data.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func floats(_ count: Int, in range: ClosedRange<Float> = -1...1) -> [Float] {
    (0..<count).map { _ in Float.random(in: range, using: &self) }
  }
}

extension [Float] {
  var doubles: [Double] { map(Double.init) }
}

/// Records an issue unless every element of `actual` is within `tolerance` times the largest magnitude of `expected`.
func expectClose(
  _ actual: [Float], _ expected: [Double], _ tolerance: Double, _ what: @autoclosure () -> String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.count == expected.count else {
    Issue.record("\(what()): \(actual.count) elements, not \(expected.count)", sourceLocation: sourceLocation)
    return
  }
  let scale = max(expected.map(\.magnitude).max() ?? 0, 1e-3)
  for index in actual.indices where !((Double(actual[index]) - expected[index]).magnitude <= tolerance * scale) {
    Issue.record(
      "\(what()): element \(index) is \(actual[index]), not \(expected[index])", sourceLocation: sourceLocation)
    return
  }
}

/// The gradient of `function` at `point` by central differences.
func numericalGradient(at point: [Double], step: Double = 1e-4, _ function: ([Double]) -> Double) -> [Double] {
  var moved = point
  return point.indices.map { index in
    moved[index] = point[index] + step
    let above = function(moved)
    moved[index] = point[index] - step
    let below = function(moved)
    moved[index] = point[index]
    return (above - below) / (2 * step)
  }
}

func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

let oddSizes = [1, 2, 3, 8, 16, 17, 31, 33, 64, 100, 257]
