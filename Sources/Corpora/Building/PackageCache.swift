import Glibc
import IO

/// Debian packages, fetched through apt into a folder of their own: neither root nor the system's package lists are
/// needed, and what is there already is not fetched again.
package struct PackageCache {
  /// A package in the cache.
  package struct Package: Equatable {
    /// Of a source package with `src:` in front, as Debian writes it.
    let name: String
    let version: String
    /// The package file, or the archives of a source package.
    let archives: [String]
    var isSource: Bool { name.hasPrefix(Self.sourcePrefix) }

    static let sourcePrefix = "src:"

    package init(name: String, version: String, archives: [String]) {
      self.name = name
      self.version = version
      self.archives = archives
    }

    /// Where its files have the statement of copyright.
    var copyright: String {
      isSource
        ? "source/\(name.dropFirst(Self.sourcePrefix.count))/debian/copyright" : "usr/share/doc/\(name)/copyright"
    }
  }

  let folder: String
  private let languages: LanguagePair
  let say: (String) -> Void

  init(folder: String, recipe: Recipe, say: @escaping (String) -> Void) throws(CorpusError) {
    self.folder = folder
    self.say = say
    languages = recipe.languages
    for name in ["apt/lists/partial", "apt/archives/partial", "incoming", "packages", "sources", "unpacked"] {
      try Directory<CorpusError>.make("\(folder)/\(name)")
    }
    try TextFileWriter(path: "\(folder)/apt/status").finish()
    let keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"
    let signed = access(keyring, R_OK) == 0 ? "[signed-by=\(keyring)] " : ""
    let writer = try TextFileWriter(path: "\(folder)/apt/sources.list")
    for kind in ["deb", "deb-src"] {
      try writer.write("\(kind) \(signed)\(recipe.mirror) \(recipe.release) \(recipe.component)")
    }
    try writer.finish()
  }

  var options: [String] {
    [
      "Dir::Etc::SourceList=\(folder)/apt/sources.list", "Dir::Etc::SourceParts=/dev/null",
      "Dir::State::Lists=\(folder)/apt/lists", "Dir::Cache=\(folder)/apt",
      // What this machine has installed must not decide which versions are taken.
      "Dir::State::Status=\(folder)/apt/status", "Acquire::GzipIndexes=false",
      "Acquire::Languages=\(languages.source),\(languages.target)", "APT::Sandbox::User=root", "Acquire::Retries=3",
    ].flatMap { ["-o", $0] }
  }

  /// Fetches the archive's lists, where they are not there or `isForced`.
  func update(isForced: Bool) throws(CorpusError) {
    if !isForced, try translationList(languages.target) != nil, try hasSourceList() { return }
    say("fetching package lists")
    try ChildProcess.run(["apt-get"] + options + ["-qq", "update"])
  }

  private func hasSourceList() throws(CorpusError) -> Bool {
    try Self.files(in: "\(folder)/apt/lists").contains { $0.hasSuffix("_Sources") }
  }

  /// apt's file with the descriptions in a language, if the archive has one.
  func translationList(_ language: String) throws(CorpusError) -> String? {
    try Self.files(in: "\(folder)/apt/lists").first { $0.hasSuffix("_i18n_Translation-\(language)") }
      .map { "\(folder)/apt/lists/\($0)" }
  }

  /// Fetches what is missing of `names`.
  ///
  /// - Returns: what is there, in the order of `names`; what could not be had is reported.
  func fetch(_ names: [String]) throws(CorpusError) -> [Package] {
    var present = try packages()
    let missing = names.filter { present[$0] == nil }
    for start in stride(from: 0, to: missing.count, by: 20) {
      let batch = Array(missing[start..<min(start + 20, missing.count)])
      say("fetching \(batch.first ?? "") ... (\(start + batch.count) of \(missing.count) packages)")
      try download(batch)
    }
    present = try packages()
    for name in names where present[name] == nil { say("package \(name) cannot be had from this archive: left out") }
    return names.compactMap { present[$0] }
  }

  /// apt refuses a whole batch for one unknown name: then one by one.
  private func download(_ names: [String]) throws(CorpusError) {
    let incoming = "\(folder)/incoming"
    let arguments = ["apt-get"] + options + ["-qq", "download"]
    if (try? ChildProcess.run(arguments + names, folder: incoming)) == nil {
      for name in names { _ = try? ChildProcess.run(arguments + [name], folder: incoming) }
    }
    // apt-get download leaves a file behind only if its checksum was right, except when it was interrupted.
    for file in try Self.files(in: incoming) where file.hasSuffix(".deb") {
      let isWhole = (try? ChildProcess.run(["dpkg-deb", "--info", "\(incoming)/\(file)"], capturing: true)) != nil
      if isWhole { rename("\(incoming)/\(file)", "\(folder)/packages/\(file)") } else { unlink("\(incoming)/\(file)") }
    }
  }

  /// `name_version_architecture.deb`, with the version's colon written `%3a`.
  private func packages() throws(CorpusError) -> [String: Package] {
    var found: [String: Package] = [:]
    for file in try Self.files(in: "\(folder)/packages").sorted() where file.hasSuffix(".deb") {
      let fields = file.dropLast(4).split(separator: "_")
      guard fields.count == 3 else { continue }
      let version = String(fields[1]).replacing("%3a", with: ":")
      found[String(fields[0])] = Package(
        name: String(fields[0]), version: version, archives: ["\(folder)/packages/\(file)"])
    }
    return found
  }

  static func files(in folder: String) throws(CorpusError) -> [String] {
    try ChildProcess.run(["find", folder, "-maxdepth", "1", "!", "-type", "d", "-printf", "%f\\n"], capturing: true)
      .split(separator: "\n").map(String.init)
  }
}
