/// What the elements of HTML mean for a translator (html.spec.whatwg.org).
enum MarkupNames {
  /// Their content is not language.
  static let opaque: Set<String> = [
    "code", "kbd", "samp", "var", "tt", "script", "style", "pre", "math", "svg", "xmp", "listing", "object", "canvas",
    "noembed", "iframe", "textarea",
  ]

  /// They have no content.
  static let void: Set<String> = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
  ]

  /// They stand within sentences; every other element begins and ends them.
  static let inline: Set<String> = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "img", "input", "ins", "kbd", "label", "map", "mark", "math", "nobr", "object", "output", "q", "rb",
    "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "svg", "time", "tt", "u",
    "var", "wbr", "canvas", "iframe", "embed", "script", "style", "textarea",
  ]

  /// What a whole tag, comment or declaration is in running text.
  static func kind(ofTag tag: String) -> InlineItem.Kind {
    let isClosing = tag.hasPrefix("</")
    let name = tag.dropFirst(isClosing ? 2 : 1).prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
      .lowercased()
    if name.isEmpty || void.contains(name) || tag.hasSuffix("/>") { return .void }
    let isProtected = tag.lowercased().contains("translate=\"no\"") || tag.contains("notranslate")
    return isClosing ? .close("<\(name)>") : .open("<\(name)>", isOpaque: opaque.contains(name) || isProtected)
  }
}
