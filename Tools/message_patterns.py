"""ICU messages and templates for Tools/placeholder-test, made of the sentences of installed catalogues.

    message_patterns.py collect icu|templates|page COUNT FILE.mo ...     writes JSON: {"m00001": "...", ...}
    message_patterns.py check icu|templates|page SOURCE TRANSLATION

A page is the templates in HTML, each in an element of its own.

What a pattern says is read here once more, independently of the program: a message is shown for many values of its
arguments, and must show the same arguments for each. With PyICU, ICU has to read every message as well.
"""

import collections
import itertools
import json
import random
import re
import sys

from placeholder_messages import PLACEHOLDER, messages

# What writes something (NAME is of what) and what does not: ERB, Jinja, PHP, Vue and Twig, Handlebars, Go.
TAGS = [
    ("<%= NAME %>", "<%# note %>"), ("{{ NAME }}", "{% comment %}"), ("<?php echo $NAME; ?>", "<?php if ($x): ?>"),
    ("{{ NAME | upper }}", "{# note #}"), ("{{{NAME}}}", "{{#if user}}"), ("{{ .NAME }}", "{{- end }}"),
]
NAMES = ["count", "name", "user_name", "item.title", "total", "file"]
BRACED = re.compile(r"<%.*?%>|<\?.*?\?>|\{\{\{.*?\}\}\}|\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)


def sentences(paths):
    """Sentences that are whole, without anything that the patterns below would mean something else by."""
    seen = {}
    for path in paths:
        for text in messages(path):
            text = text.strip()
            if 15 < len(text) < 110 and " " in text and not re.search(r"[{}<>#'|%&$\\\n\t~_=@`]", text):
                seen.setdefault(text)
    return sorted(seen)


def icu(pick, text, other, third):
    """One message; the shapes come by turns."""
    small, thing = pick(["file", "message", "user"]), pick(["n", "count", "total"])
    return pick([
        f"{{{thing}, plural, one {{{text}}} other {{# {small}s: {other}}}}}",
        f"{{{thing}, plural, =0 {{{text}}} one {{There is one {small} left.}} other {{There are # {small}s left.}}}}",
        f"{text} {{{thing}, plural, one {{One {small} was found in {{place}}.}} other {{# {small}s were found in {{place}}.}}}}",
        f"You have {{{thing}, plural, one {{# new {small}}} other {{# new {small}s}}}} in {{folder}}. {text}",
        f"{{gender, select, female {{{text}}} male {{{other}}} other {{{third}}}}}",
        f"{{gender, select, female {{She sent {{{thing}, plural, one {{a {small}}} other {{# {small}s}}}} to {{name}}.}} "
        f"other {{They sent {{{thing}, plural, one {{a {small}}} other {{# {small}s}}}} to {{name}}.}}}}",
        f"{{place, selectordinal, one {{#st {small}}} two {{#nd {small}}} few {{#rd {small}}} other {{#th {small}}}}}",
        f"{{{thing}, plural, offset:1\n  =0 {{{text}}}\n  one {{{{name}} and one other}}\n  other {{{{name}} and # others}}\n}}",
        f"{text} It''s '{{'not an argument'}}', but {{name}} is. {{when, date, short}}",
        f"{{{thing}, plural, one {{{{name}} sent # {small}}} other {{{{name}} sent # {small}s}}}}: {{size, number, integer}}",
    ])


def template(pick, text, other):
    value, control = pick(TAGS)
    tag = value.replace("NAME", pick(NAMES))
    return pick([
        f"{text} {tag}", f"{tag}: {text}", f"<p>{text} <b>{tag}</b></p>", f"{control}{text}",
        f'<p title="{tag}">{text}</p>', f'<a href="{tag}">{text}</a> {other}', f"{text} {control} {other} {tag}",
    ])


def collect(kind, count, paths):
    texts = sentences(paths)
    random.seed(17)
    found = {}
    while len(found) < count:
        parts = random.sample(texts, 3)
        pattern = icu(random.choice, *parts) if kind == "icu" else template(random.choice, *parts[:2])
        found.setdefault(pattern)
    patterns = {f"m{i:05}": p for i, p in enumerate(found)}
    if kind == "page":
        print("<!DOCTYPE html><meta charset=utf-8>", *(f'<div id="{k}">{p}</div>' for k, p in patterns.items()), sep="\n")
    else:
        json.dump(patterns, sys.stdout, ensure_ascii=False, indent=1)


def load(kind, path):
    with open(path) as file:
        text = file.read()
    return dict(re.findall(r'<div id="(m\d+)">(.*?)</div>\n', text, re.S)) if kind == "page" else json.loads(text)


# A reader of patterns: a node is a text, ("argument", content) or ("choice", name, kind, offset, {keyword: nodes}).


def read(text, at=0, in_plural=False):
    nodes, plain = [], ""
    while at < len(text) and text[at] != "}":
        if text[at] == "'" and text[at + 1 : at + 2] == "'":
            plain, at = plain + "'", at + 2
        elif text[at] == "'" and text[at + 1 : at + 2] in (*"{}|", *("#" * in_plural)):
            end = at + 1
            while end < len(text) and (text[end] != "'" or text[end + 1 : end + 2] == "'"):
                end += 2 if text[end] == "'" else 1
            plain, at = plain + text[at + 1 : end].replace("''", "'"), end + 1
        elif text[at] == "{":
            nodes, plain = nodes + [plain], ""
            node, at = argument(text, at + 1)
            nodes.append(node)
        elif text[at] == "#" and in_plural:
            nodes, plain, at = nodes + [plain, ("argument", "#")], "", at + 1
        else:
            plain, at = plain + text[at], at + 1
    return nodes + [plain], at


def argument(text, at):
    head = re.compile(r"\s*(\w+)\s*,\s*(plural|selectordinal|select)\s*,\s*(?:offset:\s*(\d+))?\s*").match(text, at)
    if not head:
        end = text.index("}", at)
        return ("argument", re.sub(r"\s", "", text[at:end])), end + 1
    name, kind, offset = head.groups()
    branches, at = {}, head.end()
    while text[at] != "}":
        keyword = re.compile(r"\s*([=\w]+)\s*\{").match(text, at)
        if not keyword or keyword[1] in branches:
            raise ValueError("branches")
        branches[keyword[1]], at = read(text, keyword.end(), kind != "select")
        at = re.compile(r"\s*").match(text, at + 1).end()
    return ("choice", name, kind, int(offset or 0), branches), at + 1


def parse(text):
    nodes, end = read(text)
    if end != len(text):
        raise ValueError("a brace too many")
    return nodes


def choices(nodes):
    for node in nodes:
        if node[:1] == ("choice",):
            yield node
            for branch in node[4].values():
                yield from choices(branch)


def shown(nodes, values, is_english):
    """The arguments that a message shows, and whether there are words."""
    found = collections.Counter()
    for node in nodes:
        if isinstance(node, str):
            found["words"] |= bool(re.search(r"[^\W\d]", node))
        elif node[0] == "argument":
            found[node[1]] += 1
        else:
            _, name, kind, offset, branches = node
            keyword = category(kind, values[name], offset, is_english)
            exact = f"={values[name]}"
            inner = shown(branches.get(exact, branches.get(keyword, branches["other"])), values, is_english)
            found["words"] |= inner.pop("words", 0)
            found.update(inner)
    return +found


def category(kind, value, offset, is_english):
    """CLDR's rules for English and German."""
    if kind == "select":
        return value
    if kind == "plural":
        return "one" if value - offset == 1 else "other"
    if not is_english or value % 100 in (11, 12, 13):
        return "other"
    return {1: "one", 2: "two", 3: "few"}.get(value % 10, "other")


def same_message(source, translation):
    first, second = parse(source), parse(translation)
    names = {}
    for _, name, kind, _, branches in choices(first):
        names[name] = [*branches, "unknown"] if kind == "select" else [0, 1, 2, 3, 5, 11, 21, 22]
    for values in itertools.product(*names.values()):
        values = dict(zip(names, values))
        if shown(first, values, True) != shown(second, values, False):
            return False
    return True


def same_template(source, translation):
    tags = [re.findall(r"</?\w+", t) for t in (source, translation)]
    attributes = [sorted(re.findall(r'(?:href|title)="[^"]*"', t)) for t in (source, translation)]
    braced = [collections.Counter(BRACED.findall(t)) for t in (source, translation)]
    return sorted(tags[0]) == sorted(tags[1]) and attributes[0] == attributes[1] and braced[0] == braced[1]


def icu_reads(text):
    try:
        import icu as library
    except ImportError:
        return None
    try:
        library.MessageFormat(text, library.Locale("de"))
        return True
    except library.ICUError:
        return False


def check(kind, source_path, translation_path):
    sources, translations = load(kind, source_path), load(kind, translation_path)
    if list(sources) != list(translations):
        sys.exit("the keys differ")
    bad, unread, equal, judged = 0, 0, 0, kind == "icu" and icu_reads("x") is not None
    for key, source in sources.items():
        translation = translations[key]
        equal += source == translation
        try:
            holds = (same_message if kind == "icu" else same_template)(source, translation)
        except (ValueError, KeyError, IndexError):
            holds = False
        if judged and not icu_reads(translation):
            unread += 1
            holds = False
        if not holds:
            bad += 1
            print(f"- {source}\n+ {translation}")
    judge = f"; not read by ICU: {unread}" if judged else "; ICU was not asked (no PyICU)" if kind == "icu" else ""
    print(f"{kind}: {len(sources)} messages; damaged: {bad}; left as they were: {equal}{judge}")
    sys.exit(bad > 0)


if __name__ == "__main__":
    if sys.argv[1] == "collect":
        collect(sys.argv[2], int(sys.argv[3]), sys.argv[4:])
    else:
        check(*sys.argv[2:])
