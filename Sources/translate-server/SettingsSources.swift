import FoundationEssentials
import Glibc
import YAML

/// Options that come from elsewhere than the command line: the environment, for containers and units, and a settings
/// file. All have the same names. The command line counts before the environment, and that before the file.
enum SettingsSources {
  private static let prefix = "TRANSLATE_SERVE_"
  private static let flags: Set<String> = ["require-key", "suggestions"]
  private static let shortNames = ["-m": "model", "-p": "port"]
  /// What is asked for once, and no setting.
  private static let actions: Set<String> = [
    "add-key", "remove-key", "list-keys", "key-requests", "key-characters", "key-days", "health", "help", "config",
  ]

  /// - Parameter known: names of all options.
  /// - Throws: ``StartError``, naming the line of the file that is wrong.
  static func arguments(_ commandLine: [String], known: () -> Set<String>) throws(StartError) -> [String] {
    let environment = environmentOptions
    var given = Set(commandLine.compactMap(name))
    let config = value(of: "config", in: commandLine) ?? environment.first { $0.name == "config" }?.value
    var added = environment.filter { !given.contains($0.name) }
    given.formUnion(added.map(\.name))
    if let config { added += try fileOptions(config, known: known()).filter { !given.contains($0.name) } }
    return added.filter { $0.name != "config" }.flatMap(argument) + commandLine
  }

  /// The name of the option that an argument gives.
  private static func name(_ argument: String) -> String? {
    if let name = shortNames[String(argument.prefix(2))] { return name }
    guard argument.hasPrefix("--") else { return nil }
    return String(argument.dropFirst(2).prefix { $0 != "=" })
  }

  private static func value(of option: String, in arguments: [String]) -> String? {
    guard let place = arguments.lastIndex(where: { name($0) == option }) else { return nil }
    if let equals = arguments[place].firstIndex(of: "=") {
      return String(arguments[place][equals...].dropFirst())
    }
    return arguments.indices.contains(place + 1) ? arguments[place + 1] : nil
  }

  private static func argument(_ option: (name: String, value: String)) -> [String] {
    guard flags.contains(option.name) else { return ["--\(option.name)=\(option.value)"] }
    return ["0", "false", "no", "off"].contains(option.value.lowercased()) ? [] : ["--\(option.name)"]
  }

  // MARK: Environment

  /// `TRANSLATE_SERVE_API_KEY_FILE=keys` stands for `--api-key-file keys`.
  private static var environmentOptions: [(name: String, value: String)] {
    var options: [(name: String, value: String)] = []
    var place = environ
    while let entry = place.pointee {
      place += 1
      let text = String(cString: entry)
      guard text.hasPrefix(prefix), let equals = text.firstIndex(of: "=") else { continue }
      let name = text[..<equals].dropFirst(prefix.count).lowercased().replacing("_", with: "-")
      let value = String(text[equals...].dropFirst())
      if !value.isEmpty { options.append((name, value)) }
    }
    return options.sorted { $0.name < $1.name }
  }

  // MARK: File

  /// `port: 8080` stands for `--port 8080`; a list stands for an option that is repeated.
  private static func fileOptions(
    _ path: String, known: Set<String>
  ) throws(StartError) -> [(name: String, value: String)] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw StartError("\(path): cannot be read; name a file of settings with --config")
    }
    let tree: YAMLNode?
    do {
      tree = try YAMLNode.parse(String(decoding: data, as: UTF8.self))
    } catch {
      throw StartError("\(path):\(error.line): \(error.reason)")
    }
    guard let tree else { return [] }
    guard case .mapping(let settings) = tree.content else {
      throw StartError("\(path):\(tree.line): not settings; write a name, a colon and a value, such as port: 8080")
    }
    var options: [(name: String, value: String)] = []
    var seen: Set<String> = []
    for (key, value) in settings {
      let name = key.text ?? ""
      guard known.contains(name), !actions.contains(name) else {
        throw StartError("\(path):\(key.line): unknown setting '\(name)'; 'translate serve --help' lists them")
      }
      guard seen.insert(name).inserted else { throw StartError("\(path):\(key.line): '\(name)' is there twice") }
      guard let values = value.texts else {
        throw StartError("\(path):\(value.line): '\(name)' is neither a value nor a list of values")
      }
      options += values.map { (name, $0) }
    }
    return options
  }
}
