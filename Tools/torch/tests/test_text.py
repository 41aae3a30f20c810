"""Prepared text and the batches made of it."""

import numpy as np
import pytest
from conftest import made_up_pairs

from trainer.batches import BatchSource, Position
from trainer.failure import Failure
from trainer.model import PADDING
from trainer.packing import pack, unpack
from trainer.parts import parts_of, tensors
from trainer.text import PreparedText


def test_pairs_come_back(text):
    expected = list(made_up_pairs(100, seed=100))
    first, end = text.parts[1]["pairs"]
    assert end - first == 100
    for pair in range(first, end):
        source, target = expected[pair - first]
        rows = text.source_rows(np.array([pair]))
        assert rows.tolist() == [[33, *source]]
        assert text.segment(text.targets[pair]).tolist() == target.tolist()


def test_equal_segments_are_stored_once(text):
    segments = [tuple(text.segment(number)) for number in range(len(text.lengths))]
    assert len(set(segments)) == len(segments) < 2 * len(text.sources)


def test_parts_need_no_masks(text):
    pairs = np.arange(320)
    parts = parts_of(text, pairs, 60)
    assert sorted(np.concatenate(parts)) == pairs.tolist()
    for part in parts:
        source, target = tensors(text, part)
        assert (source[:, -1] == 0).all() and (source[:, :-1] != 0).all()
        assert len(part) == 1 or max(source.numel(), target.numel()) <= 60
        for row, pair in zip(target, part, strict=True):
            length = text.lengths[text.targets[pair]]
            assert (row[length:] == PADDING).all() and row[length - 1] == 0


def test_epochs_visit_by_weight(text):
    for epoch in range(2):
        order = text.epoch(np.random.default_rng(epoch))
        plain, marked = order[order < 200], order[(order >= 200) & (order < 300)]
        assert sorted(plain) == list(range(200))
        assert len(marked) == len(set(marked)) == 50
        assert len(order) == 250


def stream(text, position, count, part_of=(0, 1)):
    source = BatchSource(text, 200, 60, 100, 7, position, part_of)
    batches = []
    for tokens, parts, behind in source:
        batches.append((tokens, [part.tolist() for part in parts], behind))
        if len(batches) == count:
            return batches


def test_stream_resumes_anywhere(text):
    whole = stream(text, None, 40)
    assert whole[-1][2].epoch > 1
    for index in range(39):
        assert stream(text, Position(**whole[index][2].json()), 1)[0] == whole[index + 1]


def test_processes_share_batches(text):
    whole, halves = stream(text, None, 10), [stream(text, None, 10, (rank, 2)) for rank in range(2)]
    for batch, first, second in zip(whole, *halves, strict=True):
        assert sorted(batch[1]) == sorted(first[1] + second[1])
        assert batch[0] == first[0] == second[0] == sum(text.target_lengths(np.concatenate(batch[1])))


def test_damage_is_noticed(text):
    file = text.path / "tokens.bin"
    file.write_bytes(file.read_bytes()[:-2])
    with pytest.raises(Failure, match="damaged"):
        PreparedText(text.path)


def test_packed_text_is_the_same(text, tmp_path):
    pack(text.path, tmp_path / "text.tar")
    found = unpack(tmp_path / "text.tar", tmp_path / "again")
    for file in text.path.iterdir():
        assert (found.path / file.name).read_bytes() == file.read_bytes()
    (tmp_path / "text.tar").write_bytes((tmp_path / "text.tar").read_bytes()[:3000])
    with pytest.raises(Failure, match="is not what"):
        unpack(tmp_path / "text.tar", tmp_path / "cut")
