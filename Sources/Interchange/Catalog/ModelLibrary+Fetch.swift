import FoundationEssentials
import Glibc
import IO
import Transformer
import Translation

extension ModelLibrary {
  /// Fetches a published model and adds it. What has come stays in the cache until the model is in the library, so that an
  /// attempt that was interrupted is gone on with.
  ///
  /// - Parameters:
  ///   - cache: nil: that of the user.
  ///   - onProgress: a file's name, how many of its bytes are there, and of how many, where that is known.
  /// - Returns: the name in the library.
  /// - Throws: ``ModelIndexError``, and what ``add(_:name:replaces:options:)`` throws.
  @discardableResult
  public func fetch(
    _ model: PublishedModel, from source: IndexSource, name: String? = nil, replaces: Bool = false,
    quantizes: Bool = true, cache: String? = nil, onProgress: (String, Int, Int?) -> Void = { _, _, _ in }
  ) throws -> String {
    let name = name ?? "\(model.source)-\(model.target)"
    if !replaces, access("\(path)/\(name)", F_OK) == 0 {
      throw ModelLibraryError.exists(name: name, path: "\(path)/\(name)")
    }
    let folder = "\(cache ?? Self.userCache)/\(model.name)"
    try IO.Directory<ModelIndexError>.make(folder)
    let lock = try Self.lock("\(folder).lock")
    defer { close(lock) }
    for file in model.files {
      try FileFetch(file: file, source: source, folder: folder).run { onProgress(file.name, $0, file.size) }
    }
    var options = ModelImport.Options()
    (options.sourceLanguage, options.targetLanguage, options.quantizes) = (model.source, model.target, quantizes)
    options.notes = model.notes
    let archive = model.files.first.flatMap { model.files.count == 1 && $0.isArchive ? $0.name : nil }
    let added = try add(
      archive.map { "\(folder)/\($0)" } ?? folder, name: name, replaces: replaces, options: options)
    try? FileManager.default.removeItem(atPath: folder)
    return added
  }

  /// By the XDG base directory specification.
  private static var userCache: String {
    func value(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    return (value("XDG_CACHE_HOME") ?? "\(value("HOME") ?? ".")/.cache") + "/translate/downloads"
  }

  /// Held until it is closed.
  private static func lock(_ path: String) throws -> Int32 {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw ModelIndexError.unwritable(path: path, reason: systemReason()) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw ModelIndexError.busy(path: path)
    }
    return descriptor
  }
}

extension PublishedFile {
  fileprivate var isArchive: Bool { name.hasSuffix(".zip") || name.hasSuffix(".argosmodel") }
}

extension PublishedModel {
  /// What the library keeps of where a model came from.
  fileprivate var notes: [String: String] {
    var notes = ["fetched from": files.first?.addresses.first ?? ""]
    notes["license"] = license
    notes["version"] = version
    notes["quality"] = quality.map { "\($0)" }
    return notes
  }
}
