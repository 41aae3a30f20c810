#!/usr/bin/env python3
"""Writes marian/ and pegasus/, tiny random models as Hugging Face's transformers saves them; their scores; arrays.npz.

    pip install torch transformers safetensors numpy
    python make.py        (in this directory)

scores.json beside them holds, for each, sources and targets as token numbers, and for every position of the target the
logits of some tokens. Layer normalisation gets the epsilon of Marian, 1e-6, where it is said so, instead of
PyTorch's 1e-5, which both classes use. Positions are as the classes make them: MarianMT's file does not hold them,
Pegasus's does. arrays.npz is what numpy.savez_compressed writes of arrays in several types and orders. Nothing comes from the Swift program.
"""
import json
import os

import numpy
import torch
from transformers import MarianConfig, MarianMTModel, PegasusConfig, PegasusForConditionalGeneration

# The reserved pieces of a vocabulary are 290.
VOCABULARY, DIM, FFN, HEADS = 293, 8, 12, 2
PAIRS = [([3, 292, 9, 0], [4, 4, 200, 10, 0]), ([291, 0], [2, 0]), ([8, 1, 2, 5, 5, 77, 3, 3, 150, 6, 0], [9, 290, 0])]
TOKENS = [0, 1, 2, 9, 77, 200, 290, 291, 292]


def model(kind, configuration, activation):
    torch.manual_seed(11)
    result = kind(configuration(
        vocab_size=VOCABULARY + 1, d_model=DIM, encoder_layers=2, decoder_layers=1, encoder_ffn_dim=FFN,
        decoder_ffn_dim=FFN, encoder_attention_heads=HEADS, decoder_attention_heads=HEADS, max_position_embeddings=16,
        activation_function=activation, scale_embedding=True, eos_token_id=0, forced_eos_token_id=0,
        pad_token_id=VOCABULARY, decoder_start_token_id=VOCABULARY)).eval()
    with torch.no_grad():
        for name, parameter in result.named_parameters():
            if "embed_positions" not in name:
                parameter.add_(0.3 * torch.randn_like(parameter))
        result.model.shared.weight[VOCABULARY] = 0
        result.final_logits_bias.normal_()
    return result


def logits(result):
    scores = []
    for source, target in PAIRS:
        with torch.no_grad():
            output = result(input_ids=torch.tensor([source]), decoder_input_ids=torch.tensor([[VOCABULARY] + target[:-1]]))
        scores.append([[round(x, 8) for x in row] for row in output.logits[0, :, TOKENS].double().tolist()])
    return scores


def main():
    facts = {"tokens": TOKENS, "sources": [s for s, _ in PAIRS], "targets": [t for _, t in PAIRS]}
    for name, result in [("marian", model(MarianMTModel, MarianConfig, "swish")),
                         ("pegasus", model(PegasusForConditionalGeneration, PegasusConfig, "relu"))]:
        result.save_pretrained(name)
        os.remove(f"{name}/generation_config.json")
        facts[name] = {"logits": logits(result)}
        for module in result.modules():
            if isinstance(module, torch.nn.LayerNorm):
                module.eps = 1e-6
        facts[name]["logitsWithMarianEpsilon"] = logits(result)
        worst = max((torch.tensor(a) - torch.tensor(b)).abs().max()
                    for a, b in zip(facts[name]["logits"], facts[name]["logitsWithMarianEpsilon"]))
        print(name, "the epsilon makes a difference of", worst.item())
    with open("scores.json", "w") as file:
        json.dump(facts, file)
    matrix = numpy.arange(6, dtype=numpy.float32).reshape(2, 3) / 4 - 0.5
    numpy.savez_compressed(
        "arrays.npz", single=matrix, half=matrix.astype(numpy.float16), fortran=numpy.asfortranarray(matrix),
        vector=matrix.reshape(-1), double=matrix.astype(numpy.float64), text=numpy.frombuffer(b"x: 1\n", dtype=numpy.int8))


main()
