/// More samples: dialects, templates, and the catalogues of programs.
extension Samples {
  static let dialects = """
    +++
    title = "A title in TOML"
    date = 2026-01-31
    +++

    ## Install the server {#install .wide}

    > [!NOTE]
    > This is only in the **beta** version.

    !!! warning "Mind the gap"
        The text of the admonition,
        which has two lines.

    === "First tab"

        Text of the tab.

    :::tip[A hint]
    Text between colons.
    :::

    Term
    : The definition of the term.

    A note.[^1] And another.[^long-note] See [the policy][] and [its notes], ==marked== text and :tada: here.

    [^1]: The text of the note.
    [^long-note]: A longer note with `code`.

    {{< figure
      src="a.png" >}}

    Read [the guide]({{< ref "guide.md" >}}) before you start. It costs $5, and $x^2$ is a formula.
    {: .lead}

    <details>
    <summary>Words of the summary</summary>
    Some text inside.
    </details>

    One sentence stands here.
    Another one stands there.

    [the policy]: https://example.org/policy
    [its notes]: https://example.org/notes
    *[HTML]: Hyper Text

    """

  static let templates = """
    <!DOCTYPE html><html><head><meta charset="utf-8"><title>{{ page.title }} of pages</title></head><body>
    {# a comment with words #}
    {% if user %}<p class="{% if x %}a{% endif %}">Hello {{ user.name }}, how are you?</p>{% endif %}
    <% if (typeof window !== 'undefined') { %><p>Only <%= there %> then</p><% } %>
    <?php if ($a > 3) { ?><p>More than three</p><?php } ?>
    <input type="submit" value="{% trans "Remove" %}" title="Remove {{ name }} now">
    <p>Text&nbsp;with&nbsp;hard spaces</p>
    </body></html>

    """

  static let jsonl = "{\"text\": \"First line of text\"}\n{\"text\": \"Second one\", \"n\": 2}\n"

  static let toml = """
    # A comment
    title = "A title: with a colon"
    literal = 'It has "quotes" inside'
    number = 12.5
    date = 1979-05-27 07:32:00
    [menu.file]
    "open it" = "Open the file \\u00fc" # comment
    list = ["Number one is here", "Number two is there", [1, 2], { label = "A label here" }]
    text = \"\"\"
    A text of several lines that belong together because
    they have been wrapped.

    And a second paragraph.
    \"\"\"
    [[items]]
    name = "The first item"

    """

  static let android = """
    <?xml version="1.0" encoding="utf-8"?>
    <resources xmlns:xliff="urn:oasis:names:tc:xliff:document:1.2">
        <!-- A comment -->
        <string name="open">Open \\'%1$s\\' &amp; <b>save</b> it</string>
        <string name="app" translatable="false">Not this one</string>
        <string name="quoted">"It's  in quotes"</string>
        <string name="ref">@string/open</string>
        <string name="html"><![CDATA[Some <i>HTML</i> text]]></string>
        <string name="given">Hello <xliff:g id="name" example="Bob">%s</xliff:g>, welcome</string>
        <plurals name="files">
            <item quantity="one">%d file was found</item>
            <item quantity="other">%d files were found</item>
        </plurals>
        <string-array name="days"><item>Monday</item><item>Tuesday</item></string-array>
    </resources>

    """

  static let strings = """
    /* A comment with "quotes" */
    "open" = "Open \\"it\\"\\nnow";
    // another
    bare_key = "Bare words";
    "unicode" = "Gr\\U00fcn ist es";

    """

  static let stringsdict = """
    <?xml version="1.0" encoding="UTF-8"?>
    <plist version="1.0"><dict><key>files</key><dict>
      <key>NSStringLocalizedFormatKey</key><string>There are %#@files@ here</string>
      <key>files</key><dict><key>NSStringFormatSpecTypeKey</key><string>NSStringPluralRuleType</string>
      <key>NSStringFormatValueTypeKey</key><string>d</string>
      <key>one</key><string>%d file</string><key>other</key><string>%d files</string></dict></dict></dict></plist>

    """

  static let properties = """
    # A comment
    ! another
    menu.open=Open the file
    menu.long = A value that goes on \\
        in the next line
    pattern: Can''t open {0}
    unicode Gr\\u00fcn ist es

    """

  static let resx = """
    <?xml version="1.0" encoding="utf-8"?>
    <root><resheader name="version"><value>2.0</value></resheader>
      <data name="Open" xml:space="preserve"><value>Open the &lt;file&gt;</value><comment>Not this</comment></data>
      <data name="Icon" type="System.Drawing.Icon"><value>None of this</value></data>
      <data name="&gt;&gt;a.Name"><value>Form</value></data>
    </root>

    """

  static let qt = """
    <?xml version="1.0" encoding="utf-8"?>
    <!DOCTYPE TS>
    <TS version="2.1" language="de" sourcelanguage="en">
    <context>
        <name>Window</name>
        <message>
            <source>Open the &quot;file&quot;</source>
            <translation type="unfinished"></translation>
        </message>
        <message numerus="yes">
            <source>%n file(s) found</source>
            <translation type="unfinished"><numerusform></numerusform><numerusform></numerusform></translation>
        </message>
        <message><source>Done</source><translation>Fertig</translation></message>
    </context>
    </TS>

    """

  static let fluent = """
    # A comment
    welcome = Welcome, { $user }, to { -brand }!
        .title = A title here
    long =
        A text that goes on
        in a second line.
    files =
        { $count ->
            [one] One file was found
           *[other] { $count } files were found
        }
    -brand = Firefox

    """

  static let ass = """
    [Script Info]
    Title: A title

    [Events]
    Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
    Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\an8}The first line, with a comma\\Nand a second one.
    Comment: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,Not this
    Dialogue: 0,0:00:05.00,0:00:06.00,Default,,0,0,0,,{\\p1}m 0 0 l 1 1{\\p0}

    """

  static let sbv = "0:00:01.000,0:00:02.000\nHello there.\nHow are you?\n\n0:00:03.000,0:00:04.000\n[MUSIC PLAYS]\n\n"

  static let ttml = """
    <?xml version="1.0" encoding="UTF-8"?>
    <tt xmlns="http://www.w3.org/ns/ttml"><head><styling><style xml:id="s1"/></styling></head><body><div>
    <p begin="1s" end="2s">Hello <span style="s1">there</span>,<br/>how are you?</p>
    </div></body></tt>

    """

  static let messages = """
    {"files": "You have {count, plural, =0 {no files} one {# file} other {# files}} left. Save them.",
     "who": "{who, select, female {She} male {He} other {They}} said {what}.", "mixed": "Page {n} of the book",
     "laravel": "{0} There are none|[1,19] There are some|[20,*] There are many",
     "lines": "The first line goes on\\nhere in the second one"}

    """
}
