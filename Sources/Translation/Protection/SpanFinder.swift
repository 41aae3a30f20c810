import Text

/// Finds what must come out of a translation as it went in: placeholders of all kinds, tags, entities and escapes,
/// inline code, addresses, paths, names out of programs, and whatever matches the user's patterns.
package struct SpanFinder: Sendable {
  private let patterns: ProtectedPatterns

  package init(_ patterns: ProtectedPatterns = .none) {
    self.patterns = patterns
  }

  /// The spans of `text`, in bytes: rising, without overlaps, none empty.
  package func ranges(in text: String) -> [Range<Int>] {
    var text = text
    text.makeContiguousUTF8()
    var chosen = patterns.ranges(in: text)[...]
    return text.withUTF8 { bytes in
      var found: [Range<Int>] = []
      var position = 0
      while position < bytes.count {
        if let first = chosen.first, first.lowerBound == position {
          found.append(chosen.removeFirst())
          position = first.upperBound
        } else if let end = Self.end(ofSpanAt: position, in: bytes), end <= chosen.first?.lowerBound ?? bytes.count {
          found.append(position..<end)
          position = end
        } else {
          position += 1
        }
      }
      return found
    }
  }

  /// Where the span ends that begins at `start`; nil where none does.
  private static func end(ofSpanAt start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    let place = SpanPlace(bytes: bytes, start: start)
    switch bytes[start] {
    case UInt8(ascii: "`"): return place.codeEnd
    case UInt8(ascii: "%"): return place.macroEnd ?? place.placeholderEnd ?? place.percentEnd
    case UInt8(ascii: "{"): return place.bracesEnd
    case UInt8(ascii: "$"), UInt8(ascii: "#"): return place.variableEnd
    case UInt8(ascii: "<"): return place.placeholderEnd ?? place.tagEnd
    case UInt8(ascii: "&"): return place.placeholderEnd
    case UInt8(ascii: "\\"): return place.escapeEnd
    case 0xF4: return place.markEnd
    default: return place.isWordStart ? place.wordEnd : nil
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
