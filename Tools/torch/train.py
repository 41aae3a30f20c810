#!/usr/bin/env python3
"""Trains a model as `translate train` does, on GPUs.

python Tools/torch/train.py --config run.yaml --model Runs/gpu
torchrun --nproc-per-node 8 Tools/torch/train.py --config run.yaml --model Runs/gpu
"""

from trainer import failure

failure.check_environment()


def main():
    import sys

    from trainer import beginning, settings
    from trainer.devices import Processes

    s = settings.from_command_line()
    processes = Processes(s.device)
    run = beginning.make_run(s, processes)
    number = run.train()
    processes.finish()
    if number:
        sys.exit(128 + number)


if __name__ == "__main__":
    failure.run(main)
