extension Translator {
  /// Where a model is found.
  public enum Model: Sendable, Hashable {
    /// What the environment variable `TRANSLATE_MODEL` says, a path or a name, or else the English-German model.
    case standard

    /// One that is installed, such as `en-de`: see ``ModelLocator/directory(named:)`` for the places.
    case named(String)

    /// A model directory's path.
    case directory(String)

    func directory() throws -> String {
      switch self {
      case .standard: try ModelLocator().directory()
      case .named(let name): try ModelLocator().directory(named: name)
      case .directory(let path): path
      }
    }
  }
}
