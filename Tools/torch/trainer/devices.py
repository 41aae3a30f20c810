"""The devices and processes that share a run."""

import os

import torch
from torch import distributed


class Processes:
    """This process among those that torchrun has started; one alone without it."""

    def __init__(self, device):
        self.world, self.rank = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
        local = int(os.environ.get("LOCAL_RANK", 0))
        kind = device or ("cuda" if torch.cuda.is_available() else "cpu")
        self.device = torch.device(f"cuda:{local}" if kind == "cuda" else kind)
        if self.device.type == "cuda":
            torch.cuda.set_device(self.device)
            torch.set_float32_matmul_precision("high")
            # It would plan anew for each length, which takes longer (tens of milliseconds) than the attention itself.
            torch.backends.cuda.enable_cudnn_sdp(False)
        if self.world > 1 and not distributed.is_initialized():
            distributed.init_process_group("nccl" if self.device.type == "cuda" else "gloo")

    @property
    def is_first(self):
        return self.rank == 0

    def sum(self, *tensors):
        """Adds up tensors over all processes, in place."""
        for tensor in tensors if self.world > 1 else ():
            distributed.all_reduce(tensor)

    def of_first(self, value):
        """The first process's number, which all must agree on."""
        if self.world == 1:
            return value
        tensor = torch.tensor([value], dtype=torch.float64, device=self.device)
        distributed.broadcast(tensor, 0)
        return tensor.item()

    def finish(self):
        if self.world > 1:
            distributed.destroy_process_group()


def autocast(device, precision):
    """Products in bfloat16, sums, normalisation and weights in float32."""
    return torch.autocast(device.type, torch.bfloat16, enabled=precision == "bfloat16")
