"""What a run goes on from: one file with the weights, the optimiser, the moving average and the place in the data."""

import json

from safetensors import safe_open
from safetensors.torch import save_file

from .failure import Failure
from .files import replace_file

NAME = "checkpoint.safetensors"
STATE = "torch-state"


def write(path, optimiser, state):
    """Writes the file beside its place and renames it: a crash leaves the preceding one."""
    tensors = {"weights": optimiser.flat, "adam.first_moment": optimiser.first, "adam.second_moment": optimiser.second}
    if optimiser.average is not None:
        tensors["average"] = optimiser.average
    tensors = {name: tensor.detach().cpu()[None].contiguous() for name, tensor in tensors.items()}
    replace_file(path, lambda file: save_file(tensors, file, {STATE: json.dumps(state)}))


def read_state(path):
    with safe_open(path, "pt") as file:
        metadata = file.metadata() or {}
    if STATE not in metadata:
        raise Failure(f"{path} is no checkpoint of this program: give another --model directory")
    return json.loads(metadata[STATE])


def read(path, optimiser):
    """Reads the numbers; a moving average that is new to the run begins with the weights."""
    with safe_open(path, "pt") as file:
        names = set(file.keys())

        def copy(name, to):
            found = file.get_tensor(name)[0]
            if found.shape != to.shape:
                raise Failure(f"{path} belongs to a model of other sizes; choose another --model directory")
            to.copy_(found)

        copy("weights", optimiser.flat)
        copy("adam.first_moment", optimiser.first)
        copy("adam.second_moment", optimiser.second)
        if optimiser.average is not None:
            copy("average" if "average" in names else "weights", optimiser.average)


def check(path, then, now):
    """Settings that a run may not change while it lasts."""
    for name in sorted(now):
        if then.get(name) != now[name]:
            raise Failure(
                f"{path} belongs to another run: --{name} is {now[name]}, but was {then.get(name)}; choose another "
                "--model directory or the same settings"
            )
