"""What a large memory costs: large.py TRANSLATE TEXT.en TEXT.de [--count 1000000] [--lines 1000] [--kill]

TEXT is parallel text (such as Corpora/built/en-de/train), of which COUNT lines become the memory. Measured: the import (seconds
of the clock and of the processor), the size of the file, single look-ups as whole commands, and what looking up LINES other
lines adds to their translation. With --kill the import is killed with signal 9 on the way and given again: nothing may be lost.
"""

import argparse
import os
import resource
import signal
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("translate")
parser.add_argument("text", nargs=2)
parser.add_argument("--count", type=int, default=1_000_000)
parser.add_argument("--lines", type=int, default=1000)
parser.add_argument("--kill", action="store_true")
options = parser.parse_args()
work = Path(tempfile.mkdtemp())
memory = work / "memory.sqlite"
usual = ["--memory", str(memory)]


def timed(*command, text=None):
    """Seconds of the clock and of the processor, and what was said."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - start, used, done.stdout + done.stderr


def count():
    stats = subprocess.run([options.translate, "memory", "stats", *usual], capture_output=True, text=True).stdout
    return int(stats.split(": ")[1].split(" ")[0])


pairs, seen = [], set()
with open(options.text[0]) as sources, open(options.text[1]) as targets:
    for source, target in zip(sources, targets, strict=True):
        if source not in seen and "\t" not in source + target:
            seen.add(source)
            pairs.append((source.rstrip("\n"), target.rstrip("\n")))
kept, others = pairs[: options.count], pairs[options.count :][-options.lines :]
table = work / "table.tsv"
table.write_text("".join(f"{source}\t{target}\n" for source, target in kept))
importing = [options.translate, "memory", "import", str(table), "--from", "en", "--to", "de", *usual]
if options.kill:
    process = subprocess.Popen(importing, stderr=subprocess.DEVNULL)
    time.sleep(10)
    process.send_signal(signal.SIGKILL)
    process.wait()
    print(f"killed after 10 s: {count()} are there")
wall, used, said = timed(*importing)
size = table.stat().st_size / 1e6
print(f"import of {len(kept)} lines, {size:.0f} MB: {wall:.0f} s, {used:.0f} s of the processor; {said.strip()}")
print(f"{count()} translations, {sum(os.path.getsize(p) for p in work.glob('memory.sqlite*')) / 1e6:.0f} MB")
search = [options.translate, "memory", "search", "--limit", "1", "--from", "en", "--to", "de", *usual, "--"]
searches = [1000 * timed(*search, source)[1] for source, _ in others[:50]]
empty = [options.translate, "memory", "stats", "--memory", str(work / "empty.sqlite")]
start = statistics.median(1000 * timed(*empty)[1] for _ in range(10))
print(
    f"a search as a command: median {statistics.median(searches):.0f} ms of the processor, at most {max(searches):.0f}; "
    f"a command with an empty memory {start:.0f}"
)
text = "".join(source + "\n" for source, _ in others)
plain = timed(options.translate, "-q", "--threads", "1", "--no-memory", text=text)[1]
hinted = timed(options.translate, "-q", "--threads", "1", "--memory-threshold", "1", *usual, text=text)[1]
print(f"{len(others)} lines: {plain:.1f} s of the processor without, {hinted:.1f} s with look-ups: "
      f"{1000 * (hinted - plain) / max(1, len(others)):.1f} ms a line")
