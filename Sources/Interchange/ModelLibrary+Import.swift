import FoundationEssentials
import Glibc
import IO
import Transformer
import Translation

extension ModelLibrary {
  /// Imports a model, or copies one of ours, under a name: the languages where none is given.
  ///
  /// - Parameter replaces: whether a model of that name gives way.
  /// - Returns: the name.
  /// - Throws: what ``ModelImport`` throws, and ``ModelLibraryError``.
  @discardableResult
  public func add(
    _ input: String, name: String? = nil, replaces: Bool = false, options: ModelImport.Options
  ) throws -> String {
    try Directory<ModelError>.make(path)
    let temporary = "\(path)/.adding-\(getpid())"
    try? FileManager.default.removeItem(atPath: temporary)
    defer { try? FileManager.default.removeItem(atPath: temporary) }
    let description = try place(input, at: temporary, options)
    let name = name ?? "\(description.sourceLanguage)-\(description.targetLanguage)"
    guard !name.isEmpty, !name.contains("/"), !name.hasPrefix(".") else { throw ModelLibraryError.badName(name) }
    let target = "\(path)/\(name)"
    guard FileManager.default.fileExists(atPath: target) else {
      try FileManager.default.moveItem(atPath: temporary, toPath: target)
      return name
    }
    guard replaces else { throw ModelLibraryError.exists(name: name, path: target) }
    // The old one is gone only when the new one is in its place.
    let old = "\(path)/.old-\(getpid())"
    try? FileManager.default.removeItem(atPath: old)
    try FileManager.default.moveItem(atPath: target, toPath: old)
    try FileManager.default.moveItem(atPath: temporary, toPath: target)
    try? FileManager.default.removeItem(atPath: old)
    return name
  }

  private func place(
    _ input: String, at target: String, _ options: ModelImport.Options
  ) throws -> ModelDirectory.Description {
    let isOurs = FileManager.default.fileExists(atPath: "\(input)/\(ModelDirectory.Description.fileName)")
    guard isOurs else {
      let model = try ModelImport(input, options: options)
      try model.write(to: target)
      return model.description
    }
    let directory = try ModelDirectory(path: input)
    try FileManager.default.copyItem(atPath: input, toPath: target)
    return directory.description
  }
}
