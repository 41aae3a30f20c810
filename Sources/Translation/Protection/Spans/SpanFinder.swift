import Text

/// A stretch of a text that must come out of its translation as it went in.
package struct FoundSpan: Hashable, Sendable {
  /// In bytes.
  package var range: Range<Int>
  /// It is protected because the model cannot spell it.
  package var isForeign: Bool
}

/// Finds what must come out of a translation as it went in: placeholders of all kinds, tags, entities and escapes,
/// inline code, addresses, paths, names out of programs, codes, what the model cannot spell, and whatever matches the
/// user's patterns.
package struct SpanFinder: Sendable {
  private let patterns: ProtectedPatterns
  private let foreign: ForeignFinder?
  private var findsPatternsOnly = false

  /// Finds what `patterns` match, and characters that marks are made of, where a text has them by itself.
  static func only(_ patterns: ProtectedPatterns) -> SpanFinder {
    var finder = SpanFinder(patterns)
    finder.findsPatternsOnly = true
    return finder
  }

  /// - Parameter spells: whether the model has pieces for all of a text; nil: it has for any.
  package init(_ patterns: ProtectedPatterns = .none, spells: (@Sendable (String) -> Bool)? = nil) {
    self.patterns = patterns
    foreign = spells.map(ForeignFinder.init)
  }

  /// The ranges of ``spans(in:)``.
  package func ranges(in text: String) -> [Range<Int>] { spans(in: text).map(\.range) }

  /// The spans of `text`: rising, without overlaps, none empty.
  package func spans(in text: String) -> [FoundSpan] {
    var text = text
    text.makeContiguousUTF8()
    var chosen = patterns.ranges(in: text)[...]
    var foreign = (foreign?.ranges(in: text) ?? [])[...]
    return text.withUTF8 { bytes in
      var found: [FoundSpan] = []
      var position = 0
      while position < bytes.count {
        while let first = foreign.first, first.upperBound <= position { foreign.removeFirst() }
        let chosenStart = chosen.first?.lowerBound ?? bytes.count
        if let first = chosen.first, first.lowerBound == position {
          found.append(FoundSpan(range: chosen.removeFirst(), isForeign: false))
          position = first.upperBound
        } else if let first = foreign.first, first.lowerBound <= position {
          let range = position..<min(first.upperBound, chosenStart)
          Self.append(range, to: &found, bytes)
          position = range.upperBound
        } else if let end = end(ofSpanAt: position, in: bytes), end <= chosenStart {
          found.append(FoundSpan(range: position..<end, isForeign: false))
          position = end
        } else {
          position += 1
        }
      }
      return found
    }
  }

  /// The ranges of ``spans(in:)`` in scalars.
  func scalarRanges(in text: String) -> [Range<Int>] {
    let ranges = ranges(in: text)
    guard !ranges.isEmpty else { return [] }
    var (scalar, byte) = (0, 0)
    var places: [Int: Int] = [:]
    for next in text.unicodeScalars {
      places[byte] = scalar
      byte += UTF8.width(next)
      scalar += 1
    }
    places[byte] = scalar
    return ranges.compactMap { range in
      guard let start = places[range.lowerBound], let end = places[range.upperBound] else { return nil }
      return start..<end
    }
  }

  /// A foreign word behind an address is the rest of it.
  private static func append(
    _ range: Range<Int>, to found: inout [FoundSpan], _ bytes: UnsafeBufferPointer<UInt8>
  ) {
    if let last = found.last, last.range.upperBound == range.lowerBound,
      isNamePart(bytes[last.range.lowerBound]) || bytes[last.range.lowerBound] == UInt8(ascii: "/")
    {
      found[found.count - 1].range = last.range.lowerBound..<range.upperBound
    } else {
      found.append(FoundSpan(range: range, isForeign: true))
    }
  }

  /// Where the span ends that begins at `start`; nil where none does.
  private func end(ofSpanAt start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    let place = SpanPlace(bytes: bytes, start: start)
    if findsPatternsOnly { return bytes[start] == 0xF4 ? place.markEnd : nil }
    switch bytes[start] {
    case UInt8(ascii: "`"): return place.codeEnd
    case UInt8(ascii: "%"): return place.macroEnd ?? place.placeholderEnd ?? place.percentEnd
    case UInt8(ascii: "{"): return place.bracesEnd
    case UInt8(ascii: "$"): return place.variableEnd
    case UInt8(ascii: "#"): return place.variableEnd ?? place.rulerEnd
    case UInt8(ascii: "<"): return place.placeholderEnd ?? place.tagEnd
    case UInt8(ascii: "&"): return place.entityEnd
    case UInt8(ascii: "\\"): return place.escapeEnd
    case 0xF4: return place.markEnd
    default: return place.isWordStart ? place.wordEnd ?? place.rulerEnd : place.rulerEnd
    }
  }
}

/// A place in a text where a span may begin. Every look ahead has a limit, so that the work grows with the length of the
/// text only.
struct SpanPlace {
  let bytes: UnsafeBufferPointer<UInt8>
  let start: Int

  subscript(_ offset: Int) -> UInt8? {
    bytes.indices.contains(start + offset) ? bytes[start + offset] : nil
  }

  /// The end of the bytes from `offset` on for which `holds`, at most `limit` of them.
  func end(from offset: Int = 0, limit: Int, while holds: (UInt8) -> Bool) -> Int {
    var end = start + offset
    while end < min(bytes.count, start + offset + limit), holds(bytes[end]) { end += 1 }
    return end
  }

  /// Where `text` comes next in the line, and ends, within `limit` bytes from `offset` on.
  func end(of text: String, from offset: Int, limit: Int) -> Int? {
    let pattern = Array(text.utf8)
    var place = start + offset
    while place + pattern.count <= min(bytes.count, start + offset + limit), bytes[place] != 0x0A {
      if bytes[place..<(place + pattern.count)].elementsEqual(pattern) { return place + pattern.count }
      place += 1
    }
    return nil
  }

  func hasPrefix(_ text: String, at offset: Int = 0) -> Bool {
    bytes[min(bytes.count, start + offset)...].starts(with: text.utf8)
  }
}

/// Letters, digits and `_`.
func isNamePart(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") }
