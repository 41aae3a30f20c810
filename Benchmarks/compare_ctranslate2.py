"""What compare_ctranslate2.sh runs: checks that both engines agree, then times them in turns."""
import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time

p = argparse.ArgumentParser()
for name in ("translate", "model", "int8", "ct2", "text"):
    p.add_argument("--" + name, required=True)
p.add_argument("--rounds", type=int, default=3)
p.add_argument("--core", default="1")
p.add_argument("--skip-check", action="store_true")
p.add_argument("--output-length", help="tokens of every translation: for random weights, which never end a sentence")
p.add_argument("--worker", help="internal: one CTranslate2 measurement")
a = p.parse_args()
RESERVED = [["<ph%d>" % i] for i in range(32)]  # `translate` never produces these, nor <unk>


def jsonl(precision, beam, text):
    command = [a.translate, "--model", a.model, "--format", "jsonl", "--precision", precision, "-b", str(beam),
               "--no-shortlist", "--no-dictionary", "--no-memory"]
    out = subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in out.split("\n") if line]


def check():
    """Token for token in float32, over the lines that are one segment: their scores are those of the tokens and </s>."""
    import ctranslate2

    config = json.load(open(a.ct2 + "/config.json"))
    config["layer_norm_epsilon"] = 1e-6  # Marian's, not CTranslate2's default
    json.dump(config, open(a.ct2 + "/config.json", "w"))
    translator = ctranslate2.Translator(a.ct2, compute_type="float32", intra_threads=1)
    for beam in (1, 4):
        records = [r for r in jsonl("float32", beam, open(a.text, encoding="utf-8").read())
                   if r["source_tokens"] and len(r["token_scores"]) == len(r["tokens"]) + 1]
        same, better, worse = 0, 0, 0
        for r in records:
            source = r["source_tokens"]
            theirs = translator.translate_batch(
                [source], beam_size=beam, length_penalty=1.0, max_decoding_length=3 * len(source) + 10,
                disable_unk=True, suppress_sequences=RESERVED)[0].hypotheses[0]
            if theirs == r["tokens"]:
                same += 1
            else:
                scores = [sum(s.log_probs) / len(s.log_probs)
                          for s in translator.score_batch([source, source], [r["tokens"], theirs])]
                better, worse = better + (scores[0] > scores[1]), worse + (scores[0] <= scores[1])
        print(f"float32, beam {beam}: {same} of {len(records)} outputs equal; of the others {better} of ours and "
              f"{worse} of theirs have the better normalised score", flush=True)


def ct2_worker(spec):
    """Runs in a process of its own, so that threads and memory are its own."""
    compute, beam, one_by_one = spec.split(",")
    import ctranslate2

    begin = time.perf_counter()
    translator = ctranslate2.Translator(a.ct2, compute_type=compute, intra_threads=1, inter_threads=1)
    source = [line.split() for line in open(a.text + ".pieces", encoding="utf-8")]
    options = dict(beam_size=int(beam), length_penalty=1.0, max_decoding_length=256)
    if a.output_length:
        options.update(min_decoding_length=int(a.output_length), max_decoding_length=int(a.output_length))
    translator.translate_batch(source[:8], **options)
    cpu, wall = time.process_time(), time.perf_counter()
    if one_by_one == "1":
        result = [translator.translate_batch([s], **options)[0] for s in source]
    else:
        result = translator.translate_batch(source, max_batch_size=1024, batch_type="tokens", **options)
    print(json.dumps({
        "cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "load": wall - begin,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "tokens": sum(len(r.hypotheses[0]) for r in result)}))


def pinned(command, **options):
    return subprocess.run(["taskset", "-c", a.core] + command, capture_output=True, text=True, check=True, **options)


def measure_ct2(compute, beam, one_by_one):
    flags = [x for name in ("translate", "model", "int8", "ct2", "text") for x in ("--" + name, getattr(a, name))]
    flags += ["--output-length", a.output_length] if a.output_length else []
    spec = f"{compute},{beam},{int(one_by_one)}"
    return json.loads(pinned([sys.executable, os.path.abspath(__file__), *flags, "--worker", spec]).stdout)


def measure_ours(precision, beam, one_by_one, shortlist=False):
    command = [a.translate, "bench", "translate", "--model", a.int8 if precision == "int8" else a.model, "--input",
               a.text, "--limit", "1000000", "--beam-size", str(beam), "--precision", precision, "--threads", "1",
               "--json", "--arrival", "lines" if one_by_one else "batches",
               "--shortlist" if shortlist else "--no-shortlist", "--no-dictionary"]
    command += ["--output-length", a.output_length] if a.output_length else []
    report = json.loads(pinned(command).stdout)
    figures = report["figures"][0]
    return {"cpu": figures["cpuSeconds"], "wall": figures["seconds"], "memory": report["peakMemoryMB"],
            "peak": figures["shareOfPeak"], "tokens": figures["outputTokens"]}


def start(command, env=None):
    begin = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    pinned(command, input="hi\n", env={**os.environ, **(env or {})})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"wall": time.perf_counter() - begin,
            "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime}


def direction():
    """The tokens in front of a source that tell a model of two directions which of them is meant."""
    with open(a.model + "/model.json") as description, open(a.model + "/vocabulary.txt", encoding="utf-8") as pieces:
        directions, pieces = json.load(description).get("directions"), pieces.read().split("\n")
    return "".join(pieces[token] + " " for token in directions[0]["prefix"]) if directions else ""


def median(runs, key):
    return statistics.median(r[key] for r in runs)


def compare(precision, beam, one_by_one):
    """Prints a row; with a shortlist, where the model has one and int8 is measured, a second."""
    has_shortlist = precision == "int8" and os.path.exists(a.int8 + "/shortlist.bin")
    theirs, runs = [], {False: [], True: []} if has_shortlist else {False: []}
    for _ in range(a.rounds):
        theirs.append(measure_ct2(precision, beam, one_by_one))
        for shortlist, ours in runs.items():
            ours.append(measure_ours(precision, beam, one_by_one, shortlist))
    for shortlist, ours in runs.items():
        work = f"{precision}, {'line by line' if one_by_one else 'batches'}, beam {beam}{', shortlist' * shortlist}"
        if a.output_length and ours[0]["tokens"] != theirs[0]["tokens"]:
            print(f"outputs differ in length: {ours[0]['tokens']} and {theirs[0]['tokens']} tokens")
        print(f"| {work} | {median(ours, 'cpu'):.2f} | {median(theirs, 'cpu'):.2f} | "
              f"{median(theirs, 'cpu') / median(ours, 'cpu'):.2f} | "
              f"{median(theirs, 'wall') / median(ours, 'wall'):.2f} | {median(ours, 'peak'):.2f} | "
              f"{median(ours, 'memory'):.0f} / {median(theirs, 'memory'):.0f} |", flush=True)


def main():
    if a.worker:
        return ct2_worker(a.worker)
    with open(a.text) as source, open(a.text + ".pieces", "w") as pieces:
        command = [a.translate, "bpe", "encode", "--model", a.model]
        lines = subprocess.run(command, stdin=source, capture_output=True, text=True, check=True).stdout
        pieces.writelines(direction() + line + "\n" for line in lines.splitlines())
    if not a.skip_check:
        check()
    print(f"load of the machine: {os.getloadavg()[0]:.1f}; {a.rounds} rounds, core {a.core}")
    print("| work | ours, CPU s | CTranslate2, CPU s | ratio | ratio of wall times | our share of peak | MB |")
    print("|---|---|---|---|---|---|---|")
    for precision in ("int8", "float32"):
        for one_by_one in (False, True):
            for beam in (1, 4):
                compare(precision, beam, one_by_one)
    script = ("import ctranslate2, sys; t = ctranslate2.Translator(sys.argv[1], compute_type='int8', intra_threads=1);"
              "print(t.translate_batch([['hi']])[0].hypotheses[0])")
    ours, theirs = [], []
    for _ in range(3 * a.rounds):
        theirs.append(start([sys.executable, "-c", script, a.ct2]))
        ours.append(start([a.translate], {"TRANSLATE_MODEL": os.path.abspath(a.int8)}))
    print(f"start to first line: ours {1000 * median(ours, 'wall'):.0f} ms wall, {1000 * median(ours, 'cpu'):.0f} ms "
          f"CPU; CTranslate2 (Python, without its subwords) {1000 * median(theirs, 'wall'):.0f} ms wall, "
          f"{1000 * median(theirs, 'cpu'):.0f} ms CPU; ratio of CPU times "
          f"{median(theirs, 'cpu') / median(ours, 'cpu'):.1f}")


main()
