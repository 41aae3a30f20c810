/// Cuts a man page (man(7) or mdoc(7) macros) into blocks: headings, tags and paragraphs.
package struct ManPage {
  private var blocks: [TextBlock] = []
  private var text = ""
  private var kind = "start"
  private var tagFollows = false
  private var literal = false
  private var skipsSection = false
  private var skipsUntil: String?

  static func blocks(path: String) throws(CorpusError) -> [TextBlock] {
    var page = ManPage()
    let lines = try LineStream(path: path)
    while let line = try lines.next() { page.read(line) }
    page.finishBlock()
    return page.blocks
  }

  /// Sections that only one language has.
  private static let translatorSections: Set<String> = [
    "ÜBERSETZUNG", "ÜBERSETZER", "TRADUCTION", "TRADUZIONE", "TRADUCCIÓN", "TRADUÇÃO", "TŁUMACZENIE", "VERTALING",
  ]

  private mutating func read(_ line: String) {
    if let end = skipsUntil {
      if line.hasPrefix(end) { skipsUntil = nil }
      return
    }
    if line.hasPrefix(".") || line.hasPrefix("'") {
      let request = line.dropFirst().drop { $0 == " " || $0 == "\t" }
      let name = request.prefix { $0 != " " && $0 != "\t" }
      self.request(String(name), Self.arguments(request.dropFirst(name.count)))
    } else if line.isEmpty {
      finishBlock()
    } else {
      append(RoffText.plain(line))
    }
  }

  private mutating func request(_ name: String, _ arguments: [String]) {
    switch name {
    case "SH", "SS", "Sh", "Ss": heading(name, arguments)
    case "PP", "P", "LP", "Pp", "sp", "HP", "RS", "RE", "TP", "TQ", "IP", "It", "Bl", "El", "Bd", "Ed", "br", "UR",
      "TS",
      "EX", "nf", "EE", "fi", "SY", "YS":
      block(name, arguments)
    case "B", "I", "SM", "SB", "BI", "BR", "IB", "IR", "RB", "RI": font(name, arguments)
    case "UE": append(arguments.joined())
    case "MT", "ME", "TH", "so", "in", "ad", "hy", "nh", "ne", "PD", "ft", "ta", "if", "ie", "el", "ds", "nr", "rm",
      "IX", "AT", "UC", "DT":
      break
    case "de", "de1", "ig", "am": skipsUntil = "." + (arguments.dropFirst(name == "ig" ? 0 : 1).first ?? ".")
    case "\\\"", "": break
    default: mdoc(name, arguments)
    }
  }

  private mutating func heading(_ name: String, _ arguments: [String]) {
    finishBlock()
    let title = arguments.joined(separator: " ")
    skipsSection = Self.translatorSections.contains(title)
    kind = name
    append(title)
    if !title.isEmpty { finishBlock() }
    literal = false
  }

  private mutating func block(_ name: String, _ arguments: [String]) {
    finishBlock()
    switch name {
    case "nf", "EX", "Bd", "SY": literal = true
    case "fi", "EE", "Ed", "YS": literal = false
    case "TS": skipsUntil = ".TE"
    case "TP", "TQ": tagFollows = true
    case "IP", "It":
      kind = name + "-tag"
      append(arguments.first ?? "")
      finishBlock()
    default: break
    }
    if name != "br", name != "sp" { kind = name }
  }

  /// `.BR a b` sets words without spaces in alternating fonts, `.B a b` with spaces in one.
  private mutating func font(_ name: String, _ arguments: [String]) {
    append(arguments.joined(separator: name.count == 2 && name != "SM" && name != "SB" ? "" : " "))
  }

  /// Most mdoc macros mark up their arguments; punctuation arguments stand without a space in front.
  private mutating func mdoc(_ name: String, _ arguments: [String]) {
    guard name.count == 2, name.first?.isUppercase == true, name != "Dd", name != "Dt", name != "Os" else { return }
    append(arguments.filter { !($0.count == 2 && $0.first?.isUppercase == true) }.joined(separator: " "))
  }

  private mutating func append(_ line: String) {
    guard !literal, !skipsSection || kind == "SH" else { return }
    if !text.isEmpty { text += " " }
    text += line
    if tagFollows {
      tagFollows = false
      kind = "TP-tag"
      finishBlock()
      kind = "TP"
    }
  }

  private mutating func finishBlock() {
    let tidy = TextTidying.tidy(text)
    if !tidy.isEmpty, !skipsSection { blocks.append(TextBlock(kind: kind, text: tidy)) }
    text = ""
    tagFollows = false
  }

  /// Arguments are divided by spaces; quotes hold them together, doubled quotes stand for one.
  package static func arguments(_ text: some StringProtocol) -> [String] {
    var arguments: [String] = []
    var current = ""
    var quoted = false
    var started = false
    var previous: Character = " "
    for character in text {
      if character == "\"", previous != "\\" {
        if !quoted, started, previous == "\"" { current.append("\"") }
        quoted.toggle()
        started = true
      } else if !quoted, character == " " || character == "\t", previous != "\\" {
        if started { arguments.append(RoffText.plain(current)) }
        (current, started) = ("", false)
      } else {
        current.append(character)
        started = true
      }
      previous = character
    }
    return started ? arguments + [RoffText.plain(current)] : arguments
  }
}
