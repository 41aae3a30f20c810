import Glibc

/// Takes those files out of packages that a recipe wants, and finds them by path.
struct PackageFiles {
  /// A file of a package.
  struct File: Equatable {
    let package: String
    /// As it would be installed, without `/` in front.
    let path: String
    /// Where it lies now.
    let location: String
  }

  private(set) var files: [File] = []
  private var byPath: [String: Int] = [:]

  /// Unpacks what matches a template, once: a folder that was made for the same templates is used again.
  mutating func add(_ package: PackageCache.Package, templates: [String], cache: String) throws(CorpusError) {
    let folder = "\(cache)/unpacked/\(package.name)"
    let stamp = "\(package.path) \(templates.joined(separator: " "))"
    let stampFile = "\(folder)/.stamp"
    let known = access(stampFile, R_OK) == 0 ? try LineStream(path: stampFile).next() : nil
    if known != stamp {
      try ChildProcess.run(["rm", "-rf", folder])
      try ChildProcess.run(["mkdir", "-p", folder])
      try unpack(package, templates.map(FileTemplate.init), folder)
      let writer = try TextFileWriter(path: stampFile)
      try writer.write(stamp)
      try writer.finish()
    }
    try index(package.name, folder)
  }

  private func unpack(
    _ package: PackageCache.Package, _ templates: [FileTemplate], _ folder: String
  ) throws(CorpusError) {
    let archive = "\(folder)/.data.tar"
    let list = "\(folder)/.list"
    defer {
      unlink(archive)
      unlink(list)
    }
    try ChildProcess.run(["sh", "-c", "dpkg-deb --fsys-tarfile \"$0\" > \"$1\"", package.path, archive])
    let names = try ChildProcess.run(["tar", "--quoting-style=literal", "-tf", archive], capturing: true)
    let wanted = names.split(separator: "\n").filter { name in
      guard name.hasPrefix("./"), !name.hasSuffix("/") else { return false }
      let path = String(name.dropFirst(2))
      return path.hasSuffix("/copyright") || templates.contains { $0.matchesSource(path) || $0.matchesTarget(path) }
    }
    guard !wanted.isEmpty else { return }
    let writer = try TextFileWriter(path: list)
    for name in wanted { try writer.write(String(name)) }
    try writer.finish()
    try ChildProcess.run([
      "tar", "-x", "--no-same-owner", "--no-same-permissions", "-f", archive, "-C", folder, "--verbatim-files-from",
      "-T",
      list,
    ])
  }

  private mutating func index(_ package: String, _ folder: String) throws(CorpusError) {
    let names = try ChildProcess.run(["find", folder, "!", "-type", "d", "-printf", "%P\\n"], capturing: true)
    for name in names.split(separator: "\n").map(String.init).sorted() where !name.hasPrefix(".") {
      byPath[name] = byPath[name] ?? files.count
      files.append(File(package: package, path: name, location: "\(folder)/\(name)"))
    }
  }

  /// The file with a path, in whatever package. Links may be dangling: their end can be in a package that is not here.
  func file(_ path: String) -> File? {
    guard let index = byPath[path], access(files[index].location, R_OK) == 0 else { return nil }
    return files[index]
  }
}
