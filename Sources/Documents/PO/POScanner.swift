/// Finds the messages of a PO file. The grammar is that of GNU gettext: comments to the end of their line, keywords,
/// strings; white space between them means nothing.
struct POScanner {
  private let source: SourceText
  private var index: Int
  private var entries: [POEntry] = []
  /// Read, but perhaps not complete.
  private var entry: POEntry?
  private var flags: [Range<Int>] = []
  private var previousStart: Int?

  private init(_ source: SourceText) {
    self.source = source
    index = source.start
  }

  static func entries(of source: SourceText) throws(DocumentError) -> [POEntry] {
    var scanner = Self(source)
    while scanner.skipSpace() {
      if scanner.byte == UInt8(ascii: "#") {
        try scanner.finishEntry()
        scanner.readComment()
      } else {
        try scanner.readStatement()
      }
    }
    try scanner.finishEntry()
    return scanner.entries
  }

  private var byte: UInt8 { source.bytes[index] }

  private mutating func skipSpace() -> Bool {
    index = source.bytes.skip(index..<source.bytes.count) { $0.isSpace }
    return index < source.bytes.count
  }

  private mutating func readComment() {
    let end = source.bytes.skip(index..<source.bytes.count) { $0 != .newline && $0 != .carriageReturn }
    if source.bytes.starts(with: "#,", at: index) { flags.append(index..<end) }
    if source.bytes.starts(with: "#|", at: index), previousStart == nil { previousStart = index }
    if source.bytes.starts(with: "#~", at: index) { (flags, previousStart) = ([], nil) }
    index = end
  }

  private mutating func readStatement() throws(DocumentError) {
    let start = index
    index = source.bytes.skip(index..<source.bytes.count) { !$0.isSpace && $0 != .quote }
    let keyword = source.string(start..<index)
    if keyword == "msgctxt" || keyword == "domain" || (keyword == "msgid" && entry?.id.literals.isEmpty != true) {
      try finishEntry()
    }
    guard keyword != "domain" else {
      _ = try readString()
      return
    }
    if entry == nil {
      entry = POEntry(start: start, flags: flags, previousStart: previousStart)
      (flags, previousStart) = ([], nil)
    }
    try store(readString(), as: keyword, at: start)
  }

  private mutating func store(_ string: POString, as keyword: String, at start: Int) throws(DocumentError) {
    let isPlural = entry?.plural != nil
    let hasID = entry?.id.literals.isEmpty == false
    let forms = entry?.forms.count ?? 0
    switch keyword {
    case "msgctxt": entry?.context = string
    case "msgid": entry?.id = string
    case "msgid_plural" where hasID && forms == 0: entry?.plural = string
    case "msgstr" where hasID && !isPlural && forms == 0: entry?.forms.append(string)
    case "msgstr[\(forms)]" where hasID && isPlural: entry?.forms.append(string)
    default: throw source.malformed(at: start, "'\(keyword.prefix(20))' cannot stand here", Self.remedy)
    }
  }

  private static let remedy = "Check it with msgfmt --check"

  private mutating func readString() throws(DocumentError) -> POString {
    var string = POString()
    while skipSpace(), byte == .quote {
      let start = index
      index += 1
      while index < source.bytes.count, byte != .quote, byte != .newline {
        index += byte == .backslash ? 2 : 1
      }
      guard index < source.bytes.count, byte == .quote else {
        throw source.malformed(at: start, "a string without its closing quote", Self.remedy)
      }
      index += 1
      string.literals.append(start..<index)
    }
    guard !string.literals.isEmpty else {
      throw source.malformed(at: min(index, source.bytes.count - 1), "a string is missing", Self.remedy)
    }
    return string
  }

  /// A comment after `msgctxt` or `msgid` belongs to a message that goes on; after `msgstr` it begins a new one.
  private mutating func finishEntry() throws(DocumentError) {
    guard let complete = entry else { return }
    guard !complete.forms.isEmpty else {
      throw source.malformed(at: complete.start, "a message without msgstr", Self.remedy)
    }
    entries.append(complete)
    entry = nil
  }
}
