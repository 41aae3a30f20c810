/// The cells of the edit matrix of two lines that Tercom's beam looks at: for row `i` (so many words of the hypothesis)
/// the columns `low[i]..<high[i]` (so many words of the reference) around the line from corner to corner.
struct EditBand: ~Copyable {
  private(set) var low = Buffer<Int>()
  private(set) var high = Buffer<Int>()
  /// Cells to keep for a row: its own, one before, and those after it that only the next row reaches.
  private(set) var stride = 0

  /// The beam's half width where lengths are similar.
  private static let width = 25

  /// - Parameters:
  ///   - rows: words of the hypothesis, at least 1.
  ///   - columns: words of the reference, at least 1.
  mutating func fit(rows: Int, columns: Int) {
    let ratio = Double(columns) / Double(rows)
    // A wide beam for very different lengths, so that neighbouring rows overlap.
    let beam =
      Double(EditBand.width) < ratio / 2
      ? Int((ratio / 2 + Double(EditBand.width)).rounded(.up)) : EditBand.width
    low.count = 0
    high.count = 0
    low.append(0)
    high.append(columns + 1)
    for row in 1...rows {
      let diagonal = Int((Double(row) * ratio).rounded(.down))
      low.append(max(0, diagonal - beam))
      high.append(row == rows ? columns + 1 : min(columns + 1, diagonal + beam))
    }
    stride = widestRow(rows)
  }

  private func widestRow(_ rows: Int) -> Int {
    var widest = 0
    for row in 1...rows { widest = max(widest, high[min(row + 1, rows)] - low[row]) }
    return widest + 2
  }
}
