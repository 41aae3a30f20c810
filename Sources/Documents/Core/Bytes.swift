// Names for the ASCII that formats are made of, and steps over bytes.

extension UInt8 {
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let tab = UInt8(ascii: "\t")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let backslash = UInt8(ascii: "\\")

  /// ASCII white space.
  var isSpace: Bool { self == .space || (0x09...0x0D).contains(self) }
  var isBlank: Bool { self == .space || self == .tab }
  var isDigit: Bool { (0x30...0x39).contains(self) }
  var isHexDigit: Bool { isDigit || (0x61...0x66).contains(self | 0x20) }
  var isASCIILetter: Bool { (0x61...0x7A).contains(self | 0x20) }
  var isASCIIPunctuation: Bool { (0x21...0x7E).contains(self) && !isDigit && !isASCIILetter }
}

extension [UInt8] {
  /// The first index in the range whose byte fails the test, or its end.
  func skip(_ range: Range<Int>, while test: (UInt8) -> Bool) -> Int {
    var index = range.lowerBound
    while index < range.upperBound, test(self[index]) { index += 1 }
    return index
  }

  /// The range without white space at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    let start = skip(range) { $0.isSpace }
    var end = range.upperBound
    while end > start, self[end - 1].isSpace { end -= 1 }
    return start..<end
  }

  func starts(with text: StaticString, at index: Int) -> Bool {
    guard index >= 0, index + text.utf8CodeUnitCount <= count else { return false }
    for offset in 0..<text.utf8CodeUnitCount where self[index + offset] != text.utf8Start[offset] { return false }
    return true
  }

  /// Where `text` begins at or after `index`.
  func firstRange(of text: StaticString, from index: Int) -> Range<Int>? {
    let length = text.utf8CodeUnitCount
    var index = index
    while index + length <= count {
      if starts(with: text, at: index) { return index..<index + length }
      index += 1
    }
    return nil
  }

  /// Where `text` stands first within a range.
  func firstRange(of text: StaticString, in range: Range<Int>) -> Range<Int>? {
    let length = text.utf8CodeUnitCount
    var index = range.lowerBound
    while index + length <= range.upperBound {
      if starts(with: text, at: index) { return index..<index + length }
      index += 1
    }
    return nil
  }

  /// The lines of a range without their endings: `\n`, `\r\n` or `\r`. None after a final ending.
  func lines(in range: Range<Int>) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let end = skip(start..<range.upperBound) { $0 != .newline && $0 != .carriageReturn }
      lines.append(start..<end)
      start = end + (starts(with: "\r\n", at: end) ? 2 : 1)
    }
    return lines
  }

  /// The first byte of the line that an offset is in.
  func lineStart(of offset: Int) -> Int {
    var start = offset
    while start > 0, self[start - 1] != .newline, self[start - 1] != .carriageReturn { start -= 1 }
    return start
  }

  /// How the first line at or after `index` ends; `\n` where none does.
  func lineEnding(from index: Int) -> String {
    let end = skip(index..<count) { $0 != .newline && $0 != .carriageReturn }
    if end == count || self[end] == .newline { return "\n" }
    return starts(with: "\r\n", at: end) ? "\r\n" : "\r"
  }
}
