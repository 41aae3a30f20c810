"""A run: the loop, its directory, checkpoints, progress."""

import json
import signal
import sys
import time
from pathlib import Path

import torch

from . import checkpoint, schedule
from .batches import BatchSource, Position, Prefetcher
from .devices import autocast
from .loss import Loss
from .model import Transformer
from .model_directory import Model, tensors_of
from .optimiser import Optimiser
from .progress import Meter, short
from .settings import configuration, yaml_text
from .validation import Validation, is_better

# Settings that a run may not change while it lasts.
FIXED = (
    "dim-emb", "transformer-dim-ffn", "transformer-heads", "enc-depth", "dec-depth", "transformer-norm",
    "transformer-ffn-activation", "decoder", "optimizer", "seed", "mini-batch-words", "shard-words",
    "maxi-batch-pairs", "max-length", "both-directions",
)  # fmt: skip


class Run:
    """Trains in the directory `s.model`: checkpoint.safetensors, log.jsonl, config.yaml, and the models last, best and
    best-METRIC."""

    def __init__(self, s, text, subwords, vocabulary, flat, processes, facts, teacher=None):
        self.s, self.text, self.subwords, self.processes = s, text, subwords, processes
        # `facts`: what the models that are written say of themselves.
        self.directory, self.facts = Path(s.model), facts
        self.configuration = configuration(s, len(vocabulary))
        dropout = (s.transformer_dropout, s.transformer_dropout_attention, s.transformer_dropout_ffn)
        flat = flat.to(processes.device)
        self.model = Transformer(self.configuration, flat, dropout, max(2 * s.max_length + 16, 256))
        self.optimiser = Optimiser(self.model, s)
        self.loss = Loss(self.model, s, teacher)
        self.validation = Validation(text, vocabulary, s) if len(text.validation) else None
        self.state = {"update": 0, "tokens": 0, "seconds": 0.0, "best": {}, "withoutProgress": 0}
        self.position = Position()
        self.log_file = None
        self.signal = 0
        self.resume()
        if s.compile and processes.device.type == "cuda":
            self.model.compile_layers()

    @property
    def fixed(self):
        names = {name: getattr(self.s, name.replace("-", "_")) for name in FIXED}
        return names | {"training text": self.text.description["stamps"]}

    def resume(self):
        path = self.directory / checkpoint.NAME
        if path.exists():
            state = checkpoint.read_state(path)
            checkpoint.check(path, state.pop("fixed"), self.fixed)
            self.position = Position(**state.pop("position"))
            self.state = state
            checkpoint.read(path, self.optimiser)
            self.optimiser.updates = state["update"]
            self.say(f"going on from update {state['update']}")
        torch.manual_seed(self.s.seed + self.state["update"] * self.processes.world + self.processes.rank)
        if self.processes.is_first:
            self.directory.mkdir(parents=True, exist_ok=True)
            (self.directory / "config.yaml").write_text(yaml_text(self.s))
            self.log_file = open(self.directory / "log.jsonl", "a")

    def train(self):
        """Trains until a limit is reached or a signal asks for an end; returns the signal or 0."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.interrupt)
        self.model.train()
        self.started = time.monotonic() - self.state["seconds"]
        self.meter = Meter(self.processes)
        self.emit("start")
        source = BatchSource(
            self.text, self.s.mini_batch_words, self.s.shard_words, self.s.maxi_batch_pairs, self.s.seed,
            self.position, (self.processes.rank, self.processes.world),
        )  # fmt: skip
        batches = Prefetcher(source, self.processes.device)
        saved = -1
        try:
            for batch in self.delayed(batches):
                if self.processes.of_first(float(self.is_over())):
                    break
                ends_epoch = self.take_update(*batch)
                saved = self.after_update(ends_epoch, saved)
        finally:
            batches.stop()
        if saved != self.state["update"]:
            self.save()
        self.emit("stop")
        return self.signal

    def interrupt(self, number, _):
        self.signal = number
        signal.signal(number, signal.SIG_DFL)

    def delayed(self, batches):
        """Batches that make up one update together (`optimizer-delay`)."""
        tokens, parts = 0, []
        for number, (more, made, position) in enumerate(batches, 1):
            tokens, parts = tokens + more, parts + made
            if number % self.s.optimizer_delay == 0:
                yield tokens, parts, position
                tokens, parts = 0, []

    def is_over(self):
        s, update = self.s, self.state["update"]
        return (
            self.signal != 0
            or 0 < s.after_updates <= update
            or 0 < s.after_epochs <= self.position.epoch
            or 0 < s.early_stopping <= self.state["withoutProgress"]
            or 0 < s.seconds <= time.monotonic() - self.started
        )

    def rate(self):
        update = self.state["update"] + 1
        if self.s.seconds > 0:
            seconds = self.processes.of_first(time.monotonic() - self.started)
            return schedule.by_time(self.s, update, seconds)
        return schedule.by_updates(self.s, update)

    def take_update(self, tokens, parts, position):
        """One update; returns whether it was the last of an epoch."""
        plain = torch.zeros((), device=self.processes.device)
        for source, target in parts:
            with autocast(self.processes.device, self.s.precision):
                total, loss = self.loss(source, target)
            total.backward()
            plain += loss
        self.processes.sum(self.model.gradients, plain)
        rate = self.rate()
        norm = self.optimiser.update(tokens, rate)
        self.state["update"] += 1
        self.state["tokens"] += tokens
        self.meter.add(tokens, plain, norm, rate)
        ends_epoch = position.epoch > self.position.epoch
        self.position = position
        return ends_epoch

    def after_update(self, ends_epoch, saved):
        s, update = self.s, self.state["update"]
        if self.is_due(s.disp_freq, ends_epoch):
            self.emit("train", **self.meter.flush())
        if self.validation and self.is_due(s.valid_freq, ends_epoch):
            self.validate()
        if self.is_due(s.save_freq, ends_epoch):
            self.save()
            return update
        return saved

    def is_due(self, frequency, ends_epoch):
        """`1000` or `1000u`: updates; `1e`: passes over the text."""
        count = int(frequency.rstrip("ue"))
        if frequency.endswith("e"):
            return ends_epoch and self.position.epoch % count == 0
        return self.state["update"] % count == 0

    def save(self):
        self.meter.check_finite(self.state["update"])
        self.state["seconds"] = time.monotonic() - self.started
        if not self.processes.is_first:
            return
        state = self.state | {"position": self.position.json(), "fixed": self.fixed}
        checkpoint.write(self.directory / checkpoint.NAME, self.optimiser, state)
        self.export("last")
        if self.s.keep_checkpoints:
            self.keep()

    def averaged(self):
        """The moving average of the weights, or the weights themselves where none is kept."""
        return self.model.flat if self.optimiser.average is None else self.optimiser.average

    def export(self, name):
        notes = {"updates": self.state["update"], "targetTokens": self.state["tokens"]}
        notes |= {"training": yaml_text(self.s, portable=True)}
        facts = self.facts | {"notes": {key: str(value) for key, value in notes.items()}}
        tensors = tensors_of(self.averaged(), self.configuration)
        Model(self.configuration, tensors, **facts).write(self.directory / name, self.subwords)

    def keep(self):
        """Keeps the weights of this update beside those of the preceding ones, for `translate train average`."""
        from safetensors.torch import save_file

        folder = self.directory / "checkpoints"
        folder.mkdir(exist_ok=True)
        save_file(
            tensors_of(self.model.flat.cpu(), self.configuration),
            folder / f"weights-{self.state['update']}.safetensors",
        )
        kept = sorted(folder.glob("weights-*.safetensors"), key=lambda file: int(file.stem.split("-")[1]))
        for file in kept[: -self.s.keep_checkpoints]:
            file.unlink()

    def validate(self):
        """Judges the moving average, keeps it where it is the best so far, counts validations without progress."""
        values = self.judged()
        improved = []
        deciding = self.s.early_stopping_on or self.s.valid_metrics[0]
        self.state["withoutProgress"] += 1
        for metric in self.s.valid_metrics:
            if is_better(metric, values[metric], self.state["best"].get(metric)):
                self.state["best"][metric] = values[metric]
                improved.append(metric)
                if metric == deciding:
                    self.state["withoutProgress"] = 0
                if self.processes.is_first:
                    self.export("best" if metric == deciding else f"best-{metric}")
        values["loss"] = values.pop("cross-entropy")
        self.emit("valid", improved=improved, **values)

    def judged(self):
        """All processes judge, so that all know the same."""
        weights = self.model.flat.clone()
        self.model.flat.copy_(self.averaged())
        self.model.eval()
        # Compiling all over again for a few sentences would take longer than they do.
        with torch.compiler.set_stance("force_eager"):
            values = self.validation.judge(self.model)
        self.model.train()
        self.model.flat.copy_(weights)
        return values

    def emit(self, event, **facts):
        if not self.processes.is_first:
            return
        line = {"event": event, "update": self.state["update"], "epoch": self.position.epoch + 1}
        line |= {"seconds": time.monotonic() - self.started, "tokens": self.state["tokens"]} | facts
        self.log_file.write(json.dumps(line) + "\n")
        self.log_file.flush()
        if event in ("train", "valid"):
            shown = {key: value for key, value in line.items() if key not in ("event", "tokens", "updatesPerSecond")}
            self.say(event + " " + " ".join(f"{key} {short(value)}" for key, value in shown.items()))

    def say(self, text):
        if self.processes.is_first:
            print(text, file=sys.stderr, flush=True)
