/// Puts a full stop back that stood in front of a closing bracket or quotation mark at the end.
enum ClosingStop {
  /// `translation` as it ends in `source`: `(Ja)` becomes `(Ja.)` where the source is `(Yes.)`.
  static func repaired(_ translation: String, like source: String) -> String {
    guard let closer = source.unicodeScalars.last, closers.contains(closer),
      let stop = source.unicodeScalars.dropLast().last, stops.contains(stop), translation.unicodeScalars.last == closer,
      let last = translation.unicodeScalars.dropLast().last, last.isAlphanumeric
    else { return translation }
    var scalars = Array(translation.unicodeScalars)
    scalars.insert(stop, at: scalars.count - 1)
    return String(String.UnicodeScalarView(scalars))
  }

  private static let closers = Set(")]\"".unicodeScalars)
  private static let stops = Set(".!?".unicodeScalars)
}
