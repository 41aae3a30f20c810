/// A page that stands alone: no scripts, no fonts or images from elsewhere, light and dark.
package struct HTMLPage {
  /// As text.
  package var title: String
  /// As HTML, like all that follows.
  package var heading: String
  package var main: String
  /// Beside ``PageStyle``.
  package var style: String

  package init(title: String, heading: String, main: String, style: String = "") {
    self.title = title
    self.heading = heading
    self.main = main
    self.style = style
  }

  package var html: String {
    """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>\(HTML.escaped(title))</title><style>\(PageStyle.css)\(style)</style></head><body>
    <header>\(heading)</header><main>
    \(main)
    </main><footer>translate \(programVersion)</footer></body></html>

    """
  }
}
