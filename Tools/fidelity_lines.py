"""Generates lines whose facts a translation must keep, wraps them as documents, and checks what has come out.

    fidelity_lines.py make COUNT SEED DIRECTORY
    fidelity_lines.py check DIRECTORY NAME        NAME: lines.out, lines.out.md, lines.out.html, lines.out.po

The check knows nothing of how the program finds facts. A fact is a string that has to be in the output as often as in
the line; what is left of both without these must have the same numbers, whatever stands between their digits, and the
output may have no character that is neither in the line nor German.
"""
import collections, html, json, os, random, re, sys, uuid, zlib

FRAMES = [
    "The value is {} today.", "Please check {} before you continue.", "We found {} in the list.",
    "The package {} could not be installed.", "Open {} and read the first page.", "There is {} on the table.",
    "My sister told me about {} yesterday.", "Do not forget {} when you leave the house.", "{} is not available.",
    "The result of the test was {}, which is fine.", "I like {} very much!", "Is {} still there?",
    "He wrote {} on the wall and went away.", "The old man looked at {} for a long time.",
    "You can change {} in the settings dialog.", "The file contains {} and nothing else.",
]
TWO = [
    "First {} and then {} were shown.", "The price rose from {} to {} last year.", "Replace {} with {} in every file.",
    "Between {} and {} there is a big difference.", "Both {} and {} are in the box.", "We moved from {} to {}.",
]
SYMBOLS = list("£₹₽₩±√∞≤≥≠≈Ω∑∆½¼¾★☆✓✔✗♥♪←↑↓⇒■□●♠№‰™℃")
EMOJI = ["😀", "🎉", "👍🏽", "👩‍💻", "🇩🇪", "❤️", "1️⃣", "🚀", "🏳️‍🌈", "👨‍👩‍👧‍👦", "☕", "🤦🏼‍♂️"]
FOREIGN = [
    "Привет", "Москва", "東京", "北京大学", "こんにちは", "서울", "مرحبا", "القاهرة", "שלום", "Αθήνα", "ไทย", "नमस्ते", "Łódź",
    "Nguyễn", "Kraków", "Győr", "İstanbul", "Škoda", "Dvořák", "Błażej", "Ærø", "Čapek", "Владимир Набоков", "Nguyễn Văn Ậu",
    "Þór", "Ţepeş", "Hồ Chí Minh", "Цветаева",
]
CONTROLS = ["\x07", "\x01", "\x08", "\x0e", "\x00", "\x7f", "\x1b[1m", "\x1b[0m", "\x1b[31;1m", "\x1b[K"]
CELLS = ["\t", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x1f", "\u2028"]
PHRASES = [
    "Save", "Cancel", "Open file", "The file is open.", "Do you want to quit?", "New window", "Help", "Print the page",
    "yes", "12", "3.5", "", "Error while reading", "Password",
]
WORDS = "open close file window house water green small garden street paper music doctor winter".split()
GERMAN = set("äöüÄÖÜß„“‚‘’–…»«›‹é ")


def digits(rng, low, high):
    return str(rng.randint(10 ** (low - 1), 10 ** high - 1))


def number(rng):
    kind = rng.randrange(9)
    if kind == 0: return digits(rng, 1, 4)
    if kind == 1: return f"{rng.randint(1000, 99999999):,}"
    if kind == 2: return f"{rng.randint(1000, 9999999):,}.{rng.randint(0, 99):02}"
    if kind == 3: return f"{rng.randint(0, 99)}.{rng.randint(0, 99)}"
    if kind == 4: return f"{rng.randint(1, 99)}%"
    if kind == 5: return f"-{rng.randint(1, 60)}"
    if kind == 6: return f"${rng.randint(1, 9999):,}.{rng.randint(0, 99):02}"
    if kind == 7: return digits(rng, 9, 14)
    return f"{rng.randint(1900, 2030)}"


def opaque(rng):
    letters, hexa = "abcdefghijklmnopqrstuvwxyz", "0123456789abcdef"
    kind = rng.randrange(8)
    pick = lambda chars, count: "".join(rng.choice(chars) for _ in range(count))
    if kind == 0: return str(uuid.UUID(int=rng.getrandbits(128), version=4))
    if kind == 1: return "%0*x" % (rng.choice([32, 40, 64]), rng.getrandbits(256) % 16 ** 32 | 16 ** 31)
    if kind == 2: return "SN" + pick("0123456789", 4) + "-" + pick(letters.upper(), 2) + pick("0123456789", 3) + pick(letters.upper(), 2)
    if kind == 3: return ":".join(pick(hexa, 4) for _ in range(7)) + ":" + pick("abcdef", 2) + pick("0123456789", 2)
    if kind == 4: return ":".join(pick("0123456789", 1) + pick("ABCDEF", 1) for _ in range(6))
    if kind == 5: return rng.choice("xaQ0Z") .replace("0", "w") * rng.randint(6, 40)
    if kind == 6: return "0x" + pick(hexa, 8)
    return pick(letters, 2) + pick("0123456789", 2) + pick(letters.upper(), 3) + pick("0123456789", 3) + pick(letters, 4) + "=="


def place(rng, make):
    frame = rng.choice(FRAMES + TWO)
    facts = [make(rng) for _ in range(frame.count("{}"))]
    return frame.format(*facts), facts


def line(rng):
    """A kind, a line, and the strings that must come through."""
    kind = rng.choice(["symbol", "currency", "emoji", "foreign", "opaque", "number", "number", "numbers", "cells", "control",
                       "style", "spaces", "soft", "entities", "invalid", "mixed", "plain", "date"])
    if kind == "symbol": return kind, *place(rng, lambda r: r.choice(SYMBOLS))
    if kind == "currency": return kind, *place(rng, lambda r: f"{r.choice('£₹₽')}{r.randint(1, 900)}")
    if kind == "emoji": return kind, *place(rng, lambda r: r.choice(EMOJI))
    if kind == "foreign": return kind, *place(rng, lambda r: r.choice(FOREIGN))
    if kind == "opaque": return kind, *place(rng, opaque)
    if kind == "number": return kind, place(rng, number)[0], []
    if kind == "date":
        return kind, *place(rng, lambda r: r.choice([
            f"{r.randint(2000, 2030)}-{r.randint(1, 12):02}-{r.randint(1, 28):02}", f"{r.randint(10, 23)}:{r.randint(10, 59)}",
            f"{r.randint(1, 9)}.{r.randint(0, 20)}.{r.randint(0, 20)}", f"192.168.{r.randint(0, 255)}.{r.randint(1, 255)}"]))
    if kind == "numbers":
        count = rng.randint(3, 60)
        if rng.random() < 0.5: return kind, ", ".join(f"item {n}" for n in range(1, count)) + " and more.", []
        return kind, "The ports are " + ", ".join(digits(rng, 1, 5) for _ in range(count)) + " and no others.", []
    if kind == "cells":
        separator = rng.choice(CELLS)
        return kind, separator.join(rng.choice(PHRASES) for _ in range(rng.randint(2, 6))), [separator]
    if kind == "control":
        words = place(rng, lambda r: r.choice(WORDS))[0].split(" ")
        control = rng.choice(CONTROLS)
        words.insert(rng.randint(0, len(words)), control)
        return kind, " ".join(words), [control]
    if kind == "style":
        start, end = rng.choice(["\x1b[1m", "\x1b[4m", "\x1b[32m"]), "\x1b[0m"
        return kind, rng.choice(FRAMES).format(start + "the " + rng.choice(WORDS) + end), [start, end]
    if kind == "spaces": return kind, *place(rng, lambda r: f"{r.randint(2, 900)}{r.choice(chr(160) + chr(0x202f))}{r.choice(['MB', 'kg', 'km'])}")
    if kind == "soft":
        hidden = rng.choice(["\u00ad", "\u200b"])
        return kind, rng.choice(["Turn off the notifi{0}cations now.", "Open the set{0}tings of the program.", "The docu{0}ment is {0}open."]).format(hidden), []
    if kind == "entities": return kind, rng.choice(["it&apos;s &quot;ready&quot;", "Tom &amp; Jerry are here &lt;now&gt;.", "Don&#39;t open the caf&eacute; door."]), []
    if kind == "invalid": return kind, rng.choice(FRAMES).format("Caf\ufffd"), ["Caf\ufffd"]
    if kind == "mixed":
        facts = [rng.choice(EMOJI), rng.choice(FOREIGN), opaque(rng)]
        return kind, "The {1} of {0} has the number {2} and costs £7.".format(*facts), facts + ["£7"]
    return kind, place(rng, lambda r: r.choice(WORDS))[0], []


def make(count, seed, place):
    rng = random.Random(seed)
    records = [dict(zip(("kind", "line", "facts"), line(rng))) for _ in range(count)]
    with open(f"{place}/facts.jsonl", "w") as file:
        for record in records: print(json.dumps(record), file=file)
    def write(name, text):
        with open(f"{place}/{name}", "w", newline="") as file: file.write(text)
    write("lines", "".join(record["line"] + "\n" for record in records))
    lines = [record["line"] for record in documented(records)]
    write("lines.md", "\n\n".join(markdown(text) for text in lines) + "\n")
    write("lines.html", "<!DOCTYPE html>\n<html><body>\n" + "\n".join(f"<p>{html.escape(text)}</p>" for text in lines) + "\n</body></html>\n")
    write("lines.po", 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n' + "".join(
        f'msgctxt "{index}"\nmsgid {quoted(text)}\nmsgstr ""\n\n' for index, text in enumerate(lines)))


def documented(records):
    """Those that documents can hold: without controls, entities and separators."""
    return [r for r in records if r["kind"] not in ("control", "style", "cells", "entities") and r["line"].strip()]


def markdown(text):
    return re.sub(r"([\\`*_{}\[\]<>#+!|~&])", r"\\\1", text)


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"'


def unmarkdown(text):
    return html.unescape(re.sub(r"\\([^\w\s])", r"\1", text))


def outputs(path, records):
    text = open(path, newline="", errors="surrogateescape").read()
    if path.endswith(".md"): return [unmarkdown(part) for part in text.rstrip("\n").split("\n\n")]
    if path.endswith(".html"): return [html.unescape(part) for part in re.findall(r"<p>(.*?)</p>", text, re.S)]
    if path.endswith(".po"):
        blocks = re.findall(r'msgctxt "\d+"\nmsgid (?:".*"\n)+msgstr ((?:".*"\n?)+)', text)
        join = lambda block: "".join(line[1:-1] for line in block.strip().split("\n"))
        return [re.sub(r"\\(.)", lambda m: {"t": "\t", "n": "\n"}.get(m[1], m[1]), join(block)) for block in blocks]
    return text.split("\n")[:-1]


def numbers(text):
    """Digits of every number, without what stands between them."""
    joined = re.sub(r"(?<=\d)[.,:/'\u00a0\u202f](?=\d)|(?<=\d)-(?=\d+-)|(?<=-\d\d)-(?=\d)", "", text)
    return collections.Counter(re.findall(r"\d+", joined))


def problems(record, output):
    source, found = record["line"], []
    left, right = source, output
    for fact in sorted(set(record["facts"]), key=len, reverse=True):
        if left.count(fact) != right.count(fact): found.append(f"{fact!r} {left.count(fact)} -> {right.count(fact)}")
        left, right = left.replace(fact, " "), right.replace(fact, " ")
    left, right = html.unescape(left), html.unescape(right)
    if numbers(left) != numbers(right):
        lost, invented = numbers(left) - numbers(right), numbers(right) - numbers(left)
        found.append(f"numbers lost {list(lost.elements())} invented {list(invented.elements())}")
    strange = {c for c in right if ord(c) > 126 and c not in source and c not in GERMAN}
    if strange: found.append(f"characters invented {strange}")
    if not output.strip() and source.strip(): found.append("nothing left")
    return found


def check(place, name):
    records = [json.loads(text) for text in open(f"{place}/facts.jsonl")]
    if name != "lines.out": records = documented(records)
    translated = outputs(f"{place}/{name}", records)
    if len(translated) != len(records): sys.exit(f"{name}: {len(records)} lines became {len(translated)}")
    total, bad = collections.Counter(), collections.Counter()
    for record, output in zip(records, translated):
        total[record["kind"]] += 1
        found = problems(record, output)
        if found:
            bad[record["kind"]] += 1
            if sum(bad.values()) <= 20: print(f"  {record['kind']}: {record['line']!r}\n    {output!r}\n    {'; '.join(found)}")
    print(f"{name}: {len(records)} lines, {sum(bad.values())} with a fact lost, doubled or invented " + " ".join(
        f"{kind} {bad[kind]}/{total[kind]}" for kind in sorted(total) if bad[kind]))
    return not bad


def paths(place, name):
    counts = collections.Counter()
    for text in open(f"{place}/{name}"):
        record = json.loads(text)
        worst = max(record.get("paths") or ["ordinary"], key=["ordinary", "constrained", "pieces", "source"].index)
        counts[worst] += 1
    print("kept " + ", ".join(f"{dict(ordinary='unasked', constrained='under constraint', pieces='in pieces', source='as the source')[k]} {counts[k]}" for k in ["ordinary", "constrained", "pieces", "source"]))


if sys.argv[1] == "make": make(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
elif sys.argv[1] == "paths": paths(sys.argv[2], sys.argv[3])
else: sys.exit(0 if check(sys.argv[2], sys.argv[3]) else 1)
