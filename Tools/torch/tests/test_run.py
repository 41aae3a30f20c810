"""Whole runs in processes of their own: resuming, several processes, time limits, distillation, sharing of work."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import make_model
from safetensors.torch import load_file

from trainer.beginning import frozen
from trainer.failure import Failure
from trainer.model_directory import Model, tensors_of
from trainer.text import PreparedText

TOOLS = Path(__file__).parents[1]
TOY = {
    "dim-emb": 16, "transformer-dim-ffn": 24, "transformer-heads": 2, "enc-depth": 1, "dec-depth": 1,
    "transformer-norm": "pre", "precision": "float32", "device": "cpu", "mini-batch-words": 300, "shard-words": 100,
    "maxi-batch-pairs": 150, "learn-rate": 0.003, "lr-warmup": 10, "exponential-smoothing": 0.01, "optimizer": "muon",
    "transformer-dropout": 0.1, "disp-freq": 1, "save-freq": 5, "valid-freq": 10, "data": "text",
}  # fmt: skip
ENVIRONMENT = os.environ | {"OMP_NUM_THREADS": "1"}


def train(folder, *launcher, expect=0, **changes):
    settings = TOY | {name.replace("_", "-"): value for name, value in changes.items()}
    flags = [part for name, value in settings.items() if value != "" for part in (f"--{name}", *str(value).split())]
    command = [sys.executable, *launcher, TOOLS / "train.py", *flags]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=ENVIRONMENT)
    assert result.returncode == expect, result.stderr
    return result.stderr


def numbers(run):
    return load_file(run / "checkpoint.safetensors")


def events(run, kind):
    lines = map(json.loads, (run / "log.jsonl").read_text().splitlines())
    return [line for line in lines if line["event"] == kind]


def test_a_run_learns_and_resumes_to_the_same_numbers(text, tmp_path):
    train(tmp_path, model="whole", after_updates=20)
    train(tmp_path, model="parts", after_updates=10)
    assert "going on from update 10" in train(tmp_path, model="parts", after_updates=20)
    whole, parts = numbers(tmp_path / "whole"), numbers(tmp_path / "parts")
    # Dropout apart, which begins anew.
    assert events(tmp_path / "parts", "train")[10]["tokens"] == events(tmp_path / "whole", "train")[10]["tokens"]
    assert whole.keys() == parts.keys()
    valid = events(tmp_path / "whole", "valid")
    assert valid[1]["loss"] < valid[0]["loss"]
    notes = Model.read(tmp_path / "whole/best").notes
    assert notes["updates"] == "20" and str(tmp_path) not in notes["training"]
    assert "belongs to another run" in train(tmp_path, model="whole", dim_emb=32, expect=1)


def test_without_dropout_resuming_changes_nothing(text, tmp_path):
    same = {"transformer_dropout": 0, "seed": 3}
    train(tmp_path, model="whole", after_updates=14, **same)
    train(tmp_path, model="parts", after_updates=7, **same)
    train(tmp_path, model="parts", after_updates=14, **same)
    whole, parts = numbers(tmp_path / "whole"), numbers(tmp_path / "parts")
    assert all(torch.equal(whole[name], parts[name]) for name in whole)


def test_two_processes_do_what_one_does(text, tmp_path):
    # Adam makes much of gradients that are zero but for rounding, unless its epsilon is larger.
    same = {"transformer_dropout": 0, "after_updates": 6, "optimizer_params": "0.9 0.98 1e-4"}
    train(tmp_path, model="one", **same)
    launcher = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    train(tmp_path, *launcher, model="two", **same)
    one, two = numbers(tmp_path / "one"), numbers(tmp_path / "two")
    torch.testing.assert_close(one["weights"], two["weights"], atol=2e-5, rtol=1e-4)
    first, second = (events(tmp_path / run, "train") for run in ("one", "two"))
    for a, b in zip(first, second, strict=True):
        assert a["tokens"] == b["tokens"] and a["loss"] == pytest.approx(b["loss"], rel=1e-5)


def test_time_limits_end_with_a_rate_of_zero(text, tmp_path):
    train(tmp_path, model="run", seconds=4, descent=0.5, lr_warmup=1)
    found, stop = events(tmp_path / "run", "train"), events(tmp_path / "run", "stop")[0]["seconds"]
    begins = [0.0] + [event["seconds"] for event in found]
    for event, begin in zip(found, begins[:-1], strict=True):
        # The rate belongs to a moment between the ends of the update before and of this one.
        earliest, latest = (0.003 * min(1, max(0, 1 - moment / 4) / 0.5) for moment in (begin, event["seconds"]))
        assert latest - 1e-9 <= event["learningRate"] <= earliest + 1e-9
    assert begins[-2] < 4 <= stop
    assert Model.read(tmp_path / "run/last").configuration.dim == 16


def test_bfloat16_learns_too(text, tmp_path):
    train(tmp_path, model="run", precision="bfloat16", after_updates=20)
    valid = events(tmp_path / "run", "valid")
    assert valid[1]["loss"] < valid[0]["loss"]


def distil(directory, *options):
    command = [
        sys.executable, TOOLS / "distil.py", "--teacher", "teacher/last", "--data", "text", "--output", "distilled",
        "--beam", "2", "--device", "cpu", "--precision", "float32", *options,
    ]  # fmt: skip
    result = subprocess.run(command, cwd=directory, capture_output=True, text=True, env=ENVIRONMENT)
    assert result.returncode == 0, result.stderr
    return PreparedText(directory / "distilled")


def test_text_that_there_was_no_time_to_translate_stays_as_it_was(text, tmp_path):
    train(tmp_path, model="teacher", after_updates=1)
    original = PreparedText(tmp_path / "text")
    distilled = distil(tmp_path, "--seconds", "0.000001", "--tokens", "512")
    assert distilled.parts == original.parts
    # One batch at most is another: of the part with the larger weight.
    kept = distilled.targets == original.targets
    heavy, light = (kept[slice(*part["pairs"])] for part in original.parts)
    assert heavy.mean() > 0.5 and light.all()
    assert (distilled.sources == original.sources).all()


def test_heavy_parts_are_translated_first_and_all_once(text):
    from trainer.distillation import Distiller

    distiller = Distiller(None, text, None, "float32", {}, 64)
    batches = list(distiller.batches(np.random.default_rng(1)))
    assert sorted(np.concatenate(batches)) == sorted(distiller.representatives)
    _, light = (part["pairs"][0] for part in text.parts)
    are_light = [bool((batch >= light).any()) for batch in batches]
    assert are_light == sorted(are_light) and True in are_light


def test_a_student_learns_from_its_teacher(text, tmp_path):
    train(tmp_path, model="teacher", after_updates=20)
    distilled = distil(tmp_path, "--original-weight", "0.25")
    assert [part["weight"] for part in distilled.parts[2:]] == [0.25, 0.125]
    assert len(distilled.validation) == 20
    # Of the first part, the targets are what the teacher says, where that is a sentence of a fair length.
    from trainer.distillation import is_usable
    from trainer.search import searched

    teacher = frozen(Model.read(tmp_path / "teacher/last"), torch.device("cpu"))
    first, end = distilled.parts[0]["pairs"]
    for pair in range(first, min(end, 30)):
        source = torch.tensor([distilled.segment(distilled.sources[pair]).tolist()])
        found = searched(teacher, source, 2 * source.shape[1] + 10, 2, 1.0)[0]
        if is_usable(found, distilled.description["maximumLength"]):
            assert found == distilled.segment(distilled.targets[pair]).tolist()
    train(tmp_path, data="distilled", model="student", teacher="teacher/last", after_updates=5)


def test_models_grow_and_are_written_as_read(text, tmp_path):
    model = make_model()
    stored = Model(model.configuration, tensors_of(model.flat, model.configuration), "en", "de", 20, True)
    stored.write(tmp_path / "small", tmp_path / "text", half=False)
    found = Model.read(tmp_path / "small")
    assert found.placeholders and all(torch.equal(found.tensors[name], stored.tensors[name]) for name in found.tensors)
    flags = {"init": "small", "after_updates": 1, "transformer_dim_ffn": 40, "enc_depth": 3, "dec_depth": 2}
    train(tmp_path, model="large", **flags)
    assert Model.read(tmp_path / "large/last").configuration.feedForward == 40
    assert "cannot grow in width" in train(tmp_path, model="wide", expect=1, **flags | {"dim_emb": 32})
    assert "does not shrink" in train(tmp_path, model="thin", expect=1, **flags | {"enc_depth": 1})


def test_later_files_and_flags_win(text, tmp_path):
    from trainer import settings

    (tmp_path / "one.yaml").write_text(
        "dim-emb: 32\nlearn-rate: 1e-3\noptimizer-params: [0.9, 0.99, 1e-9]\nmodel: run\n"
    )
    (tmp_path / "two.yaml").write_text("learn-rate: 0.5\nlr-warmup: 7\n")
    files = ["--config", str(tmp_path / "one.yaml"), "--config", str(tmp_path / "two.yaml")]
    found = settings.from_command_line([*files, "--lr-warmup", "9", "--data", "text"])
    assert (found.dim_emb, found.learn_rate, found.lr_warmup) == (32, 0.5, 9)
    assert found.optimizer_params == [0.9, 0.99, 1e-9]
    (tmp_path / "two.yaml").write_text("lern-rate: 0.5\n")
    with pytest.raises(Failure, match="did you mean 'learn-rate'"):
        settings.from_command_line([*files, "--data", "text"])


@pytest.mark.parametrize("name", ["teacher", "student"])
def test_settings_that_are_shipped_are_settings(name):
    from trainer import settings

    folder = TOOLS / "settings"
    files = ["--config", str(folder / "gpu.yaml"), "--config", str(folder / f"{name}.yaml")]
    assert settings.from_command_line([*files, "--data", "text", "--model", "run"]).optimizer == "muon"
