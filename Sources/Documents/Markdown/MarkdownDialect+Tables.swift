// Tables right below a line of text.
extension MarkdownDialect {
  /// Tables that begin right below a line of text, as GitHub allows and md4c does not: it has to see them by themselves.
  mutating func findTables(_ lines: [Range<Int>], _ isCode: [Bool]) {
    var index = 1
    while index + 1 < lines.count {
      defer { index += 1 }
      guard !isCode[index], isDelimiterRow(lines[index + 1]), bytes[lines[index]].contains(UInt8(ascii: "|")),
        let first = bytes[lines[index - 1]].first, !first.isSpace, !"|#>-*+".utf8.contains(first),
        bytes[lines[index]].first.map({ !$0.isSpace && $0 != UInt8(ascii: ">") }) == true
      else { continue }
      var end = index + 2
      while end < lines.count, !bytes.trimmed(lines[end]).isEmpty { end += 1 }
      tables.append(lines[index].lowerBound..<lines[end - 1].upperBound)
      index = end
    }
  }

  private func isDelimiterRow(_ line: Range<Int>) -> Bool {
    let row = bytes[bytes.trimmed(line)]
    return row.contains(UInt8(ascii: "|")) && row.contains(UInt8(ascii: "-"))
      && row.allSatisfy { "|-: \t".utf8.contains($0) }
  }

  /// What md4c is to see, one after the other: the document, and tables that it would take for text.
  var views: [[UInt8]] {
    guard !tables.isEmpty else { return [view.bytes] }
    var rest = view.bytes
    var alone = view.bytes
    for index in rest.indices where rest[index] != .newline && rest[index] != .carriageReturn {
      if tables.contains(where: { $0.contains(index) }) { rest[index] = .space } else { alone[index] = .space }
    }
    return [rest, alone]
  }
}
