extension DocumentSegment {
  /// What a span does in a sequence of parts.
  enum SpanRole { case opening, closing, single }

  /// The role of each part, `nil` for text. `nil` for all where pairs do not nest, or hold nothing.
  func roles(in parts: [SegmentPart]) -> [SpanRole?]? {
    var closings: [String: Set<String>] = [:]
    for pair in pairs { closings[pair.opening, default: []].insert(pair.closing) }
    let allClosings = Set(pairs.map(\.closing))
    var roles: [SpanRole?] = []
    // The pairs that are open, and whether they hold anything yet.
    var open: [(span: String, isFilled: Bool)] = []
    for part in parts {
      let role = role(of: part, last: open.last?.span, closings, allClosings)
      roles.append(role)
      switch (role, part) {
      case (.opening, .span(let span)): open.append((span, false))
      case (.closing, _):
        guard open.popLast()?.isFilled == true else { return nil }
        if !open.isEmpty { open[open.count - 1].isFilled = true }
      case (.single, .span(let span)):
        if allClosings.contains(span) { return nil }
        if !open.isEmpty { open[open.count - 1].isFilled = true }
      case (_, .text(let text)) where !open.isEmpty && text.utf8.contains { !$0.isSpace }:
        open[open.count - 1].isFilled = true
      default: break
      }
    }
    return open.isEmpty ? roles : nil
  }

  private func role(
    of part: SegmentPart, last: String?, _ closings: [String: Set<String>], _ allClosings: Set<String>
  ) -> SpanRole? {
    guard case .span(let span) = part else { return nil }
    if let last, closings[last]?.contains(span) == true { return .closing }
    return closings[span] != nil ? .opening : .single
  }
}
