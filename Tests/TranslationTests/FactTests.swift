import Synchronization
import Testing
import Translation

@Suite("Facts: numbers, symbols and names")
struct FactTests {
  private static let echo = MarkDouble { text, _ in text }

  @Test(
    "Numbers are written as in the target language; what only looks like one stays",
    arguments: [
      ("It costs $1,299.99 now.", "It costs $1.299,99 now."), ("Growth of 3.5% and 12%.", "Growth of 3,5 % and 12 %."),
      ("There are 22,052,228 people.", "There are 22.052.228 people."),
      ("Pi is 3.14159 or so.", "Pi is 3,14159 or so."),
      ("About -1.5 million", "About -1,5 million"), ("It weighs 2.5kg.", "It weighs 2,5kg."),
      ("Python 3.11 and version 2.0 and v1.5", "Python 3.11 and version 2.0 and v1.5"),
      ("Release 1.2.3 from 192.168.0.1", "Release 1.2.3 from 192.168.0.1"),
      ("On 2024-01-31 at 10:30", "On 2024-01-31 at 10:30"),
      ("See 12/05/2024 or 1/2", "See 12/05/2024 or 1/2"), ("Ports 80,443,8080", "Ports 80,443,8080"),
      ("In 2015, 1234567 came", "In 2015, 1234567 came"), ("At 10.30 am it began", "At 10.30 am it began"),
      ("2.1 Overview of it", "2.1 Overview of it"), ("Only 0.5 of them, 007 not", "Only 0,5 of them, 007 not"),
      ("1,299.99", "1,299.99"), ("only 100% sure", "only 100 % sure"), ("1.299,99 is German", "1.299,99 is German"),
    ])
  func localized(source: String, expected: String) throws {
    #expect(try filter(source + "\n", through: Self.echo) == expected + "\n")
    #expect(try filter(source + "\n", through: Self.echo) { $0.translation.numbers = .keep } == source + "\n")
  }

  @Test("A rule holds whatever the model has made of separators")
  func separators() throws {
    let careless = MarkDouble { text, _ in text.replacing(",", with: "").replacing(".", with: "") }
    #expect(try filter("We saw 1,234,567 birds\n", through: careless) == "We saw 1.234.567 birds\n")
  }

  @Test("A capitalised word with a letter that English does not have is a name")
  func names() throws {
    let forgetful = MarkDouble { text, options in
      options.holdsEveryMark ? text : text.replacing("Kraków", with: "").replacing("café", with: "Café")
    }
    #expect(try filter("In Kraków the café is open\n", through: forgetful).contains("Kraków"))
    #expect(try filter("The café is open\n", through: forgetful) == "The Café is open\n")
  }

  @Test(
    "A unit stays with its number, or the number and its unit go behind a mark",
    arguments: [
      ("Look at 707 kg now", "kg", "707 kg"), ("Look at 707 kg now", "707 kg", "707 is kg"),
      ("From 5 km to 3 kg", "km", "5 km"), ("It has 1.5 GB free", " GB", "1,5 GB"), ("A 5-km run", "-km", "5-km"),
      ("At 90 km/h he fell", "km/h", "90 km/h"), ("A 12V battery", "V", "12V"),
      ("Up to 5\u{A0}kg of it", "kg", "5\u{A0}kg"),
    ])
  func units(source: String, harmed: String, expected: String) throws {
    let forgetful = MarkDouble { text, options in
      options.holdsEveryMark ? text : text.replacing(harmed, with: harmed == "707 kg" ? "707 is kg" : "")
    }
    #expect(try filter(source + "\n", through: forgetful).contains(harmed == "707 kg" ? "707 kg" : expected))
    // Who keeps it is not asked again.
    let asked = Atomic(0)
    let faithful = MarkDouble { text, options in
      asked.add(options.holdsEveryMark ? 1 : 0, ordering: .relaxed)
      return text
    }
    #expect(try filter(source + "\n", through: faithful).contains(expected.replacing("is ", with: "")))
    #expect(asked.load(ordering: .relaxed) == 0)
  }

  @Test("Words behind numbers, and units of languages that have others, are none of its business")
  func words() throws {
    let translator = MarkDouble { text, options in
      options.holdsEveryMark ? "constrained" : text.replacing("miles", with: "Meilen").replacing("min", with: "Minuten")
    }
    #expect(try filter("5 miles in 5 min\n", through: translator) == "5 Meilen in 5 Minuten\n")
  }

  /// What a model may do to numbers, symbols and names.
  private static let mischief: [String: @Sendable (String) -> String] = [
    "digit lost": { text in
      var text = text
      if let digit = text.firstIndex(where: { $0.isNumber }) { text.remove(at: digit) }
      return text
    },
    "digit doubled": { text in
      text.reduce(into: "") { $0 += $1 == "4" ? "44" : String($1) }
    },
    "number invented": { $0 + " 9" },
    "number repeated": { text in
      text.split(separator: " ").map { $0.contains(where: \.isNumber) ? "\($0) \($0)" : String($0) }.joined(
        separator: " ")
    },
    "name changed": { $0.replacing("MP3", with: "MP4").replacing("LibreOffice", with: "Libreoffice") },
    "symbol lost": { $0.replacing("$", with: "").replacing("→", with: "-") },
    "sign lost": { $0.replacing("-4", with: "4") },
    "all swapped": { String($0.reversed()) },
    "garbage": { $0 + "\u{FFFD}" },
  ]

  private static let line = "Copy 14 MP3 files of LibreOffice for $49 → 24, at -4 or 4,096 degrees"

  private func holds(_ text: String) -> Bool {
    ["14", "MP3", "LibreOffice", "$49", "→", "24", "-4", "4.096"].allSatisfy { text.ranges(of: $0).count >= 1 }
      && text.count { $0.isNumber } == 12 && !text.contains("\u{FFFD}")
  }

  @Test("Whatever happens to facts, behind marks they are right", arguments: mischief.keys.sorted())
  func constrained(kind: String) throws {
    let harm = try #require(Self.mischief[kind])
    let translator = MarkDouble { text, options in options.holdsEveryMark ? "[\(text)]" : harm(text) }
    let output = try filter(Self.line + "\n", through: translator)
    #expect(holds(output), "\(output)")
    let jsonl = try filter(Self.line + "\n", through: translator) { $0.format = .jsonl }
    #expect(jsonl.contains(#""paths":["constrained"]"#))
  }

  @Test("A model that does not know marks keeps them too", arguments: mischief.keys.sorted())
  func unknown(kind: String) throws {
    let harm = try #require(Self.mischief[kind])
    let translator = MarkDouble(placesMarks: false) { text, _ in harm(text) }
    let line = Self.line + " of %s and https://example.org/."
    let output = try filter(line + "\n", through: translator)
    #expect(holds(output) && output.contains("%s") && output.contains("https://example.org/"), "\(output)")
  }

  @Test("A model that does not know marks is trusted with the whole line first")
  func trusted() throws {
    let translator = MarkDouble(placesMarks: false) { text, _ in "(\(text))" }
    #expect(try filter("Open %s at 7\n", through: translator) == "(Open %s at 7)\n")
  }

  @Test("Lists of more numbers than there are placeholders keep all")
  func list() throws {
    let line = (1...120).map { "item \($0)" }.joined(separator: ", ")
    let translator = MarkDouble { text, options in
      text.marks.isEmpty ? "nothing" : text.replacing("item", with: "Stück")
    }
    #expect(try filter(line + "\n", through: translator) == line.replacing("item", with: "Stück") + "\n")
  }

  @Test("Any text with any damage to its digits has the digits of its source")
  func chance() throws {
    var random = Numbers(state: 5)
    let words = [
      "7", "1,234", "3.5%", "-2", "$8", "x86", "and", "files", "of", "10:30", "2nd", "5GB", "(3)", "1990s", "°",
    ]
    for round in 0..<300 {
      let line =
        (0..<(2 + random.next(20))).map { _ in words[random.next(words.count)] }.joined(separator: " ") + " word"
      let seed = random.next()
      let translator = MarkDouble { text, options in
        var random = Numbers(state: seed ^ UInt64(text.utf8.count) ^ (options.holdsEveryMark ? 3 : 0))
        return text.reduce(into: "") { text, character in
          if random.next(6) > 0 || !character.isNumber { text.append(character) }
          if random.next(15) == 0 { text += " 5" }
        }
      }
      let output = try filter(line + "\n", through: translator)
      #expect(digits(output) == digits(line), "\(round): \(line) -> \(output)")
    }
  }

  private func digits(_ text: String) -> [Character] { text.filter(\.isNumber).sorted() }
}
