import FoundationEssentials
import Glibc
import Text
import Transformer

/// The user's own models: directories with names, in `$XDG_DATA_HOME/translate/models` or what stands for that.
public struct ModelLibrary: Sendable {
  public let path: String

  /// - Parameter path: nil: that of the user.
  public init(path: String? = nil) { self.path = path ?? Self.userPath }

  /// By the XDG base directory specification.
  private static var userPath: String {
    func value(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    return (value("XDG_DATA_HOME") ?? "\(value("HOME") ?? ".")/.local/share") + "/translate/models"
  }

  /// A model of the library.
  public struct Entry: Sendable {
    public let name: String
    public let path: String
    public let description: ModelDirectory.Description

    public init(name: String, path: String, description: ModelDirectory.Description) {
      (self.name, self.path, self.description) = (name, path, description)
    }

    /// Whether it translates between two languages, whatever their codes.
    public func translates(_ pair: LanguagePair) -> Bool {
      guard let languages = description.subwords?.languages else {
        return description.allDirections.contains {
          LanguageCode.match(pair.source, in: [$0.source]) != nil
            && LanguageCode.match(pair.target, in: [$0.target]) != nil
        }
      }
      let sources = languages.source.isEmpty ? [description.sourceLanguage] : Array(languages.source.keys)
      return LanguageCode.match(pair.source, in: sources) != nil && LanguageCode.match(pair.target, in: targets) != nil
    }

    /// What it translates to.
    var targets: [String] {
      guard let languages = description.subwords?.languages else { return description.allDirections.map(\.target) }
      return Array((languages.target.isEmpty ? languages.targetInSource : languages.target).keys)
    }

    /// Whether it was made for many languages.
    public var isMultilingual: Bool { targets.count > 1 }

    /// What was declared or measured of its quality (a note `quality`, BLEU); nil: nothing.
    public var quality: Double? {
      description.notes["quality"].flatMap { Double($0.prefix { $0.isNumber || $0 == "." }) }
    }
  }

  /// All models, by name. What is no model is passed over.
  public var entries: [Entry] { Self.entries(of: path) }

  static func entries(of path: String) -> [Entry] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.sorted().filter { !$0.hasPrefix(".") }.compactMap { name in
      let directory = "\(path)/\(name)"
      guard let description = try? ModelDirectory.Description(directory: directory) else { return nil }
      return Entry(name: name, path: directory, description: description)
    }
  }

  /// - Throws: ``ModelLibraryError`` where there is no such model in the library.
  public func remove(_ name: String) throws {
    let target = "\(path)/\(name)"
    guard !name.contains("/"), !name.hasPrefix("."), !name.isEmpty, FileManager.default.fileExists(atPath: target)
    else {
      throw ModelLibraryError.absent(name: name, path: path)
    }
    do {
      try FileManager.default.removeItem(atPath: target)
    } catch {
      throw ModelError.unwritable(path: target, reason: "it cannot be removed")
    }
  }
}

/// What can be wrong with a library of models.
public enum ModelLibraryError: Error, Equatable {
  case badName(String)
  case exists(name: String, path: String)
  case absent(name: String, path: String)
  case noRoute(LanguagePair, known: [String])
}

extension ModelLibraryError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .badName(let name): "'\(name)' cannot be a model's name: no slash, and no full stop in front"
    case .exists(let name, let path):
      "there is a model '\(name)' already (\(path)); give another --name, or --replace"
    case .absent(let name, let path):
      "there is no model '\(name)' in \(path); 'translate model list' shows what there is"
    case .noRoute(let pair, let known):
      "no model translates from \(pair.source) to \(pair.target), nor do two over a third language; there are "
        + (known.isEmpty ? "none" : known.joined(separator: ", ")) + ". 'translate model add' takes what others publish"
    }
  }
}
