import Testing

@Suite("Files: usage")
struct FilesUsageTests {
  @Test(
    "Wrong usage is status 64",
    arguments: [
      [], ["x.txt"], ["x.txt", "--to", "a", "--in-place"], ["--to", "a"], ["x.txt", "--to", "a", "--format", "doc"],
      ["x.txt", "--to", "a", "--protect", "("], ["x.txt", "--to", "a", "--memory", "m", "--no-memory"],
      ["x.txt", "--to", "a", "--beam-size", "0"],
    ])
  func wrongUsage(arguments: [String]) throws {
    let result = try Program.run(["files"] + arguments)
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("translate: error: "))
  }
}

@Suite("Files", .enabled(if: Program.hasModel, "the default model is not there"))
struct FilesCommandTests {
  private func shell(_ script: String) throws -> Program.Result {
    try Program.shell("d=$(mktemp -d); trap 'rm -r \"$d\"' EXIT; cd \"$d\"; export XDG_CACHE_HOME=\"$d\"\n" + script)
  }

  @Test(
    "A tree goes in and the same tree comes out, with one line of summary; a second time nothing has to be translated")
  func tree() throws {
    let result = try shell(
      """
      mkdir -p in/sub; printf 'Where is the file?\\n\\nOpen %%s.\\n' > in/a.txt; printf 'Yes.\\n' > in/sub/b.txt; echo x > in/c.bin
      "$0" files in --to out --report job.html && (cd out && find . -type f | sort) && ls translate && grep -c 'a.txt' job.html
      cmp in/c.bin out/in/c.bin; grep -c '%s' out/in/a.txt; wc -l < out/in/a.txt
      """)
    #expect(result.status == 0)
    #expect(
      result.errors.hasPrefix("2 files (and 1 copied), 3 segments, ") && result.errors.split(separator: "\n").count == 1
    )
    #expect(
      result.output.split(separator: "\n").prefix(3) == ["./in/a.txt", "./in/c.bin", "./in/sub/b.txt"])
    #expect(result.output.contains("memory.sqlite"))
    #expect(result.output.hasSuffix("1\n3\n"))
  }

  @Test("A bad file is named and makes the status 1; the others are translated")
  func badFile() throws {
    let result = try shell(
      """
      printf 'Yes.\\n' > good.txt; printf 'A\\0B' > bad.txt
      "$0" files good.txt bad.txt gone.txt --to out --no-memory; echo $?; ls out
      """)
    #expect(result.output == "1\ngood.txt\n")
    let lines = result.errors.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.contains("translate: error: gone.txt: there is no such file"))
    #expect(lines.contains { $0.hasPrefix("translate: error: bad.txt:1: ") })
  }

  @Test("A dry run lists, and writes nothing")
  func dryRun() throws {
    let result = try shell(
      #"printf 'One two.\n\nThree.\n' > a.txt; echo a.txt | "$0" files --files-from - --dry-run; ls"#)
    #expect(result.errors.isEmpty)
    #expect(result.output.contains("text               2         3  a.txt\n"))
    #expect(result.output.hasSuffix("1 file\na.txt\n"))
  }

  @Test("Killed again and again, it ends as if nothing had happened")
  func killed() throws {
    let result = try shell(
      """
      mkdir in
      for f in $(seq 30); do
        for s in $(seq 8); do printf 'The file %s of %s could not be opened by the program.\\n\\n' "a$f" "b$s"; done > in/$f.txt
      done
      job() { exec "$0" files in --to $1 --memory $1.sqlite --mini-batch-words 60; }
      (job whole)
      for pause in 0.2 0.4 0.6; do
        job cut & sleep $pause; kill -9 $! 2> /dev/null; wait $! 2> /dev/null
      done
      (job cut); diff -r whole cut && find cut -name '*.txt' | wc -l; find cut -name '*.part' | wc -l
      """)
    #expect(result.output.hasPrefix("30\n"))
  }
}
