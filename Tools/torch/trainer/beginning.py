"""What a run begins with: text, vocabulary, weights."""

import json
from pathlib import Path

import torch

from . import preparation
from .failure import Failure
from .files import SUBWORD_FILES
from .layout import BACKWARD, FORWARD, Layout
from .model import Transformer
from .model_directory import Model, read_description
from .parameters import flattened, grown, initialized
from .run import Run
from .settings import configuration
from .subwords import Vocabulary
from .text import DESCRIPTION, PreparedText


def make_run(s, processes):
    text, subwords = open_text(s, processes)
    vocabulary = Vocabulary(subwords)
    initial = Model.read(s.init) if s.init else None
    flat = first_weights(s, vocabulary, initial)
    teacher = open_teacher(s, vocabulary, processes) if s.teacher else None
    return Run(s, text, subwords, vocabulary, flat, processes, facts_of(s, text), teacher)


def facts_of(s, text):
    """What models of this run say of themselves: languages, and what the model to begin with, or to be like, knows."""
    facts = {"sourceLanguage": s.source_language, "targetLanguage": s.target_language, "maximumLength": s.max_length}
    if path := s.like or s.init:
        found = read_description(path)
        known = ("placeholders", "directions", "heedsHints", "heedsPast")
        facts |= {name: found[name] for name in known if name in found}
        if s.like:
            facts |= {name: found[name] for name in ("sourceLanguage", "targetLanguage")}
    if text.description.get("bothDirections"):
        languages = facts["sourceLanguage"], facts["targetLanguage"]
        directions = zip((languages, languages[::-1]), (FORWARD, BACKWARD), strict=True)
        facts["directions"] = [{"source": a, "target": b, "prefix": [token]} for (a, b), token in directions]
    return facts | ({"placeholders": True} if holds_placeholders(text) else {})


def open_text(s, processes):
    """Prepared text, made now where there is none, and the directory of its subwords."""
    path = Path(s.data or Path(s.model, "text"))
    if not s.data and processes.is_first and not is_up_to_date(path, s):
        if not s.vocab:
            raise Failure("--vocab is missing: name a directory made by 'translate bpe learn'")
        preparation.prepare(
            path, s.vocab, s.train_sets, s.train_weights, s.valid_sets, s.max_length,
            s.both_directions, report=preparation.report_to_stderr,
        )  # fmt: skip
    processes.of_first(0)
    text = PreparedText(path)
    s.max_length = text.description["maximumLength"]
    return text, path


def is_up_to_date(path, s):
    file = path / DESCRIPTION
    if not file.exists():
        return False
    found = json.loads(file.read_text())
    stamps = {
        "training": preparation.stamps_of(s.train_sets),
        "vocabulary": preparation.stamps_of(Path(s.vocab, name) for name in SUBWORD_FILES),
    }
    weights = [part["weight"] for part in found["parts"]]
    wanted = s.train_weights or [1.0] * (len(s.train_sets) // 2)
    return (
        found["stamps"] == stamps
        and found["maximumLength"] == s.max_length
        and found["bothDirections"] == s.both_directions
        and weights == wanted
        and found["validFiles"] == s.valid_sets
    )


def holds_placeholders(text):
    if text.description.get("bothDirections"):
        return bool(((text.tokens >= 2) & (text.tokens < 34)).any())
    return bool((text.prefixes != 0).any() or ((text.tokens >= 2) & (text.tokens < 34)).any())


def first_weights(s, vocabulary, initial):
    """Random weights, or those of the model to begin with, grown where the run's is larger."""
    generator = torch.Generator().manual_seed(s.seed)
    wanted = configuration(s, len(vocabulary))
    if initial is None:
        return initialized(wanted, generator)
    check_growth(s, wanted, initial, vocabulary)
    if wanted == initial.configuration:
        return flattened(initial.tensors, wanted)
    return grown(initial.tensors, wanted, generator)


def check_growth(s, wanted, initial, vocabulary):
    def refuse(reason):
        raise Failure(f"{s.init} (--init) cannot be begun with: {reason}")

    old = initial.configuration
    if old.dim != wanted.dim:
        refuse(f"its width is {old.dim}, not {wanted.dim}, and a model cannot grow in width")
    for name in ("heads", "normalization", "activation", "decoder"):
        if getattr(old, name) != getattr(wanted, name):
            refuse(f"its {name} is {getattr(old, name)}, not {getattr(wanted, name)}")
    for name in ("feedForward", "encoderLayers", "decoderLayers", "vocabularySize"):
        if getattr(old, name) > getattr(wanted, name):
            refuse(f"its {name} is {getattr(old, name)}, more than {getattr(wanted, name)}: a model does not shrink")
    depths = (old.encoderLayers, old.decoderLayers) != (wanted.encoderLayers, wanted.decoderLayers)
    if depths and old.normalization == "post":
        refuse("it is post-norm, where a new layer cannot leave it as it was")
    if Vocabulary(s.init).pieces != vocabulary.pieces[: old.vocabularySize]:
        refuse("its pieces are not the first of the vocabulary")


def open_teacher(s, vocabulary, processes):
    model = Model.read(s.teacher)
    if Vocabulary(s.teacher).pieces != vocabulary.pieces:
        raise Failure(f"{s.teacher} (--teacher) has another vocabulary")
    return frozen(model, processes.device, s.max_length)


def frozen(model, device, maximum_length=256):
    """A model for use, not for training."""
    flat = flattened(model.tensors, model.configuration).to(device)
    transformer = Transformer(model.configuration, flat, maximum_length=max(2 * maximum_length + 16, 256))
    return transformer.eval().requires_grad_(False)


def parameter_count(configuration):
    return sum(p.count for p in Layout(configuration).parameters)
