import ArgumentParser
import Glibc

/// The service is a program of its own, so that this one starts as quickly as it does without it.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve translations over HTTP: a page, and the APIs of LibreTranslate and DeepL.",
    discussion: """
      Starts translate-server, which stands beside this program; 'translate serve --help' shows its options.

        translate serve                                  # http://127.0.0.1:5000
        translate serve --host 0.0.0.0 --port 8080
      """)

  @Argument(parsing: .captureForPassthrough, help: "Options of translate-server.")
  var options: [String] = []

  func run() throws {
    let program = "translate-server"
    var places = [program]
    if let own = realpath("/proc/self/exe", nil) {
      defer { free(own) }
      let path = String(cString: own)
      if let slash = path.lastIndex(of: "/") { places.insert("\(path[..<slash])/\(program)", at: 0) }
    }
    for place in places {
      let arguments = [place] + options
      let pointers = arguments.map { strdup($0) } + [nil]
      execvp(place, pointers)
      for pointer in pointers { free(pointer) }
      guard errno == ENOENT else { break }
    }
    let reason = String(cString: strerror(errno))
    StandardError.print(
      "translate: error: \(places[0]): \(reason); build it with 'swift build -c release --product \(program)'")
    throw ExitCode.failure
  }
}
