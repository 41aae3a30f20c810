/// Finds the cues of Advanced SubStation Alpha (.ass, .ssa): lines `Dialogue: 0,0:00:01.00,0:00:02.50,Style,,0,0,0,,Text`
/// of the section `[Events]`, whose fields the line `Format:` names. The text is the last field and may hold commas.
enum SubStationScanner {
  static func cues(of source: SourceText) throws(DocumentError) -> [Cue] {
    var fields = 10
    var places = (start: 1, end: 2)
    var isInEvents = false
    var hasEvents = false
    var cues: [Cue] = []
    for line in source.bytes.lines(in: source.start..<source.bytes.count) {
      let text = source.string(line)
      if text.hasPrefix("[") {
        isInEvents = text.trimmed().lowercased() == "[events]"
        hasEvents = hasEvents || isInEvents
      } else if isInEvents, text.hasPrefix("Format:") {
        let names = text.dropFirst(7).split(separator: ",").map { $0.trimmed().lowercased() }
        fields = names.count
        places = (names.firstIndex(of: "start") ?? 1, names.firstIndex(of: "end") ?? 2)
      } else if isInEvents, text.hasPrefix("Dialogue:") {
        if let cue = try cue(line, source, fields, places) { cues.append(cue) }
      }
    }
    if !hasEvents, source.bytes.contains(where: { !$0.isSpace }) {
      throw source.malformed(at: 0, "there is no section [Events]", "Is it another kind of subtitle?")
    }
    return cues
  }

  private static func cue(
    _ line: Range<Int>, _ source: SourceText, _ fields: Int, _ places: (start: Int, end: Int)
  ) throws(DocumentError) -> Cue? {
    let bytes = source.bytes
    var starts = [bytes.skip(line) { $0 != UInt8(ascii: ":") } + 1]
    while starts.count < fields {
      let comma = bytes.skip(min(starts[starts.count - 1], line.upperBound)..<line.upperBound) {
        $0 != UInt8(ascii: ",")
      }
      guard comma < line.upperBound else {
        throw source.malformed(
          at: line.lowerBound, "a dialogue with \(starts.count) fields instead of \(fields)",
          "The line Format: in [Events] names them")
      }
      starts.append(comma + 1)
    }
    func time(_ place: Int) -> Int? {
      guard place + 1 < starts.count else { return nil }
      return CueScanner.milliseconds(source.string(starts[place]..<(starts[place + 1] - 1)).trimmed()[...])
    }
    let text = starts[starts.count - 1]..<line.upperBound
    // Drawings are coordinates.
    if bytes.firstRange(of: "\\p1", in: text) != nil { return nil }
    return Cue(
      start: time(places.start) ?? 0, end: time(places.end) ?? 0, lines: CueScanner.cut(text, bytes), lineBreak: "\\N")
  }
}
