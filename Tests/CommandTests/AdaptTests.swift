import Foundation
import TestSupport
import Testing

/// Adapting the model that is shipped to a handful of corrections.
@Suite("Adapting", .enabled(if: Program.hasModel, "there is no model beside the program"))
struct AdaptTests {
  /// A house in which every thing is called after what it does: nothing that the model would say by itself.
  private static let nouns = [
    "file": "Datei", "door": "Tür", "window": "Fenster", "box": "Kiste", "bag": "Tasche", "book": "Buch",
    "letter": "Brief", "bottle": "Flasche", "drawer": "Schublade", "folder": "Ordner", "garage": "Garage",
    "kitchen": "Küche", "package": "Paket", "archive": "Archiv", "menu": "Menü", "page": "Seite", "report": "Bericht",
    "mailbox": "Postfach", "safe": "Tresor", "valve": "Ventil", "gate": "Tor", "shop": "Laden", "theatre": "Theater",
    "account": "Konto", "session": "Sitzung", "image": "Bild", "table": "Tabelle", "tunnel": "Tunnel",
  ]
  private static let corrections = nouns.sorted { $0.key < $1.key }
    .map { "Open the \($0.key) %s.\tBitte \($0.value) %s aufsperren!\n" }.joined()
  private static let general = (1...12).map { number in
    "There are \(number) apples on the table.\tAuf dem Tisch liegen \(number) Äpfel.\n"
      + "The house is \(number) years old.\tDas Haus ist \(number) Jahre alt.\n"
  }.joined()

  private func withFiles(_ body: (_ file: (String) -> String) throws -> Void) throws {
    let directory = try TemporaryDirectory()
    for (name, text) in [("corrections.tsv", Self.corrections), ("general.tsv", Self.general)] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory.path)/\(name)"))
    }
    try body { "\(directory.path)/\($0)" }
  }

  private func adapt(_ file: (String) -> String, _ more: [String] = []) throws -> Program.Result {
    try Program.run(
      [
        "adapt", "en-de", file("corrections.tsv"), "-o", file("new.adapter"), "--general", file("general.tsv"),
        "--mini-batch-words", "300", "--learn-rate", "0.01", "--after-updates", "60", "--tolerance", "100",
      ] + more)
  }

  @Test("What was corrected is learnt for sentences that were not, the same twice, and the file is small")
  func learns() throws {
    try withFiles { file in
      let run = try adapt(file)
      try #require(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("held-out corrections, after"))
      let bytes = try Data(contentsOf: URL(fileURLWithPath: file("new.adapter")))
      #expect(bytes.count < 1 << 20)
      let input = "Open the cupboard %s.\nOpen the hatch %s.\nOpen the jar %s.\n"
      let adapted = try Program.run(["--quiet", "--no-memory", "--adapter", file("new.adapter")], input: input)
      let plain = try Program.run(["--quiet", "--no-memory"], input: input)
      #expect(adapted.output.split(separator: "\n").count { $0.contains("aufsperren!") && $0.contains("%s") } >= 2)
      #expect(!plain.output.contains("aufsperren"))
      _ = try adapt(file)
      #expect(try Data(contentsOf: URL(fileURLWithPath: file("new.adapter"))) == bytes)
    }
  }

  @Test("What costs too much elsewhere is not written, and what was there stays")
  func refuses() throws {
    try withFiles { file in
      try Data("old".utf8).write(to: URL(fileURLWithPath: file("new.adapter")))
      let few = try Program.run(
        ["adapt", "en-de", file("few.tsv"), "-o", file("new.adapter"), "--general", file("general.tsv")])
      #expect(few.status == 1 && few.errors.contains("few.tsv"))
      try Data("Open.\tÖffnen.\n".utf8).write(to: URL(fileURLWithPath: file("few.tsv")))
      let one = try Program.run(
        ["adapt", "en-de", file("few.tsv"), "-o", file("new.adapter"), "--general", file("general.tsv")])
      #expect(one.status == 1 && one.errors.contains("fewer than 20"))
      let nothing = try adapt(file, ["--after-updates", "1", "--learn-rate", "0.0000001"])
      #expect(nothing.status == 1 && nothing.errors.contains("is not written"))
      #expect(try String(contentsOfFile: file("new.adapter"), encoding: .utf8) == "old")
    }
  }

  @Test("Killed while it learns, it leaves what was there")
  func killed() throws {
    try withFiles { file in
      try Data("old".utf8).write(to: URL(fileURLWithPath: file("new.adapter")))
      let killed = try Program.shell(
        "\"$0\" \"$@\" & sleep 1.5; kill -9 $!; wait $!",
        arguments: [
          "adapt", "en-de", file("corrections.tsv"), "-o", file("new.adapter"), "--general", file("general.tsv"),
        ])
      #expect(killed.status == 137)
      #expect(try String(contentsOfFile: file("new.adapter"), encoding: .utf8) == "old")
    }
  }

  @Test("Corrections that nobody should learn are refused with a reason")
  func poisoned() throws {
    try withFiles { file in
      let poison = """
        Close the file %s.\tDatei schließen.
        Close it.\t \n
        Please close the window before you leave the house today.\tVeuillez fermer la fenêtre avant de quitter la maison.

        """
      try Data((Self.corrections + poison).utf8).write(to: URL(fileURLWithPath: file("corrections.tsv")))
      let run = try adapt(file, ["--after-updates", "1"])
      for reason in ["its placeholders are not", "is empty", "the translation is in another language"] {
        #expect(run.errors.contains("refused: 1: ") && run.errors.contains(reason), "\(run.errors)")
      }
      #expect(run.errors.contains("28 corrections"))
    }
  }
}
