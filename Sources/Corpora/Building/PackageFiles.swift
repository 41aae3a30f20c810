import Glibc
import IO

/// Takes those files out of packages that a recipe wants, and finds them by path.
package struct PackageFiles {
  /// A file of a package.
  package struct File: Equatable {
    let package: String
    /// As it would be installed, without `/` in front; of a source package `source/NAME/` and the path inside it.
    package let path: String
    /// Where it lies now.
    let location: String
  }

  package private(set) var files: [File] = []
  private var byPath: [String: Int] = [:]

  package init() {}

  /// Unpacks what matches a template, once: a folder that was made for the same templates is used again.
  package mutating func add(_ package: PackageCache.Package, templates: [String], cache: String) throws(CorpusError) {
    let folder = "\(cache)/unpacked/\(package.name)"
    let stamp = "\(package.archives.joined(separator: " ")) \(templates.joined(separator: " "))"
    let stampFile = "\(folder)/.stamp"
    let known = access(stampFile, R_OK) == 0 ? try LineStream(path: stampFile).next() : nil
    if known != stamp {
      try ChildProcess.run(["rm", "-rf", folder])
      try Directory<CorpusError>.make(folder)
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
    guard package.isSource else {
      let archive = "\(folder)/.data.tar"
      defer { unlink(archive) }
      try ChildProcess.run(["sh", "-c", "dpkg-deb --fsys-tarfile \"$0\" > \"$1\"", package.archives[0], archive])
      return try extract(archive, to: folder, prefix: "", templates)
    }
    let prefix = "source/\(package.name.dropFirst(PackageCache.Package.sourcePrefix.count))/"
    try Directory<CorpusError>.make("\(folder)/\(prefix)")
    for archive in package.archives { try extract(archive, to: folder, prefix: prefix, templates) }
  }

  /// Unpacks what matches a template, and statements of copyright. Archives of sources have everything in one folder,
  /// `name-1.2`, which falls away; the packaging's own is called `debian` and stays.
  private func extract(
    _ archive: String, to folder: String, prefix: String, _ templates: [FileTemplate]
  ) throws(CorpusError) {
    let names = try ChildProcess.run(["tar", "--quoting-style=literal", "-tf", archive], capturing: true)
      .split(separator: "\n").filter { !$0.hasSuffix("/") }
    let top = names.first?.prefix { $0 != "/" } ?? "."
    let dropped = prefix.isEmpty || top != "debian" ? top.utf8.count + 1 : 0
    let wanted = names.filter { name in
      guard name.utf8.count > dropped, name.hasPrefix(top) else { return false }
      let path = prefix + String(name.dropFirst(dropped))
      return path.hasSuffix("/copyright") || templates.contains { $0.matchesSource(path) || $0.matchesTarget(path) }
    }
    guard !wanted.isEmpty else { return }
    let list = "\(folder)/.list"
    defer { unlink(list) }
    let writer = try TextFileWriter(path: list)
    for name in wanted { try writer.write(String(name)) }
    try writer.finish()
    try ChildProcess.run([
      "tar", "-x", "--no-same-owner", "--no-same-permissions", "-f", archive, "-C", folder + "/" + prefix,
      "--strip-components=\(dropped > 0 ? 1 : 0)", "--verbatim-files-from", "-T", list,
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
