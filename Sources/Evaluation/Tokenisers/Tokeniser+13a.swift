/// The rules of mteval-v13a, as four rewritings of the whole line. Each works on bytes: every character that a rule
/// names is ASCII, and "not a digit" is as true of a byte of a longer character as of the character.
extension Tokeniser {
  static func tokenise13a(_ buffer: inout TokenBuffer) {
    removeMarkup(&buffer)
    buffer.pad()
    splitWesternPunctuation(&buffer)
    buffer.split()
  }

  /// The part that `13a`, `zh` and TER's normalisation share.
  static func splitWesternPunctuation(_ buffer: inout TokenBuffer) {
    buffer.rewrite(growth: 3, isolateSymbols)
    splitNumberPunctuation(&buffer)
  }

  /// Periods, commas and dashes next to digits.
  static func splitNumberPunctuation(_ buffer: inout TokenBuffer) {
    buffer.rewrite(growth: 2, splitAfterNonDigit)
    buffer.rewrite(growth: 2, splitBeforeNonDigit)
    buffer.rewrite(growth: 2, splitDashAfterDigit)
  }

  private static func removeMarkup(_ buffer: inout TokenBuffer) {
    buffer.replace("<skipped>", with: "")
    if buffer.contains(0x0A) {
      buffer.replace("-\n", with: "")
      buffer.replace("\n", with: " ")
    }
    buffer.unescapeMarkup()
  }

  /// ASCII punctuation and symbols (and the space) other than ' , - .
  @inline(__always)
  private static func isIsolated(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20...0x26, 0x28...0x2B, 0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
    default: false
    }
  }

  static func isolateSymbols(
    _ source: UnsafePointer<UInt8>, _ count: Int, _ output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var written = 0
    for index in 0..<count {
      let byte = source[index]
      if isIsolated(byte) {
        output[written] = 0x20
        output[written + 1] = byte
        output[written + 2] = 0x20
        written += 3
      } else {
        output[written] = byte
        written += 1
      }
    }
    return written
  }

  @inline(__always)
  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  @inline(__always)
  private static func isPeriodOrComma(_ byte: UInt8) -> Bool { byte == 0x2E || byte == 0x2C }

  /// ([^0-9])([.,]) becomes "\1 \2 ", without overlap.
  private static func splitAfterNonDigit(
    _ source: UnsafePointer<UInt8>, _ count: Int, _ output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    rewritePairs(source, count, output) { first, second in
      !isDigit(first) && isPeriodOrComma(second)
    } write: { first, second, output in
      output[0] = first
      output[1] = 0x20
      output[2] = second
      output[3] = 0x20
    }
  }

  /// ([.,])([^0-9]) becomes " \1 \2", without overlap.
  private static func splitBeforeNonDigit(
    _ source: UnsafePointer<UInt8>, _ count: Int, _ output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    rewritePairs(source, count, output) { first, second in
      isPeriodOrComma(first) && !isDigit(second)
    } write: { first, second, output in
      output[0] = 0x20
      output[1] = first
      output[2] = 0x20
      output[3] = second
    }
  }

  /// ([0-9])(-) becomes "\1 \2 ", without overlap.
  private static func splitDashAfterDigit(
    _ source: UnsafePointer<UInt8>, _ count: Int, _ output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    rewritePairs(source, count, output) { first, second in
      isDigit(first) && second == 0x2D
    } write: { first, second, output in
      output[0] = first
      output[1] = 0x20
      output[2] = second
      output[3] = 0x20
    }
  }

  /// Goes through `source` from the left; a pair that matches is written as four bytes and skipped whole.
  @inline(__always)
  private static func rewritePairs(
    _ source: UnsafePointer<UInt8>, _ count: Int, _ output: UnsafeMutablePointer<UInt8>,
    matches: (UInt8, UInt8) -> Bool, write: (UInt8, UInt8, UnsafeMutablePointer<UInt8>) -> Void
  ) -> Int {
    var written = 0
    var index = 0
    while index < count {
      if index + 1 < count, matches(source[index], source[index + 1]) {
        write(source[index], source[index + 1], output + written)
        written += 4
        index += 2
      } else {
        output[written] = source[index]
        written += 1
        index += 1
      }
    }
    return written
  }
}
