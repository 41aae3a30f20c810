/// A subtitle as it stands in its file.
struct Cue: Sendable {
  /// In milliseconds.
  var start: Int
  var end: Int
  /// Its lines of text, without line endings.
  var lines: [Range<Int>]
  /// What stands between its lines where that is no line ending: `\\N`.
  var lineBreak: String?

  var range: Range<Int> { (lines.first?.lowerBound ?? 0)..<(lines.last?.upperBound ?? 0) }
}

/// Finds the cues of SubRip (.srt), WebVTT (w3.org/TR/webvtt1) and YouTube (.sbv) by their lines with times. What is between them, such
/// as numbers, notes and styles, is left alone.
struct CueScanner {
  private let source: SourceText
  private let lines: [Range<Int>]
  private var index = 0

  private init(_ source: SourceText) {
    self.source = source
    lines = source.bytes.lines(in: source.start..<source.bytes.count)
  }

  static func cues(of source: SourceText) throws(DocumentError) -> [Cue] {
    if source.format == .ass { return try SubStationScanner.cues(of: source) }
    var scanner = Self(source)
    try scanner.skipHeader()
    var cues: [Cue] = []
    while scanner.index < scanner.lines.count {
      if let cue = try scanner.readCue() { cues.append(cue) }
    }
    if cues.isEmpty, source.format == .srt, source.bytes.contains(where: { !$0.isSpace }) {
      throw source.malformed(at: 0, "there is no line with times", "It takes lines like 00:00:01,000 --> 00:00:02,000")
    }
    return cues
  }

  private func text(_ index: Int) -> String { source.string(lines[index]) }

  private mutating func skipHeader() throws(DocumentError) {
    guard source.format == .vtt else { return }
    guard let first = lines.first, source.string(first).hasPrefix("WEBVTT") else {
      throw source.malformed(at: 0, "the first line is not WEBVTT", "Is it SubRip? Then name it .srt")
    }
    skipBlock()
  }

  private mutating func skipBlock() {
    while index < lines.count, !text(index).trimmed().isEmpty { index += 1 }
  }

  private mutating func readCue() throws(DocumentError) -> Cue? {
    let line = text(index)
    if source.format == .vtt, ["NOTE", "STYLE", "REGION"].contains(where: line.hasPrefix), !line.contains("-->") {
      skipBlock()
      return nil
    }
    defer { index += 1 }
    guard isTimes(line) else { return nil }
    guard let times = Self.times(line) else {
      throw source.malformed(
        at: lines[index].lowerBound, "the times cannot be read", "It takes 00:00:01,000 --> 00:00:02,000")
    }
    var cue = Cue(start: times.start, end: times.end, lines: [])
    while index + 1 < lines.count, !endsCue(index + 1) {
      index += 1
      let pieces = Self.cut(lines[index], source.bytes)
      if pieces.count > 1 { cue.lineBreak = "\\N" }
      cue.lines += pieces
    }
    return cue
  }

  /// Cuts at `\N`, the line break of Advanced SubStation.
  static func cut(_ line: Range<Int>, _ bytes: [UInt8]) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = line.lowerBound
    while let found = bytes.firstRange(of: "\\N", in: start..<line.upperBound) {
      pieces.append(start..<found.lowerBound)
      start = found.upperBound
    }
    return pieces + [start..<line.upperBound]
  }

  /// `00:00:01,000 --> 00:00:02,000`, in `.sbv` `0:00:01.000,0:00:02.000`.
  private func isTimes(_ line: String) -> Bool {
    guard source.format == .sbv else { return line.contains("-->") }
    return line.first?.isNumber == true && Self.times(line) != nil
  }

  /// At an empty line, and at the next cue where the empty line is missing.
  private func endsCue(_ index: Int) -> Bool {
    let line = text(index)
    if line.trimmed().isEmpty || isTimes(line) { return true }
    let isNumber = line.trimmed().utf8.allSatisfy { $0.isDigit }
    return isNumber && index + 1 < lines.count && isTimes(text(index + 1))
  }

  private static func times(_ line: String) -> (start: Int, end: Int)? {
    if !line.contains("-->"), let comma = line.firstIndex(of: ",") {
      guard let start = milliseconds(line[..<comma].trimmed()[...]),
        let end = milliseconds(line[line.index(after: comma)...].trimmed()[...])
      else { return nil }
      return (start, end)
    }
    guard let arrow = line.firstRange(of: "-->") else { return nil }
    let after = line[arrow.upperBound...].trimmed().prefix { !$0.isWhitespace }
    guard let start = milliseconds(line[..<arrow.lowerBound].trimmed()[...]), let end = milliseconds(after) else {
      return nil
    }
    return (start, end)
  }

  /// `01:02:03,456`, with a full stop in WebVTT, where hours may be missing.
  static func milliseconds(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), let last = parts.last else { return nil }
    let seconds = last.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "." }
    let numbers = (parts.dropLast() + seconds).map { $0.count <= 6 && $0.allSatisfy(\.isASCII) ? Int($0) : nil }
    guard seconds.count == 2, numbers.allSatisfy({ $0 != nil }) else { return nil }
    let values = numbers.compactMap { $0 }
    let whole = values.dropLast().reduce(0) { $0 * 60 + $1 }
    return whole * 1000 + values[values.count - 1]
  }
}
