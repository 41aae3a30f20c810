import ArgumentParser
import FoundationEssentials
import Glibc
import Logging
import Service
import Translation

@main
struct ServerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translate serve",
    abstract: "Serve translations over HTTP: a page, and the APIs of LibreTranslate and DeepL.",
    discussion: """
      Everything happens on this machine; no connection is ever opened to another.

      Examples:
        translate serve                                    # http://127.0.0.1:5000
        translate serve --host 0.0.0.0 --port 8080 --api-key-file keys --require-key
        translate serve --models /srv/models --state /var/lib/translate --suggestions

      Every option may also come from the environment, TRANSLATE_SERVE_PORT=8080 for --port 8080, or from a file of
      settings, port: 8080. The command line counts before the environment, and that before the file.
      SIGHUP reads the models again; SIGTERM finishes what has begun and ends.
      Status: 0 after a signal, 1 after an error, 64 for wrong usage.
      """)

  static let _errorPrefix = "translate: error: "

  @OptionGroup(title: "Address") var address: AddressOptions
  @OptionGroup(title: "Models") var models: ModelOptions
  @OptionGroup(title: "Keys and limits") var limits: LimitOptions
  @OptionGroup(title: "What is kept") var storage: StorageOptions

  @Option(help: ArgumentHelp("A file of settings (YAML), named as the options are.", valueName: "file"))
  var config: String?

  @Flag(help: "Ask a running service whether it is well, and say so by the exit status.")
  var health = false

  static func main() async { await main(allArguments()) }

  /// Those of the command line, the environment and the file of settings; ends the program where that is wrong.
  private static func allArguments() -> [String] {
    do {
      return try SettingsSources.arguments(Array(CommandLine.arguments.dropFirst())) { optionNames }
    } catch {
      writeToStandardError("translate: error: \(error)\n")
      Glibc.exit(1)
    }
  }

  /// All options that there are, as the help lists them.
  private static var optionNames: Set<String> {
    let words = helpMessage(columns: 400).split { $0 == " " || $0 == "\n" || $0 == "," }
    return Set(words.filter { $0.hasPrefix("--") }.map { String($0.dropFirst(2)) })
  }

  func run() async throws {
    if health { throw HealthCheck.isWell(host: address.host, port: address.port) ? ExitCode.success : .failure }
    let logger = Logger(label: "translate-server") { _ in JSONLogHandler() }
    do {
      try await ServiceProcess(self, logger: logger).run()
    } catch let error as CleanExit {
      throw error
    } catch {
      writeToStandardError("translate: error: \(error)\n")
      throw ExitCode.failure
    }
  }
}

func writeToStandardError(_ text: String) {
  _ = Array(text.utf8).withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
