/// What becomes of the separators in numbers.
public enum NumberStyle: String, Sendable, Hashable, CaseIterable {
  /// They are those of the target language: English `1,299.99` becomes German `1.299,99`, which a German reader would
  /// otherwise take for one and a bit.
  case localize
  /// Every number stays as it is.
  case keep
}
