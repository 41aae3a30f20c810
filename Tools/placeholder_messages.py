"""Messages with placeholders: collected from .mo files, and compared with their translations.

What a placeholder is stands here once more, written down independently of the program.
"""

import collections
import json
import re
import struct
import sys

PLACEHOLDER = re.compile(
    r"%\([A-Za-z_]\w*\)[-+ #0]*\d*[diouxXeEfgGcrs]"
    r"|%(?:\d+\$)?[-+#0']*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j|t|q)?[diouxXeEfgGcsp@](?![A-Za-zÀ-ž])"
    r"|%L?[1-9]\d?(?!\$)|%%"
    r"|\{\w*\}|\$\{\w+\}|</?(?:b|i|u|tt|a|p|br|span|code|em|strong|big|small|h1|h2|li|ul)(?:\s[^<>]*)?/?>|&[a-z]{2,8};"
)


def messages(path):
    """The English messages of a .mo file, without context; singular and plural each for itself."""
    data = open(path, "rb").read()
    order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
    count, originals = struct.unpack(order + "8xII", data[:16])
    for index in range(count):
        length, offset = struct.unpack_from(order + "II", data, originals + 8 * index)
        for text in data[offset : offset + length].split(b"\x04")[-1].split(b"\0"):
            try:
                yield text.decode()
            except UnicodeDecodeError:
                pass


def collect(limit, paths):
    seen = {}
    for path in paths:
        for text in messages(path):
            if "\n" not in text and "\r" not in text and PLACEHOLDER.search(text) and len(text) < 600:
                seen.setdefault(text.strip())
    texts = sorted(seen)
    step = max(1, len(texts) // limit)
    for text in texts[::step][:limit]:
        print(text)


def check(source_path, translation_path):
    paths, bad, total, doubtful = collections.Counter(), 0, 0, collections.Counter()
    with open(source_path) as sources, open(translation_path) as translations:
        for source, line in zip(sources, translations, strict=True):
            source, record = source.rstrip("\n"), json.loads(line)
            expected, found = (collections.Counter(PLACEHOLDER.findall(t)) for t in (source, record["translation"]))
            total += sum(expected.values())
            doubtful.update(record["warnings"])
            paths.update(record.get("paths", ["ordinary"]))
            if expected != found:
                bad += 1
                print(f"- {source}\n+ {record['translation']}")
    print(f"{total} placeholders; messages in which one is lost, doubled or changed: {bad}")
    print("sentences:", dict(paths), "warnings:", dict(doubtful))
    sys.exit(bad > 0)


if __name__ == "__main__":
    if sys.argv[1] == "collect":
        collect(int(sys.argv[2]), sys.argv[3:])
    else:
        check(sys.argv[2], sys.argv[3])
