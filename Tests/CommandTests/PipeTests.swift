import Testing

/// What a user sees in a shell, with the model that comes with the package.
@Suite("In a pipe", .enabled(if: Program.hasModel, "the default model is not there"))
struct PipeTests {
  @Test("One line in, one line out, and nothing on standard error")
  func lines() throws {
    let result = try Program.run([], input: "The file could not be opened.\n\nWhere is the file?\r\nYes.")
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    let lines = result.output.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    #expect(lines.count == 4)
    #expect(lines[1].isEmpty && lines[2].last == 0x0D && !lines[3].isEmpty)
  }

  @Test("Without arguments it does what 'filter' does")
  func noArguments() throws {
    let text = "Two sentences. In one line with %d and <b>tags</b>.\n\nDo you want to save the changes?\nNo end"
    let (plain, filter) = (try Program.run([], input: text), try Program.run(["filter"], input: text))
    #expect(plain.status == 0 && filter.status == 0)
    #expect(plain.output == filter.output)
    #expect(!plain.output.isEmpty && plain.errors == filter.errors)
  }

  @Test("Threads, batches and order change nothing")
  func invariance() throws {
    let script = """
      seq 1 60 | sed 's/.*/The package & is already installed./' > "$1/in"
      "$0" < "$1/in" > "$1/out"
      "$0" --threads 1 --mini-batch-words 50 < "$1/in" | cmp - "$1/out"
      "$0" --threads 2 --mini-batch-words 5000 < "$1/in" | cmp - "$1/out"
      tac "$1/in" | "$0" | tac | cmp - "$1/out"
      wc -l < "$1/out"
      """
    let result = try Program.shell("set -e -o pipefail; d=$(mktemp -d); trap 'rm -r $d' EXIT; set -- $d\n" + script)
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    #expect(result.output == "60\n")
  }

  @Test("A pipe closed by its reader ends it quietly")
  func closedPipe() throws {
    let result = try Program.shell("yes 'Where is the file?' | \"$0\" | head -n 1 | wc -l")
    #expect(result.output == "1\n")
    #expect(result.errors.isEmpty)
  }

  @Test("An interrupt ends it at once, and leaves no half output file")
  func interrupt() throws {
    // A shell lets its background jobs ignore interrupts; `env` makes the program heed them again.
    let result = try Program.shell(
      """
      d=$(mktemp -d); mkfifo "$d/in"
      (exec env --default-signal=INT "$0" -o "$d/out" < "$d/in") &
      exec 3> "$d/in"
      for try in $(seq 200); do ls "$d" | grep -q part && break; sleep 0.05; done
      kill -INT $!; wait $!; echo $?
      rm "$d/in"; ls -A "$d"; rm -r "$d"
      """)
    #expect(result.output == "130\n")
  }

  @Test("An interrupt lets it finish the lines in hand; without any it ends at once")
  func interruptedLines() throws {
    let result = try Program.shell(
      """
      d=$(mktemp -d); trap 'rm -r $d' EXIT; mkfifo "$d/in" "$d/idle"
      yes 'The package is already installed, and this line is its first.' | head -60000 | awk '{print $0 " " NR}' > "$d/text"
      "$0" < "$d/text" > "$d/out" & process=$!
      for try in $(seq 400); do [ $(wc -l < "$d/out") -gt 15 ] && break; sleep 0.02; done
      before=$(wc -l < "$d/out"); sleep 0.3
      kill -INT $process; wait $process; echo $?
      [ $(wc -l < "$d/out") -gt $before ] && [ "$(tail -c 1 "$d/out" | od -An -c)" = '  \\n' ] && echo more
      "$0" < "$d/idle" > "$d/out" & process=$!
      exec 3> "$d/idle"; echo 'Yes.' >&3
      for try in $(seq 400); do [ -s "$d/out" ] && break; sleep 0.02; done
      sleep 0.1; kill -INT $process; wait $process; echo $?
      """.replacing("\"$0\" <", with: "env --default-signal=INT \"$0\" <"))
    #expect(result.output == "130\nmore\n130\n", "\(result)")
  }

  @Test("An output file appears, and standard output stays empty")
  func outputFile() throws {
    let result = try Program.shell(
      """
      d=$(mktemp -d); echo 'Where is the file?' > "$d/in"
      "$0" -i "$d/in" -o "$d/in" && "$0" -q < /dev/null && cat "$d/in" | wc -l; rm -r "$d"
      """)
    #expect(result.output == "1\n")
  }

  @Test("Invalid UTF-8 is a warning, or with --strict an error")
  func strict() throws {
    let warned = try Program.shell(#"printf 'Yes.\nNo \377.\n' | "$0""#)
    #expect(warned.status == 0)
    #expect(warned.errors.hasPrefix("translate: warning: line 2, byte 4: invalid UTF-8"))
    let refused = try Program.shell(#"printf 'Yes.\nNo \377.\n' | "$0" --strict"#)
    #expect(refused.status == 1)
    #expect(refused.errors.hasPrefix("translate: error: line 2, byte 4: invalid UTF-8"))
    #expect(refused.output.split(separator: "\n").count == 1)
  }

  @Test("gzip is known by its content; what cannot be unpacked is refused with a remedy")
  func compressed() throws {
    let result = try Program.shell(
      """
      set -e; d=$(mktemp -d); trap 'rm -r $d' EXIT
      for n in $(seq 300); do echo "Open the file, number $n."; done > $d/in
      "$0" -i $d/in > $d/out; gzip -c $d/in > $d/in.dat
      "$0" -i $d/in.dat | cmp - $d/out; cat $d/in.dat | "$0" | cmp - $d/out
      (head -n 150 $d/in | gzip -c; tail -n +151 $d/in | gzip -c) | "$0" | cmp - $d/out
      """)
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    let cut = try Program.shell("seq 100 | sed 's/^/line /' | gzip -c | head -c 40 | \"$0\"")
    #expect(cut.status == 1 && cut.errors.contains("standard input: cannot be read: its gzip data are cut off"))
    let other = try Program.shell(#"printf '\x28\xb5\x2f\xfd    ' | "$0""#)
    #expect(other.status == 1 && other.errors.contains("zstd -dc"))
    let learn = try Program.shell(
      """
      d=$(mktemp -d); seq 300 | sed 's/$/ files/' > $d/x; gzip -k $d/x; mv $d/x.gz $d/z
      for file in x z; do "$0" bpe learn -s 5 -o $d/of-$file $d/$file; done; cmp $d/of-x/codes.bpe $d/of-z/codes.bpe; rm -r $d
      """)
    #expect(learn.status == 0 && learn.output.isEmpty, "\(learn)")
  }

  @Test("A hyphen stands for standard input and output, and what others write too is not replaced")
  func devices() throws {
    let result = try Program.shell(
      """
      d=$(mktemp -d); echo kept > $d/log
      (echo 'Where is the file?' | "$0" -o /dev/stdout; echo after) >> $d/log
      (echo 'Where is the file?' | "$0" -i - -o -) >> $d/log; mkfifo $d/pipe
      (echo 'Where is the file?' | "$0" -o $d/pipe) & cat < $d/pipe >> $d/log; wait
      [ -p $d/pipe ] && wc -l < $d/log; head -n 1 $d/log; sed -n 3p $d/log; sed -n 2p $d/log | cmp - <(tail -n 1 $d/log)
      rm -r $d
      """)
    #expect(result.output == "5\nkept\nafter\n" && result.errors.isEmpty, "\(result)")
  }

  @Test("The first of several translations is the one without others")
  func firstOfSeveral() throws {
    let lines = "My grandmother turned ninety-one last week.\nWhere is the file? It is not here.\nPrint the page.\n"
    let plain = try Program.run(["-q"], input: lines).output.split(separator: "\n")
    let several = try Program.run(["-q", "--n-best", "4"], input: lines).output.split(separator: "\n")
    for (index, line) in plain.enumerated() {
      let first = several.first { $0.hasPrefix("\(index) ||| ") }
      #expect(first?.hasPrefix("\(index) ||| \(line) ||| ") == true)
    }
  }

  @Test("A big text shows its first lines soon, and an interrupt loses none that was shown")
  func latency() throws {
    let result = try Program.shell(
      """
      d=$(mktemp -d); seq 4000 | sed 's/.*/The package number & could not be installed because it is missing./' > $d/in
      (exec env --default-signal=INT "$0" --threads 1 < $d/in > $d/out) &
      for try in $(seq 300); do [ -s $d/out ] && break; sleep 0.1; done
      kill -INT $!; wait $!; echo $?; tail -c 1 $d/out | od -An -c; [ $(wc -l < $d/out) -lt 4000 ] && echo some; rm -r $d
      """)
    #expect(result.output == "130\n  \\n\nsome\n", "\(result)")
  }

  @Test("Text in another language is warned about once, unless that is switched off")
  func language() throws {
    let german = String(repeating: "Die Datei konnte nicht geöffnet werden, weil sie nicht vorhanden ist.\n", count: 4)
    let warned = try Program.run([], input: german)
    try #require(warned.status == 0)
    if warned.errors.contains("looks like") {
      #expect(warned.errors.contains("looks like 'de', but the model translates from 'en'"))
    }
    #expect(!(try Program.run(["--check-language", "off"], input: german)).errors.contains("looks like"))
  }
}
