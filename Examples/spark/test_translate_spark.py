"""What feeds the processes, without Spark. `cat`-like scripts stand in for `translate`."""

import sys
import unittest

from translate_spark import Translation, joined, translate_batches

ECHO = """
import json, sys
for number, line in enumerate(sys.stdin.buffer):
    text = line.decode().rstrip("\\n").rstrip("\\r")
    print(json.dumps({"translation": text.upper(), "score": -len(text), "tokens": text.split(), "warnings": ["w"] * (text == "odd")}))
"""


def echo(script: str = ECHO) -> list[str]:
    return [sys.executable, "-c", script]


class Batches(unittest.TestCase):
    def test_rows_come_back_in_order_and_nulls_stay(self):
        batches = [["a", None, "b"], [], [None], ["c"]]
        texts = [[t and t.text for t in batch] for batch in translate_batches(batches, echo())]
        self.assertEqual(texts, [["A", None, "B"], [], [None], ["C"]])

    def test_texts_of_several_lines_stay_one_row(self):
        text = "one\ntwo\r\n\nthree\n"
        [[translation]] = translate_batches([[text]], echo())
        self.assertEqual(translation.text, text.upper())

    def test_empty_texts_have_no_score(self):
        [[translation]] = translate_batches([[""]], echo())
        self.assertEqual(translation, Translation("", None, []))

    def test_the_worst_line_speaks_for_a_text(self):
        [[translation]] = translate_batches([["short\nmuch longer\nodd"]], echo())
        self.assertEqual((translation.score, translation.warnings), (-11, ["w"]))

    def test_more_than_the_pipes_hold(self):
        batches = [[f"{batch} {row} " + "x" * 200 for row in range(2000)] for batch in range(5)]
        answers = [t.text for batch in translate_batches(batches, echo()) for t in batch]
        self.assertEqual(answers, [text.upper() for batch in batches for text in batch])

    def test_a_process_that_dies_ends_the_task(self):
        script = "import sys; sys.stdin.readline(); sys.exit('no model here')"
        with self.assertRaisesRegex(RuntimeError, "no model here"):
            list(translate_batches([["a"] * 100_000, ["b"]], echo(script)))

    def test_a_process_that_fails_at_its_end_ends_the_task(self):
        with self.assertRaisesRegex(RuntimeError, "ended with 3"):
            list(translate_batches([["a"]], echo(ECHO + "sys.exit(3)")))

    def test_records_have_to_fit_the_lines(self):
        with self.assertRaises(ValueError):
            joined("one\ntwo", [{"translation": "x", "score": 0, "tokens": [], "warnings": []}])


if __name__ == "__main__":
    unittest.main()
