import Glibc
import IO

/// Finds the directory of a model, by a path or a name, where no one says or where it has been installed.
public struct ModelLocator: Sendable {
  /// The value of `TRANSLATE_MODEL`: a path or a name; nil or empty counts as not set.
  public var environmentModel: String?

  /// The path of the running program, all links resolved.
  public var executable: String

  /// Where data of programs is kept that are not beside the running one, such as `/usr/share`.
  public var shares: [String]

  /// The model that is used when none is named.
  public static let defaultModel = "en-de"

  public init(environmentModel: String?, executable: String, shares: [String] = []) {
    self.environmentModel = environmentModel
    self.executable = executable
    self.shares = shares
  }

  /// Looks around the running process.
  public init() {
    self.init(
      environmentModel: Self.environment("TRANSLATE_MODEL"),
      executable: Self.runningExecutable ?? "/usr/local/bin/translate", shares: Self.usualShares)
  }

  /// The directory of `model`, or, where that is nil, of the one in the environment or else of the default.
  ///
  /// A model that is not the path of a directory and has no slash is a name: see ``directory(named:)``.
  ///
  /// - Throws: ``TranslationError/modelNotFound(name:places:)`` with all the places looked at.
  public func directory(of model: String? = nil) throws -> String {
    let environment = environmentModel.flatMap { $0.isEmpty ? nil : $0 }
    let isNamed = model != nil || environment != nil
    let name = model ?? environment ?? Self.defaultModel
    return try first(of: (isNamed ? [name] : []) + (name.contains("/") ? [] : installedPlaces(of: name)), name)
  }

  /// The directory of an installed model. It is looked for in `../share/translate/models` beside the executable's
  /// directory, then in the `Models` directories of all directories above the executable, as in a checkout, then in
  /// `translate/models` of ``shares``.
  ///
  /// - Throws: ``TranslationError/modelNotFound(name:places:)`` with all the places looked at.
  public func directory(named name: String) throws -> String {
    try first(of: name.contains("/") ? [] : installedPlaces(of: name), name)
  }

  private func first(of places: [String], _ name: String) throws -> String {
    guard let found = places.first(where: Self.isDirectory) else {
      throw TranslationError.modelNotFound(name: name, places: places)
    }
    return found
  }

  /// All models with names: the user's own, then those that are installed; of two with one name the first.
  public var models: [ModelLibrary.Entry] {
    var names: Set<String> = []
    return installedPlaces(of: "").map { String($0.dropLast()) }.flatMap(ModelLibrary.entries).filter {
      names.insert($0.name).inserted
    }
  }

  private func installedPlaces(of name: String) -> [String] {
    func inside(_ directory: String, _ path: String) -> String {
      directory == "/" ? "/\(path)" : "\(directory)/\(path)"
    }
    var directory = parentPath(executable)
    var places = directory.flatMap(parentPath).map { [inside($0, "share/translate/models/\(name)")] } ?? []
    while let parent = directory.flatMap(parentPath) {
      directory = parent
      places.append(inside(parent, "Models/\(name)"))
    }
    return places + shares.map { "\($0)/translate/models/\(name)" }
  }

  /// The user's own, then the system's, as the XDG base directories have it.
  private static var usualShares: [String] {
    let own = environment("XDG_DATA_HOME") ?? environment("HOME").map { "\($0)/.local/share" }
    let system = environment("XDG_DATA_DIRS") ?? "/usr/local/share:/usr/share"
    return ([own].compactMap { $0 } + system.split(separator: ":").map(String.init)).filter { $0.hasPrefix("/") }
  }

  /// An environment variable that is set and not empty.
  private static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static var runningExecutable: String? { resolvedPath("/proc/self/exe") }
}
