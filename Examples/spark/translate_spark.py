"""Translates a column of a Spark DataFrame: each task feeds a process of `translate` of its own, on one core.

    spark-submit translate_spark.py --program translate --model Models/en-de --column text IN.parquet OUT.parquet

The frame keeps its columns and gets `translation`, `score` and `warnings`. Program and model are shipped to every
executor once. A line's translation depends on nothing but the line, so the result is that of one machine, however the
rows are cut into tasks, and a task that is run again gives the same rows.
"""

import argparse
import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

SCHEMA = "translation string, score double, warnings array<string>"


class Translation(NamedTuple):
    """What becomes of a text: its lines' translations, their worst score, and all that was warned of."""

    text: str
    score: float | None
    warnings: list[str]


def lines_of(text: str) -> list[str]:
    """The lines that the filter will see. A CR before the end belongs to the line's end and does not come back."""
    return text.split("\n")


def joined(text: str, records: list[dict]) -> Translation:
    """The records of a text's lines as one translation."""
    translated = [
        record["translation"] + ("\r" if line.endswith("\r") else "")
        for line, record in zip(lines_of(text), records, strict=True)
    ]
    scores = [record["score"] for record in records if record["tokens"]]
    warnings = [str(warning) for record in records for warning in record["warnings"]]
    return Translation("\n".join(translated), min(scores, default=None), warnings)


class Filter:
    """A running `translate`. Batches of texts go in from a thread; their translations come out in order."""

    def __init__(self, command: list[str]):
        # On disk: a pipe that nobody reads would stop the process when it is full.
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed by __exit__)
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors)
        # Two batches wait here at most; what is beyond waits in Spark.
        self._batches: queue.Queue[list[str] | None] = queue.Queue(maxsize=2)
        self._feeder = threading.Thread(target=self._feed, daemon=True)
        self._feeder.start()

    def put(self, texts: list[str]) -> None:
        self._batches.put(texts)

    def get(self, text: str) -> Translation:
        """The translation of the next text that was put in, which is `text`."""
        return joined(text, [self._record() for _ in lines_of(text)])

    def _record(self) -> dict:
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args[0]} ended early: {self._last_errors()}")
        return json.loads(line)

    def _last_errors(self) -> str:
        self._process.wait()
        self._errors.seek(0)
        return self._errors.read()[-2000:].decode(errors="replace").strip() or "no message"

    def _feed(self) -> None:
        try:
            while (texts := self._batches.get()) is not None:
                for text in texts:
                    self._process.stdin.write(text.encode(errors="replace") + b"\n")
                self._process.stdin.flush()
            self._process.stdin.close()
        except BrokenPipeError:
            while self._batches.get() is not None:  # Whoever puts is told when it reads.
                pass

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None:
            self._process.kill()
        self._batches.put(None)
        self._feeder.join()
        code = self._process.wait()
        self._process.stdout.close()
        if kind is None and code != 0:
            raise RuntimeError(f"{self._process.args[0]} ended with {code}: {self._last_errors()}")
        self._errors.close()


def translate_batches(batches: Iterable[list[str | None]], command: list[str]) -> Iterator[list[Translation | None]]:
    """The translations of each batch; the process works on the next one while one is taken. Nulls stay nulls."""
    pending: deque[list[str | None]] = deque()
    with Filter(command) as running:

        def oldest() -> list[Translation | None]:
            return [None if text is None else running.get(text) for text in pending.popleft()]

        for batch in batches:
            running.put([text for text in batch if text is not None])
            pending.append(batch)
            if len(pending) > 1:
                yield oldest()
        while pending:
            yield oldest()


def translated(frame, column: str, program: str, model: str, options: list[str] = ()):
    """`frame` with the columns of SCHEMA, which are translations of the strings in `column`."""
    import pyarrow as pa
    from pyspark import SparkFiles

    context = frame.sparkSession.sparkContext
    archive = shutil.make_archive(tempfile.mkdtemp() + "/model", "zip", model)
    context.addFile(program)
    context.addArchive(archive + "#translate-model")
    name = os.path.basename(program)

    def task(batches):
        command = [SparkFiles.get(name), "--model", SparkFiles.get("translate-model")]
        command += ["--format", "jsonl", "--threads", "1", "--quiet", *options]
        seen: deque[pa.RecordBatch] = deque()

        def texts():
            for batch in batches:
                seen.append(batch)
                yield batch.column(column).to_pylist()

        for answers in translate_batches(texts(), command):
            batch = seen.popleft()
            added = [
                pa.array([a and a.text for a in answers], pa.string()),
                pa.array([a and a.score for a in answers], pa.float64()),
                pa.array([a and a.warnings for a in answers], pa.list_(pa.string())),
            ]
            names = batch.schema.names + ["translation", "score", "warnings"]
            yield pa.RecordBatch.from_arrays(batch.columns + added, names=names)

    fields = ", ".join(f"`{f.name}` {f.dataType.simpleString()}" for f in frame.schema.fields)
    return frame.mapInArrow(task, f"{fields}, {SCHEMA}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", required=True, help="`translate`, best the static one")
    parser.add_argument("--model", required=True, help="the model's directory")
    parser.add_argument("--column", default="text")
    parser.add_argument("--option", action="append", default=[], help="for `translate`, e.g. --option=--beam-size=5")
    parser.add_argument("--rows-per-task", type=int, default=50_000)
    parser.add_argument("input", help="a Parquet file or folder")
    parser.add_argument("output", help="a folder that is not there yet")
    arguments = parser.parse_args()

    from pyspark.sql import SparkSession

    spark = SparkSession.builder.appName("translate").getOrCreate()
    frame = spark.read.parquet(arguments.input)
    # Small tasks: less is done again where an executor is lost, and all cores end at about the same time.
    tasks = max(1, -(-frame.count() // arguments.rows_per_task), spark.sparkContext.defaultParallelism)
    frame = frame.repartition(tasks)
    translated(frame, arguments.column, arguments.program, arguments.model, arguments.option).write.parquet(
        arguments.output
    )
    spark.stop()


if __name__ == "__main__":
    main()
