"""An endless, shuffled, resumable stream of batches, each in parts whose sources have equal lengths."""

import queue
import threading
from dataclasses import asdict, dataclass

import numpy as np
import torch

from .model import PADDING
from .parts import parts_of, tensors


@dataclass
class Position:
    """Where in its stream a run stands; with the seed it determines all that follows."""

    epoch: int = 0
    window: int = 0
    batch: int = 0

    def json(self):
        return asdict(self)


class BatchSource:
    """Each pass visits the pairs in a new order, a window at a time. The pairs of a window are sorted by the lengths of
    source and target and cut into parts of bounded size; parts are shuffled, and make up batches in that order."""

    def __init__(self, text, batch_tokens, part_tokens, window_pairs, seed, position=None, part_of=(0, 1)):
        self.text, self.seed = text, seed
        self.batch_tokens, self.part_tokens, self.window_pairs = batch_tokens, part_tokens, window_pairs
        self.position = position or Position()
        self.rank, self.world = part_of

    def __iter__(self):
        """Batches as (number of target tokens, parts for this process, position behind it)."""
        while True:
            order = self.text.epoch(np.random.default_rng([self.seed, 1, self.position.epoch]))
            windows = -(-len(order) // self.window_pairs)
            for window in range(self.position.window, windows):
                pairs = order[window * self.window_pairs :][: self.window_pairs]
                generator = np.random.default_rng([self.seed, 2, self.position.epoch, window])
                batches = self.batches(pairs, generator)
                for number in range(self.position.batch, len(batches)):
                    is_last = number + 1 == len(batches)
                    behind = Position(self.position.epoch, window + is_last, 0 if is_last else number + 1)
                    if behind.window == windows:
                        behind = Position(self.position.epoch + 1)
                    tokens = int(sum(self.text.target_lengths(part).sum() for part in batches[number]))
                    yield tokens, batches[number][self.rank :: self.world], behind
                self.position.batch = 0
            self.position = Position(self.position.epoch + 1)

    def batches(self, pairs, generator):
        parts = parts_of(self.text, pairs, self.part_tokens)
        batches, tokens = [[]], 0
        for index in generator.permutation(len(parts)):
            if tokens >= self.batch_tokens:
                batches.append([])
                tokens = 0
            batches[-1].append(parts[index])
            tokens += int(self.text.target_lengths(parts[index]).sum())
        return batches


def at_least_two(source, target):
    """A pair alone gets a second one that does not count: the compiler would make a case of its own of it."""
    if len(source) > 1:
        return source, target
    return source.expand(2, -1).contiguous(), torch.cat([target, torch.full_like(target, PADDING)])


class Prefetcher:
    """Makes batches ahead in a thread: iterates over (tokens, tensors of the parts, position)."""

    def __init__(self, source, device, ahead=24):
        self.source, self.device = source, device
        self.queue = queue.Queue(ahead)
        self.stopped = False
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()

    def work(self):
        try:
            for tokens, parts, position in self.source:
                made = [at_least_two(*tensors(self.source.text, part)) for part in parts]
                if self.device.type == "cuda":
                    made = [(source.pin_memory(), target.pin_memory()) for source, target in made]
                self.queue.put((tokens, made, position))
                if self.stopped:
                    return
        except Exception as error:  # it is raised where the batch is wanted
            self.queue.put(error)

    def __iter__(self):
        while True:
            item = self.queue.get()
            if isinstance(item, Exception):
                raise item
            tokens, parts, position = item
            yield tokens, [tuple(x.to(self.device, non_blocking=True) for x in part) for part in parts], position

    def stop(self):
        """Ends the thread: one that is cut off at exit can take the process with it."""
        self.stopped = True
        while self.thread.is_alive():
            try:
                self.queue.get(timeout=0.05)
            except queue.Empty:
                pass
        self.thread.join()
