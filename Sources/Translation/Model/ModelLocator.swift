import Glibc

/// Finds the directory of a model, by a path or a name, where no one says or where it has been installed.
public struct ModelLocator: Sendable {
  /// The value of `TRANSLATE_MODEL`: a path or a name; nil or empty counts as not set.
  public var environmentModel: String?

  /// The path of the running program, all links resolved.
  public var executable: String

  /// The model that is used when none is named.
  public static let defaultModel = "en-de"

  public init(environmentModel: String?, executable: String) {
    self.environmentModel = environmentModel
    self.executable = executable
  }

  /// Looks around the running process.
  public init() {
    let model = getenv("TRANSLATE_MODEL").map { String(cString: $0) }
    self.init(environmentModel: model, executable: Self.runningExecutable ?? "/usr/local/bin/translate")
  }

  /// The directory of `model`, or, where that is nil, of the one in the environment or else of the default.
  ///
  /// A model that is not the path of a directory and has no slash is a name. It is looked for in
  /// `../share/translate/models` beside the executable's directory, then in the `Models` directories of all directories
  /// above the executable, as in a checkout.
  ///
  /// - Throws: ``TranslationError/modelNotFound(name:places:)`` with all the places looked at.
  public func directory(of model: String? = nil) throws -> String {
    let environment = environmentModel.flatMap { $0.isEmpty ? nil : $0 }
    let isNamed = model != nil || environment != nil
    let name = model ?? environment ?? Self.defaultModel
    let places = (isNamed ? [name] : []) + (name.contains("/") ? [] : installedPlaces(of: name))
    guard let found = places.first(where: Self.isDirectory) else {
      throw TranslationError.modelNotFound(name: name, places: places)
    }
    return found
  }

  private func installedPlaces(of name: String) -> [String] {
    var directory = Self.parent(of: executable)
    var places = ["\(Self.parent(of: directory))/share/translate/models/\(name)"]
    while !directory.isEmpty {
      directory = Self.parent(of: directory)
      places.append("\(directory)/Models/\(name)")
    }
    return places
  }

  /// The path up to its last slash; empty for the root.
  private static func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    return String(path[..<slash])
  }

  private static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static var runningExecutable: String? {
    guard let path = realpath("/proc/self/exe", nil) else { return nil }
    defer { free(path) }
    return String(cString: path)
  }
}
