extension DocumentShape {
  /// Everything of a notebook but its Markdown cells, to the letter; of those the structure of their Markdown.
  static func notebook(_ source: SourceText, _ fileName: String, _ options: DocumentOptions) -> [String] {
    guard let strings = try? JSONScanner.strings(of: source, all) else { return ["broken"] }
    var types: [String: String] = [:]
    for (range, path) in strings where path.count == 3 && path[0] == "cells" && path[2] == "cell_type" {
      types[path[1]] = source.string(range)
    }
    var shape: [String] = []
    var cells: [(number: String, text: String)] = []
    for (range, path) in strings {
      let isText = path.count >= 3 && path[0] == "cells" && path[2] == "source" && types[path[1]] == "\"markdown\""
      guard isText else {
        shape.append("\(path.joined(separator: ".")): \(source.string(range))")
        continue
      }
      let part = JSONEscapes.text(source.bytes, range) ?? ""
      if cells.last?.number == path[1] { cells[cells.count - 1].text += part } else { cells.append((path[1], part)) }
    }
    for cell in cells {
      guard let text = try? SourceText(Array(cell.text.utf8), file: fileName, format: .markdown) else {
        return ["broken"]
      }
      shape += ["cell \(cell.number)"] + markdown(text, options)
    }
    return shape
  }
}
