import FoundationEssentials
import Testing

@Suite("Installation")
struct InstallTests {
  /// The root of the package.
  private static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    .joined(separator: "/")

  @Test("Everything is put under the prefix, runs there, and can be removed")
  func install() throws {
    let result = try Program.shell(
      """
      set -e; d=$(mktemp -d); trap 'rm -r "$d"' EXIT
      "$1/Tools/install-files" "$0" "$d/usr" > "$d/log" 2> "$d/errors"
      "$d/usr/bin/translate" --version
      cd "$d/usr"; find . -type f -not -path '*/models/*' | sort
      "$1/Tools/install-files" --remove "$d/usr" > "$d/log"
      find . -type f
      """, arguments: [Self.root])
    #expect(result.status == 0)
    #expect(
      result.output.split(separator: "\n").dropFirst() == [
        "./bin/translate", "./share/bash-completion/completions/translate",
        "./share/fish/vendor_completions.d/translate.fish", "./share/man/man1/translate.1",
        "./share/zsh/site-functions/_translate",
      ])
  }

  @Test("The man page has every option of the filter and of files, and no other")
  func manPage() throws {
    let page = FileManager.default.contents(atPath: Self.root + "/Documentation/translate.1") ?? Data()
    let manual = String(decoding: page, as: UTF8.self).replacing("\\-", with: "-")
    let help = try Program.run(["help", "filter"]).output + Program.run(["help", "files"]).output
    func options(_ text: String) -> Set<Substring> { Set(text.matches(of: /--[a-z][a-z-]+/).map(\.output)) }
    #expect(options(help).subtracting(["--version", "--help"]) == options(manual))
  }
}
