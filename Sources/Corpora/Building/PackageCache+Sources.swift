import Glibc
import IO

extension PackageCache {
  /// Fetches what is missing of the source packages `names`, each into a folder of its own.
  ///
  /// - Returns: what is there, in the order of `names`; what could not be had is reported.
  func fetchSources(_ names: [String]) throws(CorpusError) -> [Package] {
    var packages: [Package] = []
    for name in names {
      var package = try sourcePackage(name)
      if package == nil {
        say("fetching the source of \(name)")
        try download(source: name)
        package = try sourcePackage(name)
      }
      if let package { packages.append(package) } else { say("source package \(name) cannot be had: left out") }
    }
    return packages
  }

  /// The folder takes its name only when everything is in it.
  private func download(source name: String) throws(CorpusError) {
    let incoming = "\(folder)/incoming/\(name)"
    try ChildProcess.run(["rm", "-rf", incoming])
    try Directory<CorpusError>.make(incoming)
    let arguments = ["apt-get"] + options + ["-qq", "--download-only", "source", name]
    guard (try? ChildProcess.run(arguments, folder: incoming)) != nil else { return }
    rename(incoming, "\(folder)/sources/\(name)")
  }

  /// What lies in the folder of a source package: `name_version.dsc` and the archives it lists.
  private func sourcePackage(_ name: String) throws(CorpusError) -> Package? {
    let place = "\(folder)/sources/\(name)"
    guard access(place, R_OK) == 0 else { return nil }
    let files = try Self.files(in: place).sorted()
    guard let description = files.first(where: { $0.hasSuffix(".dsc") }) else { return nil }
    let version = description.dropLast(4).split(separator: "_", maxSplits: 1).last.map(String.init) ?? ""
    let archives = files.filter { $0.contains(".tar.") && !$0.hasSuffix(".asc") }.map { "\(place)/\($0)" }
    return Package(name: Package.sourcePrefix + name, version: version, archives: archives)
  }
}
