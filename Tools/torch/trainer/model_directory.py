"""Model directories as `translate` reads and writes them: model.json, weights.safetensors and subword files."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from .failure import Failure
from .files import SUBWORD_FILES, checksum, replace_file
from .layout import Configuration, Layout
from .parameters import named
from .quantized import unpacked

FORMAT_VERSION = 1
DESCRIPTION, WEIGHTS = "model.json", "weights.safetensors"
# What a description says of a model beside its sizes and files.
FACTS = (
    "sourceLanguage", "targetLanguage", "maximumLength", "placeholders", "directions", "heedsHints", "heedsPast",
    "notes",
)  # fmt: skip


@dataclass
class Model:
    """What a model directory holds."""

    configuration: Configuration
    tensors: dict[str, torch.Tensor]
    sourceLanguage: str = "en"
    targetLanguage: str = "de"
    maximumLength: int = 128
    placeholders: bool | None = None
    directions: list[dict] | None = None
    heedsHints: bool | None = None
    heedsPast: bool | None = None
    notes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path):
        """The model in a directory, its weights in float32."""
        description = read_description(path)
        for name, stamp in description["files"].items():
            if checksum(Path(path, name)) != stamp["xxh3"]:
                raise Failure(f"{path}/{name} is not what {DESCRIPTION} says; copy the whole directory again")
        if description["configuration"].get("positions", "marian") != "marian":
            raise Failure(f"{path} spaces positions as published; training knows Marian's way only")
        configuration = Configuration.from_json(description["configuration"])
        tensors = unpacked(load_file(Path(path, WEIGHTS)), configuration, Path(path, WEIGHTS))
        check_shapes(tensors, configuration, path)
        return cls(configuration, tensors, **{name: description[name] for name in FACTS if name in description})

    def write(self, path, subwords, half=True):
        """Writes the directory, the description last; `subwords` is a directory with the subword files."""
        path = Path(path)
        path.mkdir(parents=True, exist_ok=True)
        kind = torch.float16 if half else torch.float32
        tensors = {name: tensor.to("cpu", kind).contiguous() for name, tensor in self.tensors.items()}
        replace_file(path / WEIGHTS, lambda file: save_file(tensors, file))
        for name in SUBWORD_FILES:
            content = Path(subwords, name).read_bytes()
            replace_file(path / name, lambda file, content=content: file.write_bytes(content))
        text = json.dumps(self.description(path), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        replace_file(path / DESCRIPTION, lambda file: file.write_text(text))

    def description(self, path):
        files = {
            name: {"bytes": (path / name).stat().st_size, "xxh3": checksum(path / name)}
            for name in (*SUBWORD_FILES, WEIGHTS)
        }
        facts = {name: getattr(self, name) for name in FACTS}
        return {
            "formatVersion": FORMAT_VERSION,
            "configuration": self.configuration.json(),
            "files": files,
        } | {name: value for name, value in facts.items() if value is not None}


def read_description(path):
    file = Path(path, DESCRIPTION)
    try:
        description = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise Failure(f"{file}: {error}; is {path} a model directory?") from None
    if description["formatVersion"] > FORMAT_VERSION:
        raise Failure(f"{file} has format version {description['formatVersion']}; this reads up to {FORMAT_VERSION}")
    return description


def check_shapes(tensors, configuration, path):
    for parameter in Layout(configuration).parameters:
        found = tensors.get(parameter.name)
        if found is None:
            raise Failure(f"{path}/{WEIGHTS} lacks {parameter.name}; copy the whole directory again")
        if tuple(found.shape) != parameter.shape:
            raise Failure(f"{path}/{WEIGHTS}: {parameter.name} is {list(found.shape)}, not {list(parameter.shape)}")


def tensors_of(flat, configuration):
    """Copies of the parts of a flat vector, under their names."""
    return {name: view.detach().clone() for name, view in named(flat, Layout(configuration)).items()}
