import Documents
import FoundationEssentials
import Glibc
import IO

/// Which files a job translates, and where their translations go.
package struct FileList: Sendable {
  /// Where translations go.
  package enum Destination: Sendable, Hashable {
    /// A directory, in which files lie as they were named.
    case directory(String)
    case file(String)
    case inPlace
    /// Nowhere: a dry run.
    case nowhere
  }

  /// Which files of trees are taken.
  package struct Filter: Sendable {
    /// All, where there is none.
    package var included = PathPatterns([])
    package var excluded = PathPatterns([])

    package init(include: [String] = [], exclude: [String] = []) {
      (included, excluded) = (PathPatterns(include), PathPatterns(exclude))
    }
  }

  /// A file of patterns that lies in a tree: what they match is copied, not translated.
  package static let ignoreFile = ".translateignore"

  package private(set) var files: [JobFile] = []
  /// What is wrong with files that are not among them.
  package private(set) var problems: [JobError] = []

  /// Files of trees that patterns leave out.
  package private(set) var ignored: [String] = []

  private let destination: Destination
  private let filter: Filter
  private let format: DocumentFormat?
  /// The destination's directory, which is not searched for sources.
  private let excluded: String?

  /// - Parameters:
  ///   - paths: files and directories; `-` is standard input, whose format has to be named. Of a directory all files are taken but hidden ones; those of formats that cannot
  ///     be translated are copied.
  ///   - format: of all files; otherwise their names tell.
  /// - Throws: ``JobError`` where files would overwrite each other.
  package init(
    _ paths: [String], to destination: Destination, format: DocumentFormat? = nil, filter: Filter = Filter()
  ) throws(JobError) {
    self.destination = destination
    self.filter = filter
    self.format = format
    if case .directory(let path) = destination { excluded = resolvedPath(path) } else { excluded = nil }
    for path in paths { add(path) }
    try check()
  }

  private mutating func add(_ path: String) {
    if path == JobFile.standardInput {
      guard let format else { return problems.append(.unknownFormat(file: "standard input")) }
      return add(path, named: "standard-input", format)
    }
    var status = stat()
    guard stat(path, &status) == 0 else {
      return problems.append(
        errno == ENOENT ? .missing(file: path) : .unreadable(path: path, reason: systemReason(errno)))
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      var root = path
      while root.count > 1, root.hasSuffix("/") { root.removeLast() }
      addTree(root, named: Self.nameInTree(root), in: Tree(root: root, ignored: Self.ignorePatterns(in: root)))
    } else if let format = format ?? JobFile.format(of: path) {
      add(path, named: Self.nameInTree(path), format, isFromTree: false)
    } else {
      problems.append(.unknownFormat(file: path))
    }
  }

  private struct Tree {
    var root: String
    var ignored: PathPatterns

    /// The path from the root on.
    func inner(_ path: String) -> String { String(path.dropFirst(root == "/" ? 1 : root.count + 1)) }
  }

  private static func ignorePatterns(in directory: String) -> PathPatterns {
    guard let bytes = try? JobFile(input: "\(directory)/\(ignoreFile)", output: nil, format: nil).read() else {
      return PathPatterns([])
    }
    return PathPatterns(String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init))
  }

  private mutating func addTree(_ directory: String, named name: String, in tree: Tree) {
    if let excluded, resolvedPath(directory) == excluded { return }
    guard let entries = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
      return problems.append(.unreadable(path: directory, reason: systemReason(EACCES)))
    }
    for entry in entries.sorted() where !entry.hasPrefix(".") {
      let path = directory == "/" ? "/\(entry)" : "\(directory)/\(entry)"
      let inner = name.isEmpty ? entry : "\(name)/\(entry)"
      var status = stat()
      guard lstat(path, &status) == 0 else { continue }
      let isLink = status.st_mode & S_IFMT == S_IFLNK
      if isLink, stat(path, &status) != 0 { continue }
      switch status.st_mode & S_IFMT {
      case S_IFDIR where !isLink:
        if filter.excluded.matches(tree.inner(path), isFolder: true) {
          ignored.append(path + "/")
        } else {
          addTree(path, named: inner, in: tree)
        }
      case S_IFREG: addFromTree(path, named: inner, in: tree)
      default: break
      }
    }
  }

  private mutating func addFromTree(_ path: String, named name: String, in tree: Tree) {
    let inner = tree.inner(path)
    if filter.excluded.matches(inner, isFolder: false) { return ignored.append(path) }
    let isChosen = filter.included.isEmpty || filter.included.matches(inner, isFolder: false)
    let isLeft = !isChosen || isIgnored(inner, tree.ignored)
    if !isLeft, let known = JobFile.format(of: path) { return add(path, named: name, format ?? known) }
    switch destination {
    case .directory, .nowhere: add(path, named: name, nil)
    default: if isLeft { ignored.append(path) }
    }
  }

  private func isIgnored(_ path: String, _ patterns: PathPatterns) -> Bool {
    if patterns.isEmpty { return false }
    if patterns.matches(path, isFolder: false) { return true }
    return path.indices.contains { path[$0] == "/" && patterns.matches(String(path[..<$0]), isFolder: true) }
  }

  private mutating func add(
    _ path: String, named name: String, _ format: DocumentFormat?, isFromTree: Bool = true
  ) {
    let output: String? =
      switch destination {
      case .directory(let directory): "\(directory)/\(name)"
      case .file(let file): file
      case .inPlace: path
      case .nowhere: nil
      }
    var file = JobFile(input: path, output: output, format: format)
    file.isFromTree = isFromTree
    files.append(file)
  }

  /// The path as it was given where it leads downwards; else its last part.
  private static func nameInTree(_ path: String) -> String {
    let parts = path.split(separator: "/").filter { $0 != "." }
    let leadsDown = !path.hasPrefix("/") && !parts.contains("..")
    return leadsDown ? parts.joined(separator: "/") : String(parts.last { $0 != ".." } ?? "")
  }

  // MARK: Checks before anything is written

  private mutating func check() throws(JobError) {
    // A file may be named and lie in a named directory.
    var seen: Set<[String]> = []
    files = files.filter { seen.insert([$0.input, $0.output ?? ""]).inserted }
    if case .file = destination, files.count > 1 { throw .severalForOneOutput(count: files.count) }
    guard destination != .inPlace, destination != .nowhere else { return }
    var inputs: [String: String] = [:]
    for file in files {
      guard let output = file.output else { continue }
      if let other = inputs.updateValue(file.input, forKey: output) {
        throw .sameOutput(files: [other, file.input], output: output)
      }
      if let real = resolvedPath(output), real == resolvedPath(file.input) {
        throw .overwritesInput(file: file.input, output: output)
      }
    }
  }
}

extension FileList {
  /// The paths in a list: one a line or, where there are NULs, between those, as `find -print0` writes them.
  package static func paths(in list: [UInt8]) -> [String] {
    let separator: UInt8 = list.contains(0) ? 0 : 0x0A
    return list.split(separator: separator).map { String(decoding: $0, as: UTF8.self) }
  }
}
