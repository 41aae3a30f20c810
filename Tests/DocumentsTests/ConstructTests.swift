import Documents
import Testing
import Text

/// Constructs inside of formats: what belongs to the text, what is syntax, and what stays when all text changes.
@Suite struct ConstructTests {
  @Test(arguments: [
    ("> [!NOTE]\n> Text here", "Text here"), ("> [!tip]- A title\n> Text", "A title|Text"),
    ("Term\n: Its definition", "Term|Its definition"), ("## Install it {#install}", "Install it"),
    ("Read [it]({{< ref \"guide.md\" >}}) now", "Read ⟦[⟧it⟦]({{< ref \"guide.md\" >}})⟧ now"),
    ("{{<link \"how it works\" >}} is good", "⟦{{<link \"how it works\" >}}⟧ is good"),
    ("{{< figure\n src=\"a b\" >}}\nText", "Text"),
    ("[^1]: One\n[^two]: Two", "One|Two"), ("!!! note \"A title\"\n    Inside", "A title|Inside"),
    ("=== \"A tab\"\n\n    Inside", "A tab|Inside"), (":::note[Title]\nText\n:::", "Title|Text"),
    ("::: tip Title here\nText\n:::", "Title here|Text"), ("Text\n{: .note}", "Text"), ("a ==b== c", "a ⟦==⟧b⟦==⟧ c"),
    ("<summary>Words</summary>", "Words"), ("<div>\nText <b>here</b>\n</div>", "Text ⟦<b>⟧here⟦</b>⟧"),
    ("import A from 'a';\n\n<A b={[{c: 'd'}]}>\n  <B>Text</B>\n</A>", "Text"),
    ("[a b][] and [c]\n\n[a b]: u\n[c]: v", "⟦[⟧a b⟦][a b]⟧ and ⟦[⟧c⟦][c]⟧"),
    ("One.\nTwo.", "One.|Two."), ("Done :tada: now", "Done ⟦:tada:⟧ now"), ("A $x_1$ b", "A ⟦$x_1$⟧ b"),
    ("It is $5 or $6 here", "It is $5 or $6 here"), ("{% if x %}One{% endif %} two", "One|two"),
    ("{{< highlight go >}}\ncode *x*\n{{< /highlight >}}\n\nText", "Text"), ("*[HTML]: Hyper Text", "Hyper Text"),
    ("Text here:\n| One | Two |\n|---|---|\n| `a` | b c |", "Text here:|One|Two|b c"),
    ("```\n> [!NOTE]\n: x\n```", ""), ("[a](b){:target=\"_blank\"} c", "⟦[⟧a⟦](b){:target=\"_blank\"}⟧ c"),
  ])
  func dialects(text: String, expected: String) throws {
    #expect(try DocumentFormat.markdown.lines(text).joined(separator: "|") == expected)
  }

  /// A link that its text names keeps its target when its text changes.
  @Test func referencesKeepTheirLabels() throws {
    let written = try DocumentFormat.markdown.translate(
      "See [a b][] and [c].\n\n[a b]: u\n[c]: v\n", with: Doubles.capitals)
    #expect(written == "SEE [A B][a b] AND [C][c].\n\n[a b]: u\n[c]: v\n")
  }

  /// In strings and plain text what writes something is part of the sentence, and nothing in it is text.
  @Test(arguments: [
    "<%= a.b %>", "<%- a b %>", "{{ a | upper }}", "{{{ab}}}", "{{ .A }}", "<?php echo $a; ?>", "<?= $a ?>",
    "{% trans \"Save it\" %}", "{# c d #}", "{{! a b }}",
  ])
  func templatesStayInStrings(tag: String) throws {
    let escaped = tag.replacing("\"", with: "\\\"")
    let written = try DocumentFormat.json.translate(
      "{\"a\": \"Show it, \(escaped) and all of it.\"}", with: Doubles.capitals)
    #expect(written.contains(escaped) && written.contains("SHOW IT") && written.contains("ALL OF IT"))
    let text = try DocumentFormat.text.translate("Show it, \(tag) and all of it.\n", with: Doubles.capitals)
    #expect(text.contains(tag) && text.contains("SHOW IT") && text.contains("ALL OF IT"))
  }

  /// A tag is not broken where lines are filled.
  @Test func filledLinesKeepTags() throws {
    let text =
      "Words stand here and before {{ a | upper }} and after\nwords of a second line that goes on to its end.\n"
    let written = try DocumentFormat.text.translate(text) { [.text("Many more words come first here ")] + $0 }
    #expect(written.contains("{{ a | upper }}"))
  }

  /// Braces in quotes are text of ICU's patterns with no choice in them, too.
  @Test func quotedBracesStayQuoted() throws {
    let written = try DocumentFormat.json.translate(
      "{\"a\": \"It''s '{'here'}' and {name} is there.\"}", with: Doubles.carefulCapitals)
    #expect(written.contains("'{'") && written.contains("'}'") && written.contains(" {name} "))
  }

  @Test(arguments: [
    "{# c d #}", "{% if a %}", "{% trans \"Save it\" %}", "<% if (typeof a !== 'b') { %>", "<?php if ($a > 3) { ?>",
    "<%= a.b %>", "{{ a|b:\"c d\" }}", "{{#if a}}", "{{> part}}", "{%- for x in y -%}", "<?= $a ?>",
  ])
  func templatesStay(tag: String) throws {
    for source in [
      "<p>Some \(tag) words</p>", "<p class=\"\(tag)\">Some words</p>", "<p \(tag)>Some words</p>",
      "<p>a</p>\(tag)<p>b</p>", "<p title=\"Some \(tag) words\">a</p>",
    ] where !(tag.contains("\"") && source.contains("title")) {
      let written = try DocumentFormat.html.translate(source, with: Doubles.capitals)
      #expect(written.contains(tag), "\(source) -> \(written)")
      #expect(written.count == source.count)
    }
    let markdown = try DocumentFormat.markdown.translate("Some \(tag) *words*\n", with: Doubles.capitals)
    #expect(markdown == "SOME \(tag) *WORDS*\n")
  }

  @Test func hardSpacesComeBack() throws {
    let written = try DocumentFormat.html.translate("<p>It is 10&nbsp;km to Figure&nbsp;3</p>") { _ in
      [.text("Bis Abbildung 3 sind es 10 km")]
    }
    #expect(written == "<p>Bis Abbildung&nbsp;3 sind es 10&nbsp;km</p>")
  }

  // MARK: Messages

  @Test(arguments: [
    (
      "You have {n, plural, one {# file} other {# files}} left. Save.",
      ["You have ⟦#⟧ file left.", "You have ⟦#⟧ files left.", "Save."],
      "{n, plural, one {YOU HAVE # FILE LEFT.} other {YOU HAVE # FILES LEFT.}} SAVE."
    ),
    (
      "{n, plural,\n  =0 {none}\n  other {many, ''quoted''}\n}", ["none", "many, 'quoted'"],
      "{n, plural,\n  =0 {NONE}\n  other {MANY, 'QUOTED''}\n}"
    ),
    (
      "New {d, select, a {} other {{d} }} helper", ["New ⟦{d, select, a {} other {{d} }}⟧ helper"],
      "NEW {d, select, a {} other {{d} }} HELPER"
    ),
    (
      "{g, select, f {She has {n, plural, one {a cat} other {# cats}}} other {x}}",
      ["She has a cat", "She has ⟦#⟧ cats", "x"],
      "{g, select, f {{n, plural, one {SHE HAS A CAT} other {SHE HAS # CATS}}} other {X}}"
    ),
  ])
  func messages(pattern: String, segments: [String], expected: String) throws {
    func quoted(_ text: String) -> String {
      "[\"" + text.replacing("\n", with: "\\n") + "\"]"
    }
    #expect(try DocumentFormat.json.lines(quoted(pattern)) == segments)
    let written = try DocumentFormat.json.translate(quoted(pattern), with: Doubles.capitals)
    #expect(written == quoted(expected))
    #expect(MessagePatterns.isPattern(expected))
    #expect(try DocumentFormat.json.translate(quoted(pattern), with: Doubles.identity) == quoted(pattern))
  }

  /// CLDR: German has two forms, Polish four, Japanese one.
  @Test func pluralsHaveTheCategoriesOfTheirLanguage() throws {
    #expect(MessagePatterns.pluralCategories(locale: "de") == ["one", "other"])
    #expect(MessagePatterns.pluralCategories(locale: "pl") == ["one", "few", "many", "other"])
    let source = "[\"{n, plural, one {a file} other {files}}\"]"
    var options = DocumentFormat.options
    options.targetLanguage = "pl"
    #expect(
      try DocumentFormat.json.translate(source, options, with: Doubles.capitals)
        == "[\"{n, plural, one {A FILE} few {FILES} many {FILES} other {FILES}}\"]")
    options.targetLanguage = "ja"
    #expect(
      try DocumentFormat.json.translate(source, options, with: Doubles.capitals) == "[\"{n, plural, other {FILES}}\"]")
  }

  /// Whatever text comes, ICU reads what is written.
  @Test func messagesStayMessages() throws {
    var random = SplitMix(state: 11)
    let marks = ["{", "}", "'", "#", "|", " ", "x", "''", "é", "<b>", "other", ","]
    for _ in 0..<3000 {
      let words = (0..<(1 + random.below(6))).map { _ in marks[random.below(marks.count)] }.joined()
      let source = "[\"Say {a} {n, plural, one {# thing} other {{b} things}} now.\"]"
      let written = try DocumentFormat.json.translate(source) { parts in
        parts.map { if case .text = $0 { .text(words + "w") } else { $0 } }
      }
      let text = String(written.dropFirst(2).dropLast(2))
      #expect(MessagePatterns.isPattern(text), "\(words): \(text)")
    }
  }

  // MARK: Values

  @Test(arguments: [
    "fa-trash", "btn btn-primary", "someEventName", "MMMM Do YYYY, h:mm a", ":year", "snake_case", "a.b.c", "#fff",
    "CONST_NAME", "./path/to", "yyyy-MM-dd",
  ])
  func valuesOfPrograms(text: String) throws {
    #expect(try DocumentFormat.json.lines("{\"a\": \"\(text)\"}").isEmpty)
  }

  @Test(arguments: [
    "Save", "Save the file", "save", "log in", "OK", "Are you sure?", "Größe", "{count} files", "3 days ago",
  ])
  func valuesOfPeople(text: String) throws {
    #expect(try DocumentFormat.json.lines("{\"a\": \"\(text)\"}") == [text])
  }

  @Test func aWordGoesWithItsFile() throws {
    let code = "{\"icon\": \"fa-trash\", \"event\": \"someName\", \"start\": \"node server\", \"x\": \"module\"}"
    let document = try DocumentFormat.json.parse(code)
    #expect(document.segments.isEmpty && document.omissions.count == 4)
    var options = DocumentFormat.options
    options.includedKeys = ["start"]
    #expect(try DocumentFormat.json.lines(code, options) == ["node server"])
  }

  @Test func knownFiles() throws {
    let package = Array("{\"description\": \"A fine thing\", \"author\": \"Some Body\"}".utf8)
    let document = try DocumentFormat.json.parse(package, fileName: "a/package.json", options: DocumentFormat.options)
    #expect(document.segments.map(\.parts.line) == ["A fine thing"])
    let api =
      "openapi: 3.0.0\ninfo:\n  title: A shop\npaths:\n  /a:\n    get:\n      summary: Get it\n      tags: [Some Tag]\n"
    #expect(try DocumentFormat.yaml.lines(api) == ["A shop", "Get it"])
  }

  @Test func linesOfValuesStay() throws {
    let written = try DocumentFormat.json.translate("[\"You can resize it by holding this,\\nhold that to do more\"]") {
      _ in
      [.text("Sie können es ändern, indem Sie dies halten, und jenes für mehr")]
    }
    #expect(written.components(of: "\\n") == 2)
    #expect(
      try DocumentFormat.yaml.lines("a: >-\n  This text is folded and\n  continues here.\n\n  A new paragraph.\n")
        == ["This text is folded and continues here.", "A new paragraph."])
    #expect(
      try DocumentFormat.text.lines("a. First\nb. Second\n\n| One | Two |\n") == ["First", "Second", "One", "Two"])
  }

  // MARK: Subtitles

  private func srt(_ cues: [String]) -> String {
    cues.enumerated().map { "\($0 + 1)\n00:00:0\($0),000 --> 00:00:0\($0),900\n\($1)\n" }.joined(separator: "\n")
  }

  @Test(arguments: [
    (["Introduction", "Topics", "Presenters"], ["Introduction", "Topics", "Presenters"]),
    (["I thought...", "...that you were gone."], ["I thought that you were gone."]), (["[DOOR OPENS]"], ["DOOR OPENS"]),
    (["-You're late. -I know."], ["You're late.", "I know."]), (["♪ La la ♪", "♪ La ♪"], ["La la", "La"]),
    (["I think that", "Peter will come."], ["I think that Peter will come."]),
    (["[SIGHS] I know", "it well."], ["SIGHS", "I know it well."]), (["One\\Ntwo"], ["One two"]),
  ])
  func cues(cues: [String], segments: [String]) throws {
    #expect(try DocumentFormat.srt.lines(srt(cues)) == segments)
  }

  @Test func marksAroundSpeechStay() throws {
    let written = try DocumentFormat.srt.translate(srt(["I thought...", "...that you were gone.", "♪ La ♪", "a\\Nb"])) {
      _ in [.text("Ich dachte, du bist weg")]
    }
    #expect(written.contains("\nIch dachte...\n") && written.contains("\n...du bist weg\n"))
    #expect(written.contains("♪ Ich dachte, du bist weg ♪") && written.contains("\\N"))
    #expect(
      try DocumentFormat.vtt.lines("WEBVTT\n\n00:01.000 --> 00:02.000\nMy friend &nbsp;&lrm;\n") == ["My friend"])
  }

  // MARK: Catalogues

  @Test func catalogues() throws {
    #expect(
      try DocumentFormat.android.lines(Samples.android) == [
        "Open '%1$s' & ⟦<b>⟧save⟦</b>⟧ it", "\"It's in quotes\"", "Some ⟦<i>⟧HTML⟦</i>⟧ text",
        "Hello ⟦<xliff:g id=\"name\" example=\"Bob\">%s</xliff:g>⟧, welcome", "%d file was found",
        "%d files were found",
        "Monday", "Tuesday",
      ])
    let android = try DocumentFormat.android.translate(Samples.android) { parts in
      parts.map { if case .text(let text) = $0 { .text(text + " it's \"so\"") } else { $0 } }
    }
    #expect(android.contains("Monday it\\'s \\\"so\\\"") && android.contains("text it’s"))
    #expect(try DocumentFormat.stringsdict.lines(Samples.stringsdict).first == "There are ⟦%#@files@⟧ here")
    #expect(try DocumentFormat.properties.lines(Samples.properties).contains("Can't open {0}"))
    let properties = try DocumentFormat.properties.translate(Samples.properties) { _ in [.text("Wär's")] }
    #expect(properties.contains("menu.open=W\\u00e4r's\n") && properties.contains("pattern: W\\u00e4r''s\n"))
    let qt = try DocumentFormat.qt.translate(Samples.qt, with: Doubles.capitals)
    #expect(qt.contains("<translation type=\"unfinished\">OPEN THE \"FILE\"</translation>"))
    #expect(qt.components(of: "<numerusform>%N FILE(S) FOUND</numerusform>") == 3)
    #expect(
      try DocumentFormat.fluent.lines(Samples.fluent) == [
        "Welcome, ⟦{ $user }⟧, to ⟦{ -brand }⟧!", "A title here", "A text that goes on in a second line.",
        "One file was found", "⟦{ $count }⟧ files were found", "Firefox",
      ])
    #expect(
      try DocumentFormat.ass.lines(Samples.ass) == ["The first line, with a comma and a second one."])
    #expect(try DocumentFormat.sbv.lines(Samples.sbv) == ["Hello there. How are you?", "MUSIC PLAYS"])
    #expect(try DocumentFormat.resx.lines(Samples.resx) == ["Open the <file>"])
    #expect(try DocumentFormat.strings.lines(Samples.strings) == ["Open \"it\"", "now", "Bare words", "Grün ist es"])
  }

  @Test func creditsAreNotTranslated() throws {
    #expect(try DocumentFormat.po.lines("msgid \"translator-credits\"\nmsgstr \"\"\n").isEmpty)
  }
}

extension String {
  /// How many pieces the text has between marks.
  fileprivate func components(of mark: String) -> Int { split(separator: mark, omittingEmptySubsequences: false).count }
}

/// reStructuredText, as docutils reads it (`Tools/structure-test`).
@Suite struct RestructuredTextTests {
  @Test(arguments: [
    (
      "Title\n=====\n\nText with ``code x``, *some* and `a link <u>`__ here.",
      "Title|Text with ⟦``code x``⟧, ⟦*⟧some⟦*⟧ and ⟦`⟧a link⟦ <u>`__⟧ here."
    ),
    (".. note:: Take care\n   of it.\n\n   More.", "Take care of it.|More."),
    (".. code-block:: c\n\n   int x;\n\nText", "Text"),
    ("Like so::\n\n   code here\n\nText", "Like so|Text"), ("- One\n  two\n- Three", "One two|Three"),
    ("term\n   Its definition", "term|Its definition"), (":param x: the text\n:type y: z", "the text|z"),
    (".. _target:\n.. comment\n\nText :ref:`x y` and |sub| [1]_ name_", "Text ⟦:ref:`x y`⟧ and ⟦|sub|⟧ ⟦[1]_⟧ ⟦name_⟧"),
    ("=====  ====\nA      B\n=====  ====\nx      y\n=====  ====\n\nText", "Text"), ("#. One\n#. Two", "One|Two"),
    ("A *word\nor* two :x:`a\nb` x", "A ⟦*⟧word or⟦*⟧ two ⟦:x:`a\nb`⟧ x"),
  ])
  func segments(text: String, expected: String) throws {
    #expect(try DocumentFormat.rst.lines(text).joined(separator: "|").replacing("|⟦ ", with: "⟦ ") == expected)
  }

  @Test func titlesKeepTheirLines() throws {
    let written = try DocumentFormat.rst.translate("====\nOver\n====\n\nTitle\n-----\n\nA *word*\n") { parts in
      parts.map { if case .text(let text) = $0 { .text(text == "Title" ? "Überschrift" : text + "x") } else { $0 } }
    }
    #expect(written == "=====\nOverx\n=====\n\nÜberschrift\n-----------\n\nA x\\ *wordx*\n")
  }
}
