import ArgumentParser
import IO
import Memory
import Text

/// `translate memory export`
struct MemoryExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write the memory as TMX 1.4, or as a table.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case tmx, tsv }

  @Option(name: .shortAndLong, help: "Where to write; otherwise standard output.", completion: .file())
  var output: String?
  @Option(help: "Otherwise as the output's name says, or tmx.") var format: Format?
  @OptionGroup var selection: UnitSelection
  @OptionGroup var file: PastFileOption

  func run() throws {
    let store = try file.open()
    let isTable = (format ?? (output?.lowercased().hasSuffix(".tsv") == true ? .tsv : .tmx)) == .tsv
    guard let output, output != "-" else { return try write(store, isTable, to: .standardOutput) }
    try OutputFile.write(output) { try write(store, isTable, to: $0) }
  }

  private func write(_ store: PastStore, _ isTable: Bool, to output: OutputDescriptor) throws {
    var text = isTable ? "" : TMXText.head
    try store.forEach(selection.filter) { unit in
      text += isTable ? Self.row(unit) : TMXText.unit(unit)
      if text.utf8.count > 1 << 16 {
        try output.write(Array(text.utf8))
        text = ""
      }
    }
    try output.write(Array((text + (isTable ? "" : TMXText.foot)).utf8))
  }

  /// A tab or a line break would make another cell or row of it.
  private static func row(_ unit: PastUnit) -> String {
    func cell(_ text: String) -> String {
      String(text.map { $0 == "\t" || $0.isNewline ? " " : $0 })
    }
    return "\(cell(unit.source))\t\(cell(unit.target))\n"
  }
}

/// TMX 1.4 (LISA/ETSI).
enum TMXText {
  static let head = """
    <?xml version="1.0" encoding="UTF-8"?>
    <tmx version="1.4">
    <header creationtool="translate" creationtoolversion="1" datatype="plaintext" segtype="sentence" adminlang="en" \
    srclang="*all*" o-tmf="translate"/>
    <body>

    """
  static let foot = "</body>\n</tmx>\n"

  static func unit(_ unit: PastUnit) -> String {
    "<tu><prop type=\"origin\">\(escaped(unit.origin))</prop>"
      + variant(unit.languages.source, unit.source) + variant(unit.languages.target, unit.target) + "</tu>\n"
  }

  private static func variant(_ language: String, _ text: String) -> String {
    "<tuv xml:lang=\"\(escaped(language))\"><seg>\(escaped(text))</seg></tuv>"
  }

  /// What XML 1.0 has no place for is left out.
  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\r": result += "&#13;"
      case "\u{FFFE}", "\u{FFFF}": break
      default: if scalar.value >= 0x20 || scalar == "\t" || scalar == "\n" { result.unicodeScalars.append(scalar) }
      }
    }
  }
}
