#!/usr/bin/env python3
"""Compares a model with its export to Hugging Face's transformers, in float32.

    pip install torch transformers
    Benchmarks/compare_transformers.py .build/release/translate Models/en-de SOURCE-TEXT [LINES]

Lines of one sentence are translated greedily; transformers then gets the same source and target tokens. Printed are the
largest difference between the log-probabilities of the tokens (translate prints four digits, so up to 0.00005 is
rounding) and in how many lines transformers would have chosen the same tokens: with transformers as it is, which
normalises with an epsilon of 1e-5, and with Marian's and ours, 1e-6.
"""
import json
import subprocess
import sys
import tempfile

import torch
from transformers import AutoModelForSeq2SeqLM
from transformers.utils import logging

PLACEHOLDERS = range(2, 34)


def translations(program, model, path, lines):
    text = "".join(open(path, encoding="utf-8").readlines()[:lines])
    command = [program, "--model", model, "--format", "jsonl", "--precision", "float32", "--beam-size", "1", "--no-protect"]
    output = subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout
    results = [json.loads(line) for line in output.splitlines()]
    # A line of several sentences has a score for the end of each.
    return [r for r in results if r["tokens"] and len(r["token_scores"]) == len(r["tokens"]) + 1]


def compare(theirs, ids, results, forbidden):
    end, start = theirs.config.eos_token_id, theirs.config.decoder_start_token_id
    worst, same, tokens = 0.0, 0, 0
    for result in results:
        source = [ids[piece] for piece in result["source_tokens"]] + [end]
        target = [ids[piece] for piece in result["tokens"]] + [end]
        with torch.no_grad():
            logits = theirs(
                input_ids=torch.tensor([source]), decoder_input_ids=torch.tensor([[start] + target[:-1]])).logits[0]
        chosen = logits.log_softmax(-1)[range(len(target)), target]
        worst = max(worst, (chosen - torch.tensor(result["token_scores"])).abs().max().item())
        logits[:, forbidden] = -torch.inf
        same += logits.argmax(-1).tolist() == target
        tokens += len(target)
    return f"{len(results)} lines, {tokens} tokens; largest difference {worst:.6f}; same tokens chosen in {same} lines"


def main(program, model, path, lines=1000):
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run([program, "model", "export", "--format", "huggingface", model, directory], check=True)
        theirs = AutoModelForSeq2SeqLM.from_pretrained(directory).eval()
        ids = json.load(open(f"{directory}/vocab.json", encoding="utf-8"))
    forbidden = [ids["<unk>"], theirs.config.decoder_start_token_id, *PLACEHOLDERS]
    results = translations(program, model, path, int(lines))
    print(f"{type(theirs).__name__}: {compare(theirs, ids, results, forbidden)}")
    for module in theirs.modules():
        if isinstance(module, torch.nn.LayerNorm):
            module.eps = 1e-6
    print(f"with Marian's epsilon in layer normalisation: {compare(theirs, ids, results, forbidden)}")


if __name__ == "__main__":
    torch.set_num_threads(1)  # sentences are short: threads would only wait for each other
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    main(*sys.argv[1:])
