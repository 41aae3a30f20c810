"""Translates rows on a cluster of two executors on this machine, kills one of them in the middle, and compares with what
one process of `translate` makes of the same rows.

    check_cluster.py --program .build/release/translate --model Models/en-de --rows 4000 TEXT...
"""

import argparse
import itertools
import os
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import pyspark
from pyspark.sql import SparkSession

from translate_spark import translate_batches, translated

EXECUTOR = "org.apache.spark.executor.CoarseGrainedExecutorBackend"


def started(master: str) -> SparkSession:
    os.environ["SPARK_HOME"] = str(Path(pyspark.__file__).parent)  # Executors are started from there.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master(master)
        .config("spark.ui.enabled", False)
        .config("spark.ui.showConsoleProgress", False)
        .config("spark.executor.memory", "1g")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", 200)
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    # Executors import this file's neighbour by name.
    session.sparkContext.addPyFile(str(Path(__file__).with_name("translate_spark.py")))
    return session


def rows_of(texts: list[str], count: int) -> list[tuple[int, str | None]]:
    """So many rows, none like another, some of several lines, empty or null."""
    lines = [line for path in texts for line in Path(path).read_text(encoding="utf-8").split("\n") if line]
    rows: list[tuple[int, str | None]] = []
    for number, line in zip(range(count), itertools.cycle(lines)):
        text = f"{number}: {line}"
        rows.append(
            (number, [text, text, text + "\n" + line, "", None][min(number % 50, 4)] if number % 50 < 5 else text)
        )
    return rows


def descendants(pid: int) -> list[int]:
    children = [int(p) for task in Path(f"/proc/{pid}/task").iterdir() for p in (task / "children").read_text().split()]
    return [found for child in children for found in [child, *descendants(child)]]


def executors() -> list[int]:
    """The executors of this process, and of no other."""
    found = []
    for pid in descendants(os.getpid()):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if command[0].endswith(b"java") and EXECUTOR.encode() in command:
            found.append(pid)
    return found


def kill_one(output: Path, killed: list[int]) -> None:
    """Kills an executor as soon as some tasks have ended and others have not."""
    for _ in range(6000):
        if sum(1 for _ in output.rglob("part-*")) >= 2 and (running := executors()):
            os.kill(running[0], signal.SIGKILL)
            killed.append(running[0])
            return
        time.sleep(0.02)


def on_cluster(session: SparkSession, rows, arguments, tasks: int, kill: bool) -> tuple[list, float, list[int]]:
    frame = session.createDataFrame(rows, "id long, text string").repartition(tasks)
    with tempfile.TemporaryDirectory() as folder:
        output, killed = Path(folder) / "out", []
        killer = threading.Thread(target=kill_one, args=(output, killed), daemon=True)
        if kill:
            killer.start()
        begin = time.monotonic()
        translated(frame, "text", arguments.program, arguments.model).write.parquet(str(output))
        seconds = time.monotonic() - begin
        if kill:
            killer.join()
        return session.read.parquet(str(output)).collect(), seconds, killed


def on_one_machine(rows, arguments) -> dict[int, tuple]:
    command = [arguments.program, "--model", arguments.model, "--format", "jsonl", "--quiet"]
    [answers] = translate_batches([[text for _, text in rows]], command)
    return {number: answer for (number, _), answer in zip(rows, answers, strict=True)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--rows", type=int, default=4000)
    parser.add_argument("--tasks", type=int, default=20)
    parser.add_argument("--executors", type=int, default=2)
    parser.add_argument("--no-kill", action="store_true")
    parser.add_argument("texts", nargs="+")
    arguments = parser.parse_args()
    rows = rows_of(arguments.texts, arguments.rows)
    expected = on_one_machine(rows, arguments)
    session = started(f"local-cluster[{arguments.executors},1,2048]")
    found, seconds, killed = on_cluster(session, rows, arguments, arguments.tasks, not arguments.no_kill)
    session.stop()
    counts = Counter(row.id for row in found)
    texts = dict(rows)
    lost = [number for number, _ in rows if number not in counts]
    doubled = [number for number, count in counts.items() if count > 1]

    def answer(row):
        return None if row.translation is None else (row.translation, row.score, list(row.warnings))

    different = [row.id for row in found if row.text != texts[row.id] or answer(row) != expected[row.id]]
    print(
        f"{len(rows)} rows, {arguments.tasks} tasks, {arguments.executors} executors, {seconds:.1f} s, executors killed: "
        f"{len(killed)}; equal to one machine's: {len(found) - len(different)}, lost: {len(lost)}, doubled: {len(doubled)}"
    )
    if different:
        print("for example", different[0], expected[different[0]], [answer(r) for r in found if r.id == different[0]])
    if lost or doubled or different or (not arguments.no_kill and not killed):
        sys.exit("FAILED")


if __name__ == "__main__":
    main()
