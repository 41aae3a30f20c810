/// A part of a translation that is about to be written.
enum PlacedPart: Sendable {
  case text(String)
  /// A span as the source has it, and with what was translated inside it (such as a title).
  case span(source: String, written: String)
}

/// The place of a segment in the bytes of a document.
struct Slot: Sendable {
  var range: Range<Int>
  /// Where the spans of the segment stand, in the order of its parts. Other slots may lie inside them.
  var spans: [Range<Int>] = []
  /// Puts a translation into the format.
  var write: @Sendable ([PlacedPart]) -> [UInt8]
}

/// A document whose segments each have one place: translations are spliced into the bytes of the source.
struct SplicedDocument: TranslatableDocument {
  let bytes: [UInt8]
  let file: String
  let segments: [DocumentSegment]
  private let slots: [Slot]

  /// - Parameter units: slots lie apart from each other, or one within a span of the other.
  init(bytes: [UInt8], file: String, units: [(segment: DocumentSegment, slot: Slot)]) {
    self.bytes = bytes
    self.file = file
    let ordered = units.sorted {
      ($0.slot.range.lowerBound, -$0.slot.range.upperBound) < ($1.slot.range.lowerBound, -$1.slot.range.upperBound)
    }
    segments = ordered.map(\.segment)
    slots = ordered.map(\.slot)
  }

  func rendered(_ translations: [[SegmentPart]?]) throws(DocumentError) -> [UInt8] {
    try segments.check(translations, file: file)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count * 5 / 4)
    write(bytes.indices, from: 0, translations, &result)
    return result
  }

  /// Appends the bytes of a range. `first` is a slot that does not come after those in the range.
  private func write(
    _ range: Range<Int>, from first: Int, _ translations: [[SegmentPart]?], _ result: inout [UInt8]
  ) {
    var position = range.lowerBound
    var index = first
    while index < slots.count, slots[index].range.lowerBound < range.upperBound {
      defer { index += 1 }
      guard slots[index].range.lowerBound >= position else { continue }
      guard let translation = translations[index], translation != segments[index].parts else { continue }
      result += bytes[position..<slots[index].range.lowerBound]
      result += slots[index].write(placed(translation, slot: index, translations))
      position = slots[index].range.upperBound
    }
    result += bytes[position..<range.upperBound]
  }

  /// Equal spans are taken in the order of the source.
  private func placed(_ translation: [SegmentPart], slot index: Int, _ translations: [[SegmentPart]?]) -> [PlacedPart] {
    var places: [String: [Range<Int>]] = [:]
    for (span, place) in zip(segments[index].spans, slots[index].spans).reversed() {
      places[span, default: []].append(place)
    }
    return translation.map { part in
      guard case .span(let span) = part, let place = places[span]?.popLast() else {
        return if case .text(let text) = part { .text(text) } else { .text("") }
      }
      var written: [UInt8] = []
      write(place, from: index + 1, translations, &written)
      return .span(source: span, written: String(decoding: written, as: UTF8.self))
    }
  }
}

extension [DocumentSegment] {
  /// - Throws: ``DocumentError/unwritable(file:line:)`` for the first translation that cannot be written.
  func check(_ translations: [[SegmentPart]?], file: String) throws(DocumentError) {
    precondition(translations.count == count, "one translation, or nil, for each segment")
    for (segment, translation) in zip(self, translations) {
      guard let translation, !segment.accepts(translation) else { continue }
      throw .unwritable(file: file, line: segment.line)
    }
  }
}
