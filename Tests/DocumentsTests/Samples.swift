import Documents

/// One small file of each format, with what is hard about it.
enum Samples {
  static let all: [(format: DocumentFormat, text: String)] = [
    (.text, text), (.markdown, markdown), (.html, html), (.srt, srt), (.vtt, vtt), (.po, po), (.xliff, xliff12),
    (.xliff, xliff20), (.json, json), (.yaml, yaml), (.tsv, tsv), (.csv, csv), (.markdown, dialects),
    (.html, templates),
    (.jsonl, jsonl), (.toml, toml), (.android, android), (.strings, strings), (.stringsdict, stringsdict),
    (.properties, properties), (.resx, resx), (.qt, qt), (.fluent, fluent), (.ass, ass), (.sbv, sbv), (.ttml, ttml),
    (.json, messages), (.rst, rst), (.notebook, notebook), (.asciidoc, asciidoc), (.docbook, docbook), (.dita, dita),
    (.latex, latex),
    (.xcstrings, xcstrings), (.vue, vue),
  ]

  static let text = """
    THE HEADING
    ===========

    A paragraph whose lines are wrapped by hand somewhere near the right
    margin, so that they have to be joined before they can be translated.

      * An item of a list that is long enough to go on in a second line, which
        hangs below its first word.
      * Another one.

    > A quotation of mail that somebody has wrapped at about seventy columns
    > and that has a second line.

      -v, --verbose    say what is done
      -q, --quiet      say nothing

    """

  static let markdown = """
    ---
    title: "A title: with a colon"
    date: 2026-01-31
    ---

    # Heading with `code` #

    A paragraph with **bold**, *emphasis*, a [link](https://example.org/a_(b) "Its title"), an
    ![image](picture.png "Picture") in its middle, <kbd>Ctrl</kbd> and <https://example.org>, snake_case and 2 * 3,
    a note[^1], an entity &amp; a \\* star, [ref] and [array].

    > A quotation that goes\\
    > on after a hard break.
    >
    > - [ ] A task
    >   with two lines

    1. First
    2. Second ~~gone~~

    | Head | Other |
    |------|:-----:|
    | a \\| b | `x` and **y** |

    ```swift
    let code = "stays"
    ```

        indented code

    <div>raw *HTML*</div>

    Setext heading
    --------------

    [^1]: The text of the note.

    [ref]: https://example.org "Reference"

    [![badge](a.svg)](https://example.org)

    """

  static let html = """
    <!DOCTYPE html>
    <html><head><meta charset="utf-8"><title>A page &amp; more</title>
    <meta name="description" content="What it is about"><style>p { color: red }</style></head>
    <body>
    <!-- A comment with <p>markup</p> -->
    <p class=x>Text with <b>bold</b>, <a href="x.html" title="Hover me">a link</a>,
       <code>code here</code> and an <img src=a.png alt='A "picture"'> inside.
    <p>Another one<br>with a break.<br><br>And a third.</p>
    <p translate="no">Stays <b>as</b> it is</p>
    <pre>pre formatted</pre><script>if (a < b) { text }</script>
    <ul><li>One<li>Two &copy; three &unknown; 1 < 2</ul>
    <input type=submit value=Send><input placeholder="Your name">
    <p><b>All bold text</b></p>
    </body></html>

    """

  static let srt = """
    1
    00:00:01,000 --> 00:00:02,500
    I never thought that the old
    house would still be

    2
    00:00:02,600 --> 00:00:04,000
    standing here.

    3
    00:00:06,000 --> 00:00:07,000
    - <i>Hello</i> there!
    - Hi.

    4
    00:00:08,000 --> 00:00:09,000
    {\\an8}<i>It was a dark night.</i>

    """

  static let vtt = """
    WEBVTT - A title

    STYLE
    ::cue { color: red }

    NOTE A note that stays

    intro
    00:01.000 --> 00:02.000 line:0 align:start
    <v Anna>Fish &amp; chips, <b>please</b>.

    00:03.000 --> 00:04.000
    Thank you!

    """

  static let po = """
    # A comment.
    msgid ""
    msgstr ""
    "Project-Id-Version: x 1\\n"
    "PO-Revision-Date: YEAR-MO-DA HO:MI+ZONE\\n"
    "Last-Translator: FULL NAME <EMAIL@ADDRESS>\\n"
    "Language-Team: LANGUAGE <LL@li.org>\\n"
    "Language: \\n"
    "MIME-Version: 1.0\\n"
    "Content-Type: text/plain; charset=CHARSET\\n"
    "Content-Transfer-Encoding: 8bit\\n"
    "Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n"

    #. Extracted
    #: a.c:1
    msgctxt "menu"
    msgid "Open \\"%s\\"\\n"
    msgstr ""

    #, c-format
    msgid "%d file was removed"
    msgid_plural "%d files were removed"
    msgstr[0] ""
    msgstr[1] ""

    msgid ""
    "A long message that has been broken into several lines by gettext, because "
    "it does not fit.\\n"
    "\\n"
    "And a second paragraph.\\n"
    msgstr ""

    #, fuzzy
    #| msgid "Old"
    msgid "Kept"
    msgstr "Bleibt"

    #~ msgid "Obsolete"
    #~ msgstr "Veraltet"

    """

  static let xliff12 = """
    <?xml version="1.0" encoding="UTF-8"?>
    <xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
      <file original="a" source-language="en" datatype="plaintext">
        <body>
          <trans-unit id="1">
            <source>Open <g id="1">the file</g> &amp; <x id="2"/> read</source>
          </trans-unit>
          <trans-unit id="2"><source>Hello</source><target state="new"/></trans-unit>
          <trans-unit id="3"><source>Done</source><target>Fertig</target></trans-unit>
          <trans-unit id="4" translate="no"><source>No</source></trans-unit>
          <trans-unit id="5"><source>A <ph id="1">&lt;br/&gt;</ph> b</source><target></target><alt-trans>
            <source>Not this</source><target>Nicht dies</target></alt-trans></trans-unit>
        </body>
      </file>
    </xliff>

    """

  static let xliff20 = """
    <xliff version="2.0" srcLang="en" xmlns="urn:oasis:names:tc:xliff:document:2.0">
     <file id="f"><unit id="u"><originalData><data id="d">x y</data></originalData><segment state="initial">
       <source>Press <pc id="1">the <ph id="2"/> key</pc> now</source>
     </segment><ignorable><source>  </source></ignorable></unit></file>
    </xliff>

    """

  static let json = """
    {"menu": {"open": "Open \\"it\\"", "count": 12.5e3, "on": true, "nothing": null},
     "list": ["One", ["Two\\nthree", {"deep": "Gr\\u00fcn \\ud83d\\ude00"}]], "@open": {"description": "A note"}}
    """

  static let yaml = """
    # A comment
    en:
      title: "Hello: world"   # another
      plain: Some text here
      anchor: &a !!str tagged text
      alias: *a
      number: 12.5
      truth: yes
      date: 2026-01-31
      single: 'it''s here'
      literal: |
        A first line.

        A second line.
      folded: >-
        A text that is folded over
        two lines.

        A new paragraph.
      list: [one, "two, three", {key: a value}]

    """

  static let tsv = "id\ttext\n1\tHello there\n2\t\"with \"\"quotes\"\"\"\n3\tSay \"hi\" to me\n"

  static let csv = """
    id,text,other
    1,Hello there,stays
    2,"With a ""quote"", a comma and
    A line break",stays
    3

    """
}
