import Text

/// A pattern of ICU's MessageFormat. Each branch of a choice is translated with the rest of its sentence, which moves
/// into the branches; a choice without words of its own is part of the sentence around it, as an argument is.
struct MessageDocument: TranslatableDocument {
  private(set) var segments: [DocumentSegment] = []
  private let source: String
  private let file: String
  private let locale: String
  private var layout: [Piece] = []

  /// What the pattern is made of when it is written again.
  private indirect enum Piece: Sendable {
    case fixed(String)
    /// The segment with this number.
    case segment(Int)
    case choice(MessagePattern.Choice, bodies: [[Piece]])
  }

  /// More variants of one sentence than this are not written out; each branch is then translated by itself.
  private static let mostVariants = 24

  /// nil where the text has no choice in it, or cannot be read.
  init?(_ text: String, file: String, line: Int, context: String?, language: String) {
    guard let pattern = MessagePattern(text), MessagePatterns.isPattern(text) else { return nil }
    (source, self.file, locale) = (text, file, language)
    var builder = Builder(line: line, context: context)
    layout = builder.pieces(pattern.nodes, inPlural: false)
    segments = builder.segments
  }

  func rendered(_ translations: [[SegmentPart]?]) throws(DocumentError) -> [UInt8] {
    try segments.check(translations, file: file)
    guard zip(segments, translations).contains(where: { $1 != nil && $1 != $0.parts }) else {
      return Array(source.utf8)
    }
    let texts = zip(segments, translations).map { $1 ?? $0.parts }
    let written = write(layout, texts, inPlural: false)
    // What ICU does not read would stop the program that shows it.
    return Array((MessagePatterns.isPattern(written) ? written : source).utf8)
  }

  private func write(_ pieces: [Piece], _ texts: [[SegmentPart]], inPlural: Bool) -> String {
    pieces.map { piece in
      switch piece {
      case .fixed(let text): text
      case .segment(let index): Self.quoted(texts[index], inPlural: inPlural)
      case .choice(let choice, let bodies): write(choice, bodies, texts)
      }
    }.joined()
  }

  /// Plurals get the categories of the target language; those that the source does not have are written as `other` is.
  private func write(_ choice: MessagePattern.Choice, _ bodies: [[Piece]], _ texts: [[SegmentPart]]) -> String {
    let written = bodies.map { write($0, texts, inPlural: choice.kind != .select) }
    var result = choice.head
    let branches = Array(zip(choice.branches, written))
    let known = Set(choice.branches.map(\.keyword))
    let categories =
      choice.kind == .select
      ? [] : MessagePatterns.pluralCategories(locale: locale, isOrdinal: choice.kind == .selectordinal)
    for (branch, body) in branches {
      let separator = branch.space.isEmpty ? branches.first?.0.space ?? " " : branch.space
      if branch.keyword == "other" {
        for category in categories where !known.contains(category) && !["one", "zero", "two"].contains(category) {
          result += "\(category)\(branch.gap){\(body)}\(separator.isEmpty ? " " : separator)"
        }
      } else if choice.kind != .select, !branch.keyword.hasPrefix("="), !categories.contains(branch.keyword) {
        continue
      }
      result += "\(branch.keyword)\(branch.gap){\(body)}\(branch.space)"
    }
    return result + choice.tail
  }

  private static func quoted(_ parts: [SegmentPart], inPlural: Bool) -> String {
    parts.map { part in
      switch part {
      case .span(let span): span
      case .text(let text): quoted(text, inPlural: inPlural)
      }
    }.joined()
  }

  private static func quoted(_ text: String, inPlural: Bool) -> String {
    var result = ""
    for (index, character) in text.enumerated() {
      switch character {
      case "{", "}": result += "'\(character)'"
      case "#" where inPlural: result += "'#'"
      case "'":
        let next = text.dropFirst(index + 1).first
        let needsAnother = next.map { "{}'#".contains($0) } ?? true
        result += needsAnother ? "''" : "'"
      default: result.append(character)
      }
    }
    return result
  }

  // MARK: Cutting a pattern into segments

  private struct Builder {
    let line: Int
    let context: String?
    var segments: [DocumentSegment] = []
    private typealias Node = MessagePattern.Node

    init(line: Int, context: String?) { (self.line, self.context) = (line, context) }

    mutating func pieces(_ nodes: [MessagePattern.Node], inPlural: Bool) -> [Piece] {
      guard let place = nodes.firstIndex(where: Self.hasWords) else { return sentence(nodes, inPlural) }
      guard case .choice(let choice) = nodes[place] else { return [] }
      let (head, lead) = Self.cutAfterLastSentence(Array(nodes[..<place]))
      let (tail, rest) = Self.cutAfterFirstSentence(Array(nodes[(place + 1)...]))
      let moves =
        (lead + tail).contains { Self.hasLetters($0) || Self.hasWords($0) }
        && Self.variants(lead + [nodes[place]] + tail) <= MessageDocument.mostVariants
        && !(inPlural && choice.kind != .select
          && (lead + tail).contains { if case .argument("#") = $0 { true } else { false } })
      let isPlural = choice.kind == .select ? inPlural : true
      let bodies = choice.branches.map { branch in
        moves ? pieces(lead + branch.body + tail, inPlural: isPlural) : pieces(branch.body, inPlural: isPlural)
      }
      let middle = Piece.choice(choice, bodies: bodies)
      let start = sentence(head, inPlural)
      return moves
        ? start + [middle] + pieces(rest, inPlural: inPlural)
        : start + sentence(lead, inPlural) + [middle] + pieces(tail + rest, inPlural: inPlural)
    }

    /// Nodes without words in choices: fixed where there is nothing to translate, else a segment for each line.
    private mutating func sentence(_ nodes: [MessagePattern.Node], _ inPlural: Bool) -> [Piece] {
      var lines: [[SegmentPart]] = [[]]
      for node in nodes {
        switch node {
        case .argument(let text): lines[lines.count - 1].append(.span(text))
        case .choice(let choice): lines[lines.count - 1].append(.span(choice.source))
        case .text(let text):
          for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { lines.append([]) }
            if !line.isEmpty { lines[lines.count - 1].append(.text(String(line))) }
          }
        }
      }
      var pieces: [Piece] = []
      for (index, line) in lines.enumerated() {
        if index > 0 { pieces.append(.fixed("\n")) }
        pieces += segment(line, inPlural)
      }
      return pieces
    }

    private mutating func segment(_ parts: [SegmentPart], _ inPlural: Bool) -> [Piece] {
      guard parts.hasLetters else { return [.fixed(MessageDocument.quoted(parts, inPlural: inPlural))] }
      var parts = parts
      var (before, after) = ("", "")
      if case .text(let text)? = parts.first {
        let kept = text.drop { $0.isASCII && $0.isWhitespace }
        before = String(text.prefix(text.count - kept.count))
        parts[0] = .text(String(kept))
      }
      if case .text(let text)? = parts.last {
        let kept = text.trimmingEnd()
        after = String(text.suffix(text.count - kept.count))
        parts[parts.count - 1] = .text(kept)
      }
      parts.removeAll { $0 == .text("") }
      segments.append(DocumentSegment(parts: parts, line: line, context: context))
      return [.fixed(before), .segment(segments.count - 1), .fixed(after)]
    }

    private static func hasLetters(_ node: MessagePattern.Node) -> Bool {
      if case .text(let text) = node { text.hasLetters } else { false }
    }

    /// Whether a node is a choice with something to translate in it.
    private static func hasWords(_ node: MessagePattern.Node) -> Bool {
      guard case .choice(let choice) = node else { return false }
      return choice.branches.contains { $0.body.contains { hasLetters($0) || hasWords($0) } }
    }

    private static func variants(_ nodes: [MessagePattern.Node]) -> Int {
      nodes.reduce(1) { count, node in
        guard case .choice(let choice) = node, hasWords(node) else { return count }
        return min(count * choice.branches.reduce(0) { $0 + variants($1.body) }, 10_000)
      }
    }

    /// `Saved. You have ` is `Saved.` and ` You have `.
    private static func cutAfterLastSentence(
      _ nodes: [MessagePattern.Node]
    ) -> ([MessagePattern.Node], [MessagePattern.Node]) {
      for index in nodes.indices.reversed() {
        guard case .text(let text) = nodes[index], let cut = ends(text).last else { continue }
        return (nodes[..<index] + [.text(String(text[..<cut]))], [.text(String(text[cut...]))] + nodes[(index + 1)...])
      }
      return ([], nodes)
    }

    private static func cutAfterFirstSentence(
      _ nodes: [MessagePattern.Node]
    ) -> ([MessagePattern.Node], [MessagePattern.Node]) {
      for index in nodes.indices {
        guard case .text(let text) = nodes[index], let cut = ends(text).first else { continue }
        return (nodes[..<index] + [.text(String(text[..<cut]))], [.text(String(text[cut...]))] + nodes[(index + 1)...])
      }
      return (nodes, [])
    }

    /// Where sentences end before others: behind a mark with white space after it, and at line breaks.
    private static func ends(_ text: String) -> [String.Index] {
      text.indices.filter { index in
        let next = text.index(after: index)
        if text[index].isNewline { return true }
        return ".!?".contains(text[index]) && next < text.endIndex && text[next].isWhitespace
      }.map { text[$0].isNewline ? $0 : text.index(after: $0) }
    }
  }
}
