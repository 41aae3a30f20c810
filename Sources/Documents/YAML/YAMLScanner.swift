import CYAML

/// A scalar of a YAML file that is a value.
struct YAMLScalar: Sendable {
  enum Style: Sendable { case plain, single, double, literal, folded }

  /// What is written, without anchor and tag.
  var range: Range<Int>
  var text: String
  var style: Style
  var path: [String]
  /// Within `[...]` or `{...}`.
  var isInFlow: Bool
}

/// Finds the strings of YAML with libyaml's events, whose marks count characters.
final class YAMLScanner {
  private struct Level {
    var isMapping: Bool
    var isFlow: Bool
    var key: String?
    var index = 0
  }

  private let source: SourceText
  private let range: Range<Int>
  private var parser = yaml_parser_t()
  private var levels: [Level] = []
  private var scalars: [YAMLScalar] = []
  /// A place known both in characters and in bytes.
  private var place: (characters: Int, offset: Int)

  private static let deepest = 500

  static func scalars(of source: SourceText, in range: Range<Int>) throws(DocumentError) -> [YAMLScalar] {
    let scanner = YAMLScanner(source, range)
    try scanner.run()
    return scanner.scalars
  }

  private init(_ source: SourceText, _ range: Range<Int>) {
    (self.source, self.range, place) = (source, range, (0, range.lowerBound))
  }

  private func run() throws(DocumentError) {
    guard yaml_parser_initialize(&parser) == 1 else { throw error("out of memory") }
    defer { yaml_parser_delete(&parser) }
    let text = Array(source.bytes[range])
    let failure = text.withUnsafeBufferPointer { buffer -> DocumentError? in
      yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
      yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
      while true {
        var event = yaml_event_t()
        guard yaml_parser_parse(&parser, &event) == 1 else { return error(nil) }
        defer { yaml_event_delete(&event) }
        if event.type == YAML_STREAM_END_EVENT || event.type == YAML_NO_EVENT { return nil }
        handle(event)
        if levels.count > Self.deepest { return error("nested more than \(Self.deepest) levels deep") }
      }
    }
    if let failure { throw failure }
  }

  private func error(_ reason: String?) -> DocumentError {
    let firstLine = source.line(at: range.lowerBound)
    let isReading = parser.error == YAML_READER_ERROR
    let mark = reason == nil ? parser.problem_mark : parser.mark
    let line = isReading ? source.line(at: range.lowerBound + parser.problem_offset) : firstLine + Int(mark.line)
    return .malformed(
      file: source.file, line: line, format: source.format,
      reason: reason ?? parser.problem.map { String(cString: $0) } ?? "not YAML",
      remedy: "Check indentation, colons and quotes there")
  }

  private func handle(_ event: yaml_event_t) {
    switch event.type {
    case YAML_MAPPING_START_EVENT:
      levels.append(
        Level(isMapping: true, isFlow: event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE || isInFlow))
    case YAML_SEQUENCE_START_EVENT:
      levels.append(
        Level(isMapping: false, isFlow: event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE || isInFlow))
    case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
      levels.removeLast()
      finishNode(key: "")
    case YAML_ALIAS_EVENT: finishNode(key: "*")
    case YAML_SCALAR_EVENT: handleScalar(event)
    default: break
    }
  }

  private var isInFlow: Bool { levels.last?.isFlow ?? false }

  private var isKey: Bool { levels.last.map { $0.isMapping && $0.key == nil } ?? false }

  /// A node is complete: a key, or a value after which a key or the next item comes.
  private func finishNode(key: String) {
    guard let level = levels.last else { return }
    if level.isMapping { levels[levels.count - 1].key = level.key == nil ? key : nil }
    levels[levels.count - 1].index += 1
  }

  private func handleScalar(_ event: yaml_event_t) {
    let scalar = event.data.scalar
    let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
    defer { finishNode(key: text) }
    guard !isKey, isString(scalar, text), text.hasLetters, let style = Self.styles[scalar.style.rawValue] else {
      return
    }
    let start = offset(event.start_mark.index)
    let end = offset(event.end_mark.index)
    let path = levels.map { $0.key ?? "\($0.index)" }
    scalars.append(
      YAMLScalar(range: withoutProperties(start..<end), text: text, style: style, path: path, isInFlow: isInFlow))
  }

  private static let styles: [UInt32: YAMLScalar.Style] = [
    YAML_PLAIN_SCALAR_STYLE.rawValue: .plain, YAML_SINGLE_QUOTED_SCALAR_STYLE.rawValue: .single,
    YAML_DOUBLE_QUOTED_SCALAR_STYLE.rawValue: .double, YAML_LITERAL_SCALAR_STYLE.rawValue: .literal,
    YAML_FOLDED_SCALAR_STYLE.rawValue: .folded,
  ]

  private typealias ScalarData = yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar

  private func isString(_ scalar: ScalarData, _ text: String) -> Bool {
    if let tag = scalar.tag {
      let name = String(cString: tag)
      return name == "tag:yaml.org,2002:str" || name == "!"
    }
    return scalar.style != YAML_PLAIN_SCALAR_STYLE || YAMLText.isPlainString(text)
  }

  /// The byte of a character. Marks come in order, but for one that begins before the last one's end.
  private func offset(_ characters: Int) -> Int {
    if characters < place.characters { place = (0, range.lowerBound) }
    var (count, offset) = place
    while count < characters, offset < range.upperBound {
      offset += 1
      while offset < range.upperBound, source.bytes[offset] & 0xC0 == 0x80 { offset += 1 }
      count += 1
    }
    place = (count, offset)
    return offset
  }

  /// Leaves out `&anchor` and `!tag`.
  private func withoutProperties(_ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    while start < range.upperBound, "&!".utf8.contains(source.bytes[start]) {
      start = source.bytes.skip(start..<range.upperBound) { !$0.isSpace }
      start = source.bytes.skip(start..<range.upperBound) { $0.isSpace }
    }
    return start..<range.upperBound
  }
}
