#!/usr/bin/env python3
"""Says what this machine has and what is missing for training, before anything costs time."""

import sys

from trainer import failure

failure.check_environment()

import torch  # noqa: E402


def main():
    print(f"Python {sys.version.split()[0]}, PyTorch {torch.__version__}", file=sys.stderr)
    if not torch.cuda.is_available():
        if "--gpu" in sys.argv:
            raise failure.Failure("PyTorch sees no GPU: a driver is missing, or this PyTorch was built without CUDA")
        print("no GPU: training would run on the CPU, slowly", file=sys.stderr)
        return
    for number in range(torch.cuda.device_count()):
        found = torch.cuda.get_device_properties(number)
        print(f"GPU {number}: {found.name}, {found.total_memory / 2**30:.0f} GiB", file=sys.stderr)
    if not torch.cuda.is_bf16_supported():
        raise failure.Failure("this GPU has no bfloat16: use --precision float32")
    x = torch.randn(4096, 4096, device="cuda", dtype=torch.bfloat16)
    torch.cuda.synchronize()
    if not (x @ x).isfinite().all():
        raise failure.Failure("a product on the GPU is not finite: the driver or the card is broken")


if __name__ == "__main__":
    failure.run(main)
