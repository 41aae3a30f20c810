#!/usr/bin/env python3
"""Models of the sizes that are published, with random weights: what an import costs, and speed beside other engines.

usage: published_sizes.py make OUT --spm DIR [--nllb DIR] [--only NAME...]
       published_sizes.py import OUT
       published_sizes.py speed OUT --text FILE [--lines 60] [--rounds 3]

--spm: a directory of OPUS-MT's with source.spm, target.spm and vocab.json; --nllb: one of NLLB's without weights
(sentencepiece.bpe.model, tokenizer_config.json, config.json), whose pieces are filled up to the published number.

Needs numpy; for speed also sentencepiece, ctranslate2 and pymarian. Every line that is translated has the same number of
pieces, every translation as many: random weights never end a sentence. Engines take turns on one core; what the others
get is cut into pieces before, which `translate` does within its time. CTranslate2 reads what `translate model export`
writes, Marian the file that was imported."""
import argparse
import json
import os
import re
import shutil
import statistics
import struct
import subprocess
import sys
import time

import numpy as np

TRANSLATE = os.environ.get("TRANSLATE", ".build/release/translate")
PIECES = 24
MARIAN = {
    "opus-mt-base": dict(dim=512, ffn=2048, heads=8, enc=6, dec=6, act="swish", ssru=False),
    "opus-mt-tc-big": dict(dim=1024, ffn=4096, heads=16, enc=6, dec=6, act="relu", ssru=False),
    "firefox-tiny": dict(dim=256, ffn=1536, heads=8, enc=6, dec=2, act="relu", ssru=True),
    "firefox-base": dict(dim=512, ffn=2048, heads=8, enc=6, dec=2, act="relu", ssru=True),
}
rng = np.random.default_rng(1)


def weights(*shape):
    limit = (6 / sum(shape)) ** 0.5 if len(shape) == 2 and shape[0] > 1 else 0.05
    return rng.uniform(-limit, limit, shape).astype(np.float32)


def marian_tensors(m, vocabulary):
    d, f = m["dim"], m["ffn"]
    yield "Wemb", weights(vocabulary, d)
    yield "decoder_ff_logit_out_b", weights(1, vocabulary)

    def norm(name):
        yield name + "_ln_scale", np.ones((1, d), np.float32)
        yield name + "_ln_bias", weights(1, d)

    for side, depth in (("encoder", m["enc"]), ("decoder", m["dec"])):
        for layer in range(1, depth + 1):
            at = f"{side}_l{layer}_"
            attentions = ["self"] if side == "encoder" else ["context"] if m["ssru"] else ["self", "context"]
            for kind in attentions:
                for part in "qkvo":
                    yield f"{at}{kind}_W{part}", weights(d, d)
                    yield f"{at}{kind}_b{part}", weights(1, d)
                yield from norm(f"{at}{kind}_Wo")
            if side == "decoder" and m["ssru"]:
                yield at + "rnn_W", weights(d, d)
                yield at + "rnn_Wf", weights(d, d)
                yield at + "rnn_bf", weights(1, d)
                yield from norm(at + "rnn_ffn")
            yield at + "ffn_W1", weights(d, f)
            yield at + "ffn_b1", weights(1, f)
            yield at + "ffn_W2", weights(f, d)
            yield at + "ffn_b2", weights(1, d)
            yield from norm(at + "ffn_ffn")


def marian_options(m, size):
    return "\n".join([
        "type: transformer", "version: v1.12.42", "tied-embeddings-all: true", "tied-embeddings: false",
        "tied-embeddings-src: false", f"dim-vocabs: [{size}, {size}]", f"dim-emb: {m['dim']}", "dim-rnn: 1024",
        f"enc-depth: {m['enc']}", f"dec-depth: {m['dec']}", "enc-type: bidirectional", "enc-cell: gru",
        f"dec-cell: {'ssru' if m['ssru'] else 'gru'}", "enc-cell-depth: 1", "dec-cell-base-depth: 2",
        "dec-cell-high-depth: 1", f"transformer-dim-ffn: {m['ffn']}", f"transformer-heads: {m['heads']}",
        f"transformer-ffn-activation: {m['act']}", "transformer-ffn-depth: 2",
        f"transformer-decoder-autoreg: {'rnn' if m['ssru'] else 'self-attention'}", "transformer-preprocess: \"\"",
        "transformer-postprocess: dan", "transformer-postprocess-emb: d", "transformer-postprocess-top: \"\"",
        "transformer-guided-alignment-layer: last", "transformer-rnn-projection: false", "transformer-dim-aan: 2048",
        "transformer-aan-depth: 2", "transformer-aan-activation: swish", "transformer-aan-nogate: false",
        "transformer-no-projection: false", "transformer-tied-layers: []",
        "transformer-train-position-embeddings: false", "layer-normalization: false", "right-left: false",
        "input-types: []", "skip: false", "ulr: false", "lemma-dim-emb: 0", "output-omit-bias: false", ""])


def make_marian(name, m, out, spm):
    os.makedirs(out, exist_ok=True)
    if m["ssru"]:
        shutil.copy(f"{spm}/source.spm", f"{out}/vocab.spm")
        import sentencepiece
        size, vocabularies = sentencepiece.SentencePieceProcessor(model_file=f"{out}/vocab.spm").vocab_size(), "vocab.spm"
    else:
        pieces = json.load(open(f"{spm}/vocab.json", encoding="utf-8"))
        size, vocabularies = len(pieces), "vocab.yml"
        with open(f"{out}/vocab.yml", "w", encoding="utf-8") as file:
            for piece, number in sorted(pieces.items(), key=lambda p: p[1]):
                file.write(f"{json.dumps(piece, ensure_ascii=False)}: {number}\n")
        for side in ("source", "target"):
            shutil.copy(f"{spm}/{side}.spm", out)
    open(f"{out}/decoder.yml", "w").write(
        f"models: [model.npz]\nvocabs: [{vocabularies}, {vocabularies}]\nbeam-size: 1\nnormalize: 1\nrelative-paths: true\n")
    tensors = dict(marian_tensors(m, size))
    tensors["special:model.yml"] = np.frombuffer(marian_options(m, size).encode() + b"\0", np.int8)
    np.savez(f"{out}/model.npz", **tensors)


def nllb_shapes(v, d=1024, f=4096, layers=12):
    yield "model.shared.weight", (v, d)
    for side in ("encoder", "decoder"):
        for layer in range(layers):
            at = f"model.{side}.layers.{layer}."
            for kind in ["self_attn"] + ["encoder_attn"] * (side == "decoder"):
                for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
                    yield f"{at}{kind}.{part}.weight", (d, d)
                    yield f"{at}{kind}.{part}.bias", (d,)
                yield f"{at}{kind}_layer_norm.weight", (d,)
                yield f"{at}{kind}_layer_norm.bias", (d,)
            for name, shape in (("fc1.weight", (f, d)), ("fc1.bias", (f,)), ("fc2.weight", (d, f)), ("fc2.bias", (d,)),
                                ("final_layer_norm.weight", (d,)), ("final_layer_norm.bias", (d,))):
                yield at + name, shape
        yield f"model.{side}.layer_norm.weight", (d,)
        yield f"model.{side}.layer_norm.bias", (d,)


def make_nllb(out, source):
    """Single precision, as published; written tensor by tensor."""
    os.makedirs(out, exist_ok=True)
    config = json.load(open(f"{source}/config.json"))
    tokens = json.load(open(f"{source}/tokenizer_config.json"))
    old = {int(k): v for k, v in tokens["added_tokens_decoder"].items()}
    behind = sorted(k for k in old if k > 3)
    pieces, published = behind[0] - 1, 256000
    data = open(f"{source}/sentencepiece.bpe.model", "rb").read()
    for number in range(published - pieces):  # a repeated field may go on anywhere
        text = f"\u2581{number:x}\ufffd".encode()
        piece = b"\n" + bytes([len(text)]) + text + b"\x15" + struct.pack("<f", -100.0 - number * 1e-4)
        data += b"\n" + bytes([len(piece)]) + piece
    open(f"{out}/sentencepiece.bpe.model", "wb").write(data)
    shift = published + 1 - behind[0]
    tokens["added_tokens_decoder"] = {str(k + shift if k > 3 else k): v for k, v in old.items()}
    json.dump(tokens, open(f"{out}/tokenizer_config.json", "w"))
    size = behind[-1] + shift + 3
    config.update(d_model=1024, encoder_layers=12, decoder_layers=12, num_hidden_layers=12, encoder_ffn_dim=4096,
                  decoder_ffn_dim=4096, encoder_attention_heads=16, decoder_attention_heads=16, vocab_size=size,
                  max_position_embeddings=1024)
    json.dump(config, open(f"{out}/config.json", "w"))
    header, offset = {}, 0
    shapes = list(nllb_shapes(size))
    for name, shape in shapes:
        count = 4 * int(np.prod(shape))
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [offset, offset + count]}
        offset += count
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(f"{out}/model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name, shape in shapes:
            norm = "norm.weight" in name
            file.write((np.ones(shape, np.float32) if norm else weights(*shape)).tobytes())


def size_of(path):
    return sum(os.path.getsize(os.path.join(f, n)) for f, _, names in os.walk(path) for n in names) / 1e6


def measured(command):
    """Seconds, processor seconds and MB."""
    begin = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = status
    assert status == 0, command
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def imports(out):
    print("| model | given, MB | import, s (processor) | peak memory, MB | int8, MB |\n|---|---|---|---|---|")
    for name in sorted(os.listdir(f"{out}/given")):
        target = f"{out}/int8/{name}"
        shutil.rmtree(target, ignore_errors=True)
        given = f"{out}/given/{name}"
        wall, cpu, memory = measured([TRANSLATE, "model", "import", "--quantize", "--source-language", "en",
                                      "--target-language", "de", given, target])
        print(f"| {name} | {size_of(given):.0f} | {wall:.1f} ({cpu:.1f}) | {memory:.0f} | {size_of(target):.0f} |", flush=True)


def lines_of(text, spm, count):
    """Lines of exactly PIECES pieces, and those pieces."""
    import sentencepiece
    model = sentencepiece.SentencePieceProcessor(model_file=spm)
    words, found = open(text, encoding="utf-8").read().split(), []
    while len(found) < count and words:
        line, n = "", 0
        while words and n < PIECES:
            longer = f"{line} {words.pop(0)}".strip()
            if len(model.encode(longer)) > PIECES:
                break
            line, n = longer, len(model.encode(longer))
        if n == PIECES:
            found.append((line, model.encode(line, out_type=str)))
    return found


def ours(model, text, precision):
    report = json.loads(subprocess.run(
        ["taskset", "-c", "1", TRANSLATE, "bench", "translate", "--model", model, "--input", text, "--beam-size", "1",
         "--precision", precision, "--threads", "1", "--json", "--arrival", "batches", "--no-shortlist",
         "--output-length", str(PIECES)], check=True, capture_output=True, text=True).stdout)
    figures = report["figures"][0]
    return figures["outputTokens"] / figures["cpuSeconds"]


CT2 = """
import ctranslate2, json, sys, time
t = ctranslate2.Translator(sys.argv[1], compute_type=sys.argv[2], intra_threads=1, inter_threads=1)
s = [l.split() for l in open(sys.argv[3], encoding="utf-8")]
o = dict(beam_size=1, min_decoding_length=int(sys.argv[4]), max_decoding_length=int(sys.argv[4]), max_batch_size=1024,
         batch_type="tokens")
t.translate_batch(s[:8], **o)
b = time.process_time()
r = t.translate_batch(s, **o)
print(sum(len(x.hypotheses[0]) for x in r) / (time.process_time() - b))
"""


def ctranslate2(model, pieces, precision):
    return float(subprocess.run(["taskset", "-c", "1", sys.executable, "-c", CT2, model, precision, pieces, str(PIECES)],
                                check=True, capture_output=True, text=True).stdout)


def marian(given, text, count):
    """Processor time for all lines less that for one: what it costs to begin is left out."""
    def seconds(path):
        vocabulary = next(f"{given}/{n}" for n in ("vocab.yml", "vocab.spm") if os.path.exists(f"{given}/{n}"))
        program = "import sys, _pymarian; sys.exit(_pymarian.main(sys.argv[1:]))"
        command = ["taskset", "-c", "1", sys.executable, "-c", program, "decode", "-m", f"{given}/model.npz", "-v", vocabulary,
                   vocabulary, "--cpu-threads", "1", "-b", "1", "--mini-batch", "64", "--maxi-batch", "100",
                   "--maxi-batch-sort", "src", "--mini-batch-words", "1024", "-w", "2000", "--max-length-factor",
                   str(PIECES / (PIECES + 1)), "-i", path, "-o", path + ".out", "--quiet", "--quiet-translation"]
        return measured(command)[1]
    few = text + ".few"
    with open(few, "w", encoding="utf-8") as file:
        file.writelines(open(text, encoding="utf-8").readlines()[:1])
    return (count - 1) * PIECES / max(1e-9, seconds(text) - seconds(few))


def speed(out, text, count, rounds):
    print(f"| model | ours int8 | CTranslate2 int8 | ours float32 | CTranslate2 float32 | Marian float32 |\n|---|---|---|---|---|---|")
    for name in sorted(os.listdir(f"{out}/given")):
        given, model = f"{out}/given/{name}", f"{out}/int8/{name}"
        spm = next(f"{given}/{n}" for n in ("source.spm", "vocab.spm", "sentencepiece.bpe.model") if os.path.exists(f"{given}/{n}"))
        lines = lines_of(text, spm, count)
        files = {kind: f"{out}/{name}.{kind}" for kind in ("text", "pieces")}
        open(files["text"], "w", encoding="utf-8").writelines(line + "\n" for line, _ in lines)
        open(files["pieces"], "w", encoding="utf-8").writelines(" ".join(pieces) + "\n" for _, pieces in lines)
        exact, ct2 = f"{out}/exact/{name}", f"{out}/ct2/{name}"
        has_ct2 = not MARIAN.get(name, {}).get("ssru")
        if not os.path.exists(exact):
            subprocess.run([TRANSLATE, "model", "import", "--source-language", "en", "--target-language", "de", given, exact], check=True)
        if has_ct2 and not os.path.exists(ct2):
            subprocess.run([TRANSLATE, "model", "export", "--format", "ctranslate2", exact, ct2], check=True)
        runs = {}
        for _ in range(rounds):
            def keep(kind, value):
                runs.setdefault(kind, []).append(value)
            keep("int8", ours(model, files["text"], "int8"))
            if has_ct2:
                keep("ct2int8", ctranslate2(ct2, files["pieces"], "int8"))
            if not name.startswith("nllb"):
                keep("float32", ours(exact, files["text"], "float32"))
                if has_ct2:
                    keep("ct2float32", ctranslate2(ct2, files["pieces"], "float32"))
                fed = files["text"] if name.startswith("firefox") else files["pieces"]
                keep("marian", marian(given, fed, len(lines)))
        row = [f"{statistics.median(runs[k]):.0f}" if k in runs else "" for k in ("int8", "ct2int8", "float32", "ct2float32", "marian")]
        print(f"| {name} | " + " | ".join(row) + " |", flush=True)


p = argparse.ArgumentParser(usage=re.sub(r"^usage: ", "", __doc__.split("\n\n")[1]))
p.add_argument("step", choices=("make", "import", "speed"))
p.add_argument("out")
p.add_argument("--spm")
p.add_argument("--nllb")
p.add_argument("--only", nargs="*")
p.add_argument("--text")
p.add_argument("--lines", type=int, default=60)
p.add_argument("--rounds", type=int, default=3)
a = p.parse_args()
if a.step == "make":
    for name, m in MARIAN.items():
        if not a.only or name in a.only:
            make_marian(name, m, f"{a.out}/given/{name}", a.spm)
    if a.nllb and (not a.only or "nllb-600M" in a.only):
        make_nllb(f"{a.out}/given/nllb-600M", a.nllb)
elif a.step == "import":
    imports(a.out)
else:
    speed(a.out, a.text, a.lines, a.rounds)
