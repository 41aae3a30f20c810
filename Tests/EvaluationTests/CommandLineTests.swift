import Evaluation
import FoundationEssentials
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// The program itself: its option names, standard input, environment, exit codes and messages.
@Suite(.enabled(if: Program.path != nil, "the program is not built beside the tests"))
struct CommandLineTests {
  /// One case for each command line that is not like another, run as it stands.
  @Test func goldens() throws {
    let cases =
      try GoldenCase.load("cases-other.json").filter { !$0.arguments.contains("--max-ngram-order") }
      + GoldenCase.load("cases-several.json").suffix(12)
    for golden in cases {
      let result = try Program.run(
        golden.arguments, input: golden.stdin.map { Golden.path($0) }, environment: golden.environment ?? [:])
      let expected = try #require(golden.expected)
      #expect(result.status == 0, "\(golden.arguments): \(result.errors)")
      #expect(Golden.withoutExplanation(result.output) == Golden.withoutExplanation(expected), "\(golden.arguments)")
    }
  }

  @Test(arguments: [
    (["several.ref", "-i", "long.hyp"], "12"), (["several.ref", "-i", "none.hyp"], "none.hyp"),
    (["several.ref", "-i", "several.hyp", "-tok", "ja-mecab"], "char"),
    (["several.ref", "-i", "several.hyp", "-tok", "flores200"], "not part"),
    (["several.ref", "-i", "several.hyp", "-l", "en-ja"], "--tokenize char"), (["-i", "several.hyp"], "reference"),
    (["several.ref", "-i", "several.hyp", "--paired-bs"], "baseline"),
    (["several.ref", "-i", "several.hyp", "several.hyp"], "twice"),
    (["several.ref", "-i", "several.hyp", "-sl", "-ci"], "single lines"),
    (["several.tsv", "-nr", "5", "-i", "several.hyp"], "several.tsv:1"),
    (["several.ref", "-i", "several.hyp", "-f", "latex"], "latex"),
    (["several.ref", "-i", "several.hyp", "-t", "wmt20"], "reference"),
    (["several.ref", "-i", "several.hyp", "-par", "-pbs"], "choose one"),
    (["several.ref", "-i", "several.hyp", "--report", "/nowhere/report.html"], "/nowhere/report.html"),
  ]) func mistakes(_ arguments: [String], _ hint: String) throws {
    let result = try Program.run(arguments)
    #expect(result.status != 0)
    #expect(result.errors.contains(hint), "\(result.errors)")
  }

  @Test func warnsAboutTokenisedText() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "score-\(UUID().uuidString)").path
    try Data(String(repeating: "It is late .\n", count: 100).utf8).write(to: URL(filePath: path))
    #expect(try Program.run([path, "-i", path]).errors.contains("--force"))
    #expect(try Program.run([path, "-i", path, "--force"]).errors.isEmpty)
    #expect(try Program.run([path, "-i", path, "-m", "chrf"]).errors.isEmpty)
  }
}

/// Starts the program that was built with the tests.
enum Program {
  static let path: String? = {
    var buffer = [CChar](repeating: 0, count: 4096)
    let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    guard length > 0 else { return nil }
    let tests = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let path = URL(filePath: tests).deletingLastPathComponent().appending(path: "translate").path
    return access(path, X_OK) == 0 ? path : nil
  }()

  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Runs `translate score` in the folder of the goldens.
  static func run(
    _ arguments: [String], input: String? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    let name = FileManager.default.temporaryDirectory.appending(path: "score-\(UUID().uuidString)").path
    let (output, errors) = (name + ".out", name + ".err")
    defer {
      unlink(output)
      unlink(errors)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input ?? "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT, 0o600)
    let shell = ["/bin/sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", Golden.folder.path]
    let status = try spawn(shell + [path ?? "", "score"] + arguments, environment, &actions)
    return Outcome(status: status, output: try text(output), errors: try text(errors))
  }

  private static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
  }

  private static func spawn(
    _ command: [String], _ environment: [String: String], _ actions: inout posix_spawn_file_actions_t
  ) throws -> Int32 {
    let inherited = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("SACREBLEU") }
    let settings = inherited.merging(environment) { $1 }.map { "\($0.key)=\($0.value)" }
    var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = settings.map { strdup($0) } + [nil]
    defer { for word in words + variables { free(word) } }
    var process = pid_t()
    let code = posix_spawn(&process, command[0], &actions, nil, &words, &variables)
    guard code == 0 else { throw Failure(code: code) }
    var status: Int32 = 0
    waitpid(process, &status, 0)
    return status
  }

  struct Failure: Error { let code: Int32 }
}
