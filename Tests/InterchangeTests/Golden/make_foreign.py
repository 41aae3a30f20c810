#!/usr/bin/env python3
"""Writes foreign/: one tiny random Transformer in the formats of other programs, another with recurrent units, and what
NumPy says to them.

    pip install numpy
    python make_foreign.py        (in this directory; takes pieces.spm from SentencePieceTests/Golden)

The formats are written, and the model is computed, from their descriptions; nothing comes from the Swift program.
"""
import io, json, os, pickle, shutil, struct, zipfile
import numpy as np

D, F, H, LAYERS = 8, 12, 2, 1
OUT = "foreign"
random = np.random.default_rng(5)
shutil.rmtree(OUT, ignore_errors=True)


def folder(name):
    os.makedirs(f"{OUT}/{name}", exist_ok=True)
    return f"{OUT}/{name}"


# ---- weights, by Marian's names; numbers of half precision, so that nothing is lost in any format

def weights(vocabulary, recurrent):
    w = {}
    def add(name, *shape):
        w[name] = random.normal(0, 0.5, shape).astype(np.float16).astype(np.float32)
    def norm(name):
        w[f"{name}_ln_scale"] = (1 + random.normal(0, 0.1, (1, D))).astype(np.float16).astype(np.float32)
        add(f"{name}_ln_bias", 1, D)
    def attention(name):
        for role in "qkvo":
            add(f"{name}_W{role}", D, D), add(f"{name}_b{role}", 1, D)
        norm(f"{name}_Wo")
    def feed_forward(name):
        add(f"{name}_W1", D, F), add(f"{name}_b1", 1, F), add(f"{name}_W2", F, D), add(f"{name}_b2", 1, D)
        norm(f"{name}_ffn")
    add("Wemb", vocabulary, D)
    for layer in range(1, LAYERS + 1):
        attention(f"encoder_l{layer}_self"), feed_forward(f"encoder_l{layer}_ffn")
        if recurrent:
            add(f"decoder_l{layer}_rnn_W", D, D), add(f"decoder_l{layer}_rnn_Wf", D, D), add(f"decoder_l{layer}_rnn_bf", 1, D)
            norm(f"decoder_l{layer}_rnn_ffn")
        else:
            attention(f"decoder_l{layer}_self")
        attention(f"decoder_l{layer}_context"), feed_forward(f"decoder_l{layer}_ffn")
    add("decoder_ff_logit_out_b", 1, vocabulary)
    return w


# ---- the model

def positions(count, spacing):
    half = D // 2
    rate = np.exp(-np.arange(half) * np.log(10000) / (half - 1 if spacing == "marian" else half))
    angle = np.arange(count)[:, None] * rate
    return np.concatenate([np.sin(angle), np.cos(angle)], 1)


def log_probabilities(w, source, target, recurrent, spacing, epsilon, activation):
    def normed(x, name):
        centred = x - x.mean(-1, keepdims=True)
        return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + epsilon) * w[f"{name}_ln_scale"] + w[f"{name}_ln_bias"]
    def attend(x, memory, name, mask):
        q, k, v = (y @ w[f"{name}_W{r}"] + w[f"{name}_b{r}"] for r, y in zip("qkv", (x, memory, memory)))
        out = []
        for h in range(H):
            s = slice(h * D // H, (h + 1) * D // H)
            scores = q[:, s] @ k[:, s].T / np.sqrt(D // H) + (np.triu(np.full((len(x), len(memory)), -1e9), 1) if mask else 0)
            e = np.exp(scores - scores.max(-1, keepdims=True))
            out.append(e / e.sum(-1, keepdims=True) @ v[:, s])
        return normed(np.concatenate(out, 1) @ w[f"{name}_Wo"] + w[f"{name}_bo"] + x, f"{name}_Wo")
    def forward(x, name):
        y = x @ w[f"{name}_W1"] + w[f"{name}_b1"]
        y = np.maximum(y, 0) if activation == "relu" else y / (1 + np.exp(-y))
        return normed(y @ w[f"{name}_W2"] + w[f"{name}_b2"] + x, f"{name}_ffn")
    def unit(x, name):
        c, rows = np.zeros(D), []
        for row in x:
            f = 1 / (1 + np.exp(-(row @ w[f"{name}_Wf"] + w[f"{name}_bf"][0])))
            c = f * c + (1 - f) * (row @ w[f"{name}_W"])
            rows.append(np.maximum(c, 0))
        return normed(np.array(rows) + x, f"{name}_ffn")
    x = w["Wemb"][source].astype(np.float64) * np.sqrt(D) + positions(len(source), spacing)
    for layer in range(1, LAYERS + 1):
        x = forward(attend(x, x, f"encoder_l{layer}_self", False), f"encoder_l{layer}_ffn")
    y = np.concatenate([np.zeros((1, D)), w["Wemb"][target[:-1]] * np.sqrt(D)]) + positions(len(target), spacing)
    for layer in range(1, LAYERS + 1):
        y = unit(y, f"decoder_l{layer}_rnn") if recurrent else attend(y, y, f"decoder_l{layer}_self", True)
        y = forward(attend(y, x, f"decoder_l{layer}_context", False), f"decoder_l{layer}_ffn")
    logits = y @ w["Wemb"].T + w["decoder_ff_logit_out_b"]
    logits -= logits.max(-1, keepdims=True)
    return [float(l[t] - np.log(np.exp(l).sum())) for l, t in zip(logits, target)]


# ---- Marian

def options(vocabulary, recurrent, activation):
    text = f"""dim-emb: {D}
dim-vocabs:
  - {vocabulary}
  - {vocabulary}
enc-depth: {LAYERS}
dec-depth: {LAYERS}
dec-cell: ssru
layer-normalization: false
tied-embeddings-all: true
transformer-decoder-autoreg: {"rnn" if recurrent else "self-attention"}
transformer-dim-ffn: {F}
transformer-ffn-activation: {activation}
transformer-heads: {H}
transformer-postprocess: dan
transformer-postprocess-emb: d
transformer-postprocess-top: ""
transformer-preprocess: ""
transformer-tied-layers:
  []
type: transformer
version: v1.12.42 b7be0e964 2025-05-24 22:34:42 -0700
"""
    return text.encode() + b"\0"


def write_npz(path, w, text):
    """As Marian's own writer does it: bytes are <i1."""
    def array(kind, shape, data):
        shape = "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"
        header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}"
        header += " " * (-(len(header) + 11) % 16) + "\n"
        return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        def add(name, data):
            archive.writestr(zipfile.ZipInfo(name + ".npy", (2020, 1, 1, 0, 0, 0)), data)
        for name, values in w.items():
            add(name, array("<f4", values.shape, values.tobytes()))
        add("special:model.yml", array("<i1", (len(text),), text))


def write_bin(path, w, text, integers):
    items = []
    for name, values in sorted(w.items()):
        place = name.find("_W")
        if integers and (place >= 0 and len(name) - place in (2, 3) or "Wemb" in name):
            multiplier = np.float32(127 / np.abs(values).max())
            numbers = np.clip(np.rint(values * multiplier), -127, 127).astype(np.int8)
            data = (numbers if "Wemb" in name else numbers.T).tobytes() + struct.pack("<f", multiplier)
            items.append((name, 0x4101, values.shape, data))
            # What the numbers stand for.
            w = {**w, name: numbers.astype(np.float32) / multiplier}
        else:
            items.append((name, 0x404, values.shape, values.tobytes()))
    items.append(("special:model.yml", 0x101, (len(text),), text))
    items = [(n, t, s, d + b"\0" * (-len(d) % 256)) for n, t, s, d in items]
    out = struct.pack("<QQ", 1, len(items)) + b"".join(struct.pack("<QQQQ", len(n) + 1, t, len(s), len(d)) for n, t, s, d in items)
    out += b"".join(n.encode() + b"\0" for n, *_ in items) + b"".join(struct.pack(f"<{len(s)}i", *s) for _, _, s, _ in items)
    gap = ((len(out) + 8) // 256 + 1) * 256 - len(out) - 8
    open(path, "wb").write(out + struct.pack("<Q", gap) + b"\0" * gap + b"".join(d for *_, d in items))
    return w


def write_shortlist(path, vocabulary):
    lists = [sorted(random.choice(vocabulary, 3, replace=False).tolist()) for _ in range(vocabulary)]
    offsets = np.cumsum([0] + [len(l) for l in lists])
    body = struct.pack("<QQQQ", 5, 3, len(offsets), offsets[-1]) + offsets.astype("<u8").tobytes() + np.array(sum(lists, []), "<u4").tobytes()
    h, mask = 0, (1 << 64) - 1
    for word in np.frombuffer(body[: len(body) // 8 * 8], "<u8").tolist():
        h ^= (word + 0x9E3779B9 + (h << 6) + (h >> 2)) & mask
    open(path, "wb").write(struct.pack("<QQ", 0xF11A48D5013417F5, h) + body)
    return lists


# ---- Hugging Face

def hugging_face(w, vocabulary):
    """One row more, for padding."""
    t = {"model.shared.weight": np.concatenate([w["Wemb"], np.zeros((1, D), np.float32)]),
         "final_logits_bias": np.concatenate([w["decoder_ff_logit_out_b"], np.zeros((1, 1), np.float32)], 1)}
    def linear(theirs, weight, bias):
        t[f"{theirs}.weight"], t[f"{theirs}.bias"] = np.ascontiguousarray(w[weight].T), w[bias][0]
    def norm(theirs, ours):
        t[f"{theirs}.weight"], t[f"{theirs}.bias"] = w[f"{ours}_ln_scale"][0], w[f"{ours}_ln_bias"][0]
    for side, parts in (("encoder", [("self", "self_attn")]), ("decoder", [("self", "self_attn"), ("context", "encoder_attn")])):
        for layer in range(LAYERS):
            theirs, ours = f"model.{side}.layers.{layer}", f"{side}_l{layer + 1}"
            for mine, name in parts:
                for role, projection in zip("qkvo", ("q_proj", "k_proj", "v_proj", "out_proj")):
                    linear(f"{theirs}.{name}.{projection}", f"{ours}_{mine}_W{role}", f"{ours}_{mine}_b{role}")
                norm(f"{theirs}.{name}_layer_norm", f"{ours}_{mine}_Wo")
            for n in (1, 2):
                linear(f"{theirs}.fc{n}", f"{ours}_ffn_W{n}", f"{ours}_ffn_b{n}")
            norm(f"{theirs}.final_layer_norm", f"{ours}_ffn_ffn")
    return t


def write_safetensors(path, tensors):
    header, data = {}, b""
    for name, values in tensors.items():
        raw = values.astype(np.float32).tobytes()
        header[name] = {"dtype": "F32", "shape": values.shape, "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    open(path, "wb").write(struct.pack("<Q", len(text)) + text + data)


class Name:
    """Something that a pickle names and a reader would import."""
    def __init__(self, module, name):
        self.module, self.name = module, name


class Call:
    def __init__(self, callee, arguments):
        self.callee, self.arguments = callee, arguments


def torch_pickle(tensors):
    """The pickle of a state dictionary as PyTorch writes it, protocol 2, put together by hand."""
    out = bytearray(b"\x80\x02ccollections\nOrderedDict\n)R(")
    def text(s):
        return b"X" + struct.pack("<I", len(s)) + s.encode()
    def number(n):
        return b"K" + bytes([n]) if n < 256 else b"M" + struct.pack("<H", n) if n < 65536 else b"J" + struct.pack("<i", n)
    def numbers(values):
        return b"(" + b"".join(map(number, values)) + b"t"
    for key, (name, values) in enumerate(tensors.items()):
        strides = [int(s) // values.itemsize for s in values.strides]
        out += text(name) + b"ctorch._utils\n_rebuild_tensor_v2\n(("
        out += text("storage") + b"ctorch\nHalfStorage\n" + text(str(key)) + text("cpu") + number(values.size) + b"tQ"
        out += number(0) + numbers(values.shape) + numbers(strides) + b"\x89ccollections\nOrderedDict\n)RtR"
    return bytes(out) + b"u."


def write_torch(path, tensors, data=None):
    tensors = {name: values.astype(np.float16) for name, values in tensors.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        def add(name, data):
            archive.writestr(zipfile.ZipInfo("archive/" + name, (2020, 1, 1, 0, 0, 0)), data)
        add("data.pkl", data or torch_pickle(tensors))
        for key, values in enumerate(tensors.values()):
            add(f"data/{key}", values.tobytes())
        add("version", b"3\n")


# ---- CTranslate2

def ctranslate2(w, version):
    v = {}
    def linear(theirs, *pairs):
        v[f"{theirs}/weight"] = np.concatenate([w[a].T for a, _ in pairs])
        v[f"{theirs}/bias"] = np.concatenate([w[b][0] for _, b in pairs])
    def norm(theirs, ours):
        v[f"{theirs}/gamma"], v[f"{theirs}/beta"] = w[f"{ours}_ln_scale"][0], w[f"{ours}_ln_bias"][0]
    def attention(theirs, ours, cross):
        groups = [["q"], ["k", "v"], ["o"]] if cross else [["q", "k", "v"], ["o"]]
        for n, roles in enumerate(groups):
            linear(f"{theirs}/linear_{n}", *[(f"{ours}_W{r}", f"{ours}_b{r}") for r in roles])
        norm(f"{theirs}/layer_norm", f"{ours}_Wo")
    for side in ("encoder", "decoder"):
        for layer in range(LAYERS):
            theirs, ours = f"{side}/layer_{layer}", f"{side}_l{layer + 1}"
            attention(f"{theirs}/self_attention", f"{ours}_self", False)
            if side == "decoder":
                attention(f"{theirs}/attention", f"{ours}_context", True)
            for n in (0, 1):
                linear(f"{theirs}/ffn/linear_{n}", (f"{ours}_ffn_W{n + 1}", f"{ours}_ffn_b{n + 1}"))
            norm(f"{theirs}/ffn/layer_norm", f"{ours}_ffn_ffn")
        v[f"{side}/pre_norm"] = np.int8(0)
        v[f"{side}/activation"] = np.int8(2)
        v[f"{side}/num_heads"] = np.int16(H)
        v[f"{side}/scale_embeddings"] = np.int8(1)
        v[f"{side}/position_encodings/encodings"] = positions(64, "marian").astype(np.float32)
    v["decoder/start_from_zero_embedding"] = np.int8(1)
    v["decoder/embeddings/weight"] = w["Wemb"]
    v["decoder/projection/bias"] = w["decoder_ff_logit_out_b"][0]
    if version < 3:
        v["encoder/embeddings_0/weight"] = v["decoder/projection/weight"] = w["Wemb"]
    return v


def write_ctranslate2(path, v, version, int8=False):
    kinds = {np.dtype(np.float32): 0, np.dtype(np.int8): 1, np.dtype(np.int16): 2, np.dtype(np.float16): 4}
    def text(s):
        return struct.pack("<H", len(s) + 1) + s.encode() + b"\0"
    if int8:
        for name in [n for n in v if n.endswith("weight")]:
            scale = (127 / np.abs(v[name]).max(1)).astype(np.float32)
            v = {**v, name: np.rint(v[name] * scale[:, None]).astype(np.int8), f"{name}_scale": scale}
    out = struct.pack("<I", version) + text("TransformerSpec") + struct.pack("<II", 7, len(v))
    for name, values in v.items():
        values = np.asarray(values)
        out += text(name) + bytes([values.ndim]) + struct.pack(f"<{values.ndim}I", *values.shape)
        out += bytes([kinds[values.dtype]]) + struct.pack("<I", values.nbytes) if version >= 4 else bytes([values.itemsize]) + struct.pack("<I", values.size)
        out += values.tobytes()
    if version >= 3:
        aliases = [("encoder/embeddings_0/weight", "decoder/embeddings/weight"), ("decoder/projection/weight", "decoder/embeddings/weight")]
        out += struct.pack("<I", len(aliases)) + b"".join(text(a) + text(b) for a, b in aliases)
    open(path, "wb").write(out)
    return v


# ---- all of it

SPM = "../../SentencePieceTests/Golden/unigram.spm"
PIECES = [l for l in json.load(open("../../SentencePieceTests/Golden/unigram.pieces.json"))]
V = len(PIECES)
SOURCES, TARGETS = [[5, 9, 77, 2], [2], [100, 1, 6, 6, 60, 33, 2]], [[8, 12, 2], [3, 2], [50, 51, 52, 53, 2]]


def expected(w, recurrent, spacing, epsilon, activation):
    return [log_probabilities(w, s, t, recurrent, spacing, epsilon, activation) for s, t in zip(SOURCES, TARGETS)]


scores = {"sources": SOURCES, "targets": TARGETS, "models": {}}
w = weights(V, True)
where = folder("student")
write_npz(f"{where}/model.npz", w, options(V, True, "relu"))
write_bin(f"{where}/model.float32.bin", w, options(V, True, "relu"), False)
integers = write_bin(f"{where}/model.ende.intgemm.alphas.bin", w, options(V, True, "relu"), True)
scores["shortlist"] = write_shortlist(f"{where}/lex.50.50.ende.s2t.bin", V)
shutil.copy(SPM, f"{where}/vocab.ende.spm")
for name, values in (("model.npz", w), ("model.float32.bin", w), ("model.ende.intgemm.alphas.bin", integers)):
    scores["models"][f"student/{name}"] = expected(values, True, "marian", 1e-6, "relu")

w = weights(V, False)
tensors = hugging_face(w, V)
config = dict(model_type="marian", vocab_size=V + 1, decoder_vocab_size=V + 1, d_model=D, encoder_layers=LAYERS, decoder_layers=LAYERS,
              encoder_attention_heads=H, decoder_attention_heads=H, encoder_ffn_dim=F, decoder_ffn_dim=F, activation_function="swish",
              scale_embedding=True, eos_token_id=2, pad_token_id=V, decoder_start_token_id=V, max_position_embeddings=64, num_beams=4)
for name in ("huggingface", "torch"):
    where = folder(name)
    json.dump(config, open(f"{where}/config.json", "w"))
    json.dump({**{p: n for n, p in enumerate(PIECES)}, "<pad>": V}, open(f"{where}/vocab.json", "w"))
    json.dump({"source_lang": "en", "target_lang": "de"}, open(f"{where}/tokenizer_config.json", "w"))
    for side in ("source", "target"):
        shutil.copy(SPM, f"{where}/{side}.spm")
write_safetensors(f"{OUT}/huggingface/model.safetensors", tensors)
write_torch(f"{OUT}/torch/pytorch_model.bin", tensors)
padded = {**w, "Wemb": tensors["model.shared.weight"], "decoder_ff_logit_out_b": tensors["final_logits_bias"]}
for name in ("huggingface", "torch"):
    scores["models"][name] = expected(padded, False, "published", 1e-5, "swish")

for name, version, int8 in (("ctranslate2", 6, False), ("ctranslate2-int8", 6, True), ("ctranslate2-v2", 2, False)):
    where = folder(name)
    v = write_ctranslate2(f"{where}/model.bin", ctranslate2(w, version), version, int8)
    json.dump(PIECES, open(f"{where}/shared_vocabulary.json", "w"))
    shutil.copy(SPM, f"{where}/sentencepiece.model")
    if version == 6:
        json.dump(dict(add_source_bos=False, add_source_eos=False, bos_token="<s>", eos_token="</s>", unk_token="<unk>", decoder_start_token="</s>", layer_norm_epsilon=None), open(f"{where}/config.json", "w"))
    values = dict(w)
    if int8:
        real = {n: v[n].astype(np.float32) / v[f"{n}_scale"][:, None] for n in v if n.endswith("weight")}
        values["Wemb"] = real["decoder/embeddings/weight"]
        for side in ("encoder", "decoder"):
            for layer in range(LAYERS):
                theirs, ours = f"{side}/layer_{layer}", f"{side}_l{layer + 1}"
                for r, m in zip("qkv", np.split(real[f"{theirs}/self_attention/linear_0/weight"], 3)):
                    values[f"{ours}_self_W{r}"] = m.T
                values[f"{ours}_self_Wo"] = real[f"{theirs}/self_attention/linear_1/weight"].T
                if side == "decoder":
                    values[f"{ours}_context_Wq"] = real[f"{theirs}/attention/linear_0/weight"].T
                    values[f"{ours}_context_Wk"], values[f"{ours}_context_Wv"] = (m.T for m in np.split(real[f"{theirs}/attention/linear_1/weight"], 2))
                    values[f"{ours}_context_Wo"] = real[f"{theirs}/attention/linear_2/weight"].T
                for n in (1, 2):
                    values[f"{ours}_ffn_W{n}"] = real[f"{theirs}/ffn/linear_{n - 1}/weight"].T
    scores["models"][name] = expected(values, False, "marian", 1e-5, "swish")

where = folder("argos")
with zipfile.ZipFile(f"{where}/translate-en_de-1_0.argosmodel", "w", zipfile.ZIP_DEFLATED) as archive:
    top = "translate-en_de-1_0"
    def add(name, data):
        archive.writestr(zipfile.ZipInfo(f"{top}/{name}", (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    add("metadata.json", json.dumps(dict(from_code="en", to_code="de", package_version="1.0", argos_version="1.9")))
    add("sentencepiece.model", open(SPM, "rb").read())
    for name in ("model.bin", "config.json", "shared_vocabulary.json"):
        add(f"model/{name}", open(f"{OUT}/ctranslate2/{name}", "rb").read())
scores["models"]["argos/translate-en_de-1_0.argosmodel"] = scores["models"]["ctranslate2"]
json.dump(scores, open(f"{OUT}/scores.json", "w"))
