/// Commands and environments.
extension LaTeXReader {
  /// Returns where to go on behind a command.
  mutating func readCommand(_ index: Int, _ limit: Int) -> Int {
    let bytes = source.bytes
    guard index + 1 < limit else { return append(.void, index..<limit) }
    guard bytes[index + 1].isASCIILetter || bytes[index + 1] == UInt8(ascii: "@") else {
      return readSymbol(index, limit)
    }
    let range = scanner.name(at: index, limit)
    let name = source.string(range)
    let plain = name.hasSuffix("*") ? String(name.dropLast()) : name
    switch plain {
    case "begin": return readEnvironment(index, range.upperBound, limit)
    case "end": return endText(index, scanner.arguments(at: range.upperBound, limit).end)
    case "item": return readItem(index, range.upperBound, limit)
    case "verb", "lstinline":
      let options = plain == "lstinline" ? optionsEnd(range.upperBound, limit) : range.upperBound
      return append(.atom, index..<(scanner.verbEnd(options, limit) ?? range.upperBound))
    default: break
    }
    if let letter = LaTeXCommands.letters[plain] { return readLetter(letter, range.upperBound, limit) }
    if LaTeXCommands.titles.contains(plain) { return readTitle(index, range.upperBound, limit) }
    if LaTeXCommands.definitions.contains(plain) { return readDefinition(index, range.upperBound, limit) }
    if LaTeXCommands.breaks.contains(plain) {
      return endText(index, scanner.arguments(at: range.upperBound, limit).end)
    }
    return readInline(plain, index, range.upperBound, limit)
  }

  private func optionsEnd(_ index: Int, _ limit: Int) -> Int {
    guard index < limit, source.bytes[index] == UInt8(ascii: "["), let close = scanner.close(index, limit) else {
      return index
    }
    return close + 1
  }

  private mutating func readInline(_ name: String, _ index: Int, _ end: Int, _ limit: Int) -> Int {
    let (arguments, last) = scanner.arguments(at: end, limit)
    if let text = arguments.last, depth < Self.deepest {
      if LaTeXCommands.inline.contains(name), source.bytes[text.upperBound] == UInt8(ascii: "}") {
        _ = append(.open(name, isOpaque: false), index..<text.lowerBound)
        scan(text)
        return append(.close(name), text.upperBound..<last)
      }
      if LaTeXCommands.asides.contains(name) {
        flush(index)
        readBlock(text)
        return append(.void, index..<last)
      }
    }
    return append(LaTeXCommands.silent.contains(name) ? .void : .atom, index..<last)
  }

  /// `\ss` and a space or empty braces behind it, which are part of it.
  private mutating func readLetter(_ letter: String, _ end: Int, _ limit: Int) -> Int {
    add(letter)
    if source.bytes.starts(with: "{}", at: end), end + 2 <= limit { return end + 2 }
    return source.bytes.skip(end..<limit) { $0.isBlank }
  }

  private mutating func readTitle(_ index: Int, _ end: Int, _ limit: Int) -> Int {
    let (arguments, last) = scanner.arguments(at: end, limit)
    _ = endText(index, end)
    for argument in arguments.suffix(2)
    where argument == arguments.last || source.bytes[argument.upperBound] == UInt8(ascii: "]") { readBlock(argument) }
    return endText(last, last)
  }

  /// `\newcommand{\x}[1]{…}`, `\def\x#1{…}`
  private mutating func readDefinition(_ index: Int, _ end: Int, _ limit: Int) -> Int {
    var start = source.bytes.skip(end..<limit) { $0.isBlank }
    if start < limit, source.bytes[start] == .backslash {
      start = max(scanner.name(at: start, limit).upperBound, start + 2)
      start = source.bytes.skip(min(start, limit)..<limit) { !$0.isSpace && !"{[".utf8.contains($0) }
    }
    return endText(index, scanner.arguments(at: start, limit, mayBeApart: true).end)
  }

  private mutating func readItem(_ index: Int, _ end: Int, _ limit: Int) -> Int {
    _ = endText(index, end)
    let start = source.bytes.skip(end..<limit) { $0.isBlank }
    guard start < limit, source.bytes[start] == UInt8(ascii: "["), let close = scanner.close(start, limit) else {
      return end
    }
    readBlock((start + 1)..<close)
    return endText(close + 1, close + 1)
  }

  private mutating func readEnvironment(_ index: Int, _ end: Int, _ limit: Int) -> Int {
    let (arguments, last) = scanner.arguments(at: end, limit)
    guard let first = arguments.first else { return append(.void, index..<end) }
    _ = endText(index, last)
    let name = source.string(first)
    let plain = name.hasSuffix("*") ? String(name.dropLast()) : name
    if LaTeXCommands.verbatim.contains(plain) {
      let close = scanner.environmentEnd(name, first.upperBound + 1, limit)
      return endText(close, close)
    }
    if LaTeXCommands.titledEnvironments.contains(plain) {
      for argument in arguments.dropFirst() where source.bytes[argument.upperBound] == UInt8(ascii: "}") {
        readBlock(argument)
      }
    }
    return endText(last, last)
  }

  // MARK: Commands of one mark

  private mutating func readSymbol(_ index: Int, _ limit: Int) -> Int {
    let bytes = source.bytes
    let mark = bytes[index + 1]
    switch mark {
    case UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "#"), UInt8(ascii: "_"), UInt8(ascii: "$"),
      UInt8(ascii: "{"),
      UInt8(ascii: "}"):
      add(String(UnicodeScalar(mark)))
      return index + 2
    case UInt8(ascii: "-"): return index + 2
    case .backslash:
      let star = bytes.starts(with: "*", at: index + 2) ? index + 3 : index + 2
      return endText(index, optionsEnd(min(star, limit), limit))
    case UInt8(ascii: "["): return endText(index, close("\\]", index, limit))
    case UInt8(ascii: "("): return append(.atom, index..<close("\\)", index, limit))
    default: break
    }
    if let accent = LaTeXCommands.accents[mark], let end = readAccented(accent, index + 2, limit) { return end }
    return append(.atom, index..<(index + 2))
  }

  private mutating func close(_ mark: StaticString, _ index: Int, _ limit: Int) -> Int {
    firstRange(of: mark, in: min(index + 2, limit)..<limit)?.upperBound ?? min(index + 2, limit)
  }

  /// `\"a`, `\"{a}`, `\'\i`
  private mutating func readAccented(_ accent: String, _ start: Int, _ limit: Int) -> Int? {
    let bytes = source.bytes
    var place = start
    let isBraced = place < limit && bytes[place] == UInt8(ascii: "{")
    if isBraced { place += 1 }
    if place + 1 < limit, bytes[place] == .backslash, "ij".utf8.contains(bytes[place + 1]) { place += 1 }
    guard place < limit, bytes[place].isASCIILetter else { return nil }
    let end = place + 1
    if isBraced, end >= limit || bytes[end] != UInt8(ascii: "}") { return nil }
    add(String(UnicodeScalar(bytes[place])) + accent)
    return isBraced ? end + 1 : end
  }
}
