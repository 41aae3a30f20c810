import FoundationEssentials
import Testing

@Suite("Tuning", .enabled(if: Program.hasModel, "there is no model"))
struct TuneTests {
  private static let lines = [
    ("The file could not be opened.", "Die Datei konnte nicht geöffnet werden."),
    ("Do you want to save the changes?", "Möchten Sie die Änderungen speichern?"),
    ("The package is already installed.", "Das Paket ist bereits installiert."),
    ("Please enter your password.", "Bitte geben Sie Ihr Passwort ein."),
    ("There is not enough space on the disk.", "Auf dem Datenträger ist nicht genug Platz."),
  ]

  /// Works on a copy of the model, whose description changes.
  private static let script = """
    set -e
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    cp "$MODEL"/* "$folder"
    printf "$SOURCE" > "$folder/dev.en"
    printf "$TARGET" > "$folder/dev.de"
    "$0" tune "$folder" "$folder/dev.en" "$folder/dev.de" --tolerance 1 "$@"
    "$0" model info "$folder" | grep 'automatic beam'
    "$0" --model "$folder" < "$folder/dev.en"
    """

  private static func tune(_ arguments: [String] = []) throws -> Program.Result {
    try Program.shell(
      script, arguments: arguments,
      environment: [
        "MODEL=Models/en-de", "SOURCE=\(lines.map { $0.0 + "\\n" }.joined())",
        "TARGET=\(lines.map { $0.1 + "\\n" }.joined())",
      ])
  }

  @Test("The cheapest beam that is good enough is chosen and kept")
  func chooses() throws {
    let result = try Self.tune()
    #expect(result.status == 0, "\(result.errors)")
    var output = result.output.split(separator: "\n")
    #expect(output.removeFirst() == "beam\tBLEU\tcost")
    let end = try #require(output.firstIndex { $0.hasPrefix("auto: ") })
    let rows = try output[..<end].map { try Row($0) }
    let chosen = try Row(output[end].dropFirst(6))
    #expect(rows[0].beam == "1" && rows[0].cost == 1)
    #expect(rows[1].beam == "5")
    let enough = rows.filter { $0.bleu >= rows[1].bleu - 1 }
    #expect(enough.contains { $0.beam == chosen.beam })
    #expect(chosen.cost == enough.map(\.cost).min())
    #expect(output[end + 1].hasSuffix(" \(chosen.beam)"))
    #expect(output[(end + 2)...].count == Self.lines.count)
  }

  private struct Row {
    let beam: String
    let bleu: Double
    let cost: Double

    init(_ line: Substring) throws {
      let fields = line.split(separator: "\t")
      try #require(fields.count == 3)
      beam = String(fields[0])
      bleu = try #require(Double(fields[1]))
      cost = try #require(Double(fields[2]))
    }
  }
}
