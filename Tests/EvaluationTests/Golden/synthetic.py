#!/usr/bin/env python3
"""Writes the synthetic systems and references that the goldens are made from. Run in this folder.

Every set has NAME.hyp, most have NAME.alt (a second system), NAME.ref and some further references. All text is made up
here; a fixed seed keeps the files the same.
"""
import random

DRAW = random.Random(20)


def write(name, lines):
    with open(name, "w", encoding="utf-8", newline="\n") as out:
        out.write("".join(line + "\n" for line in lines))


def disturb(line, strength=0.2, joiner=" "):
    """Drops, doubles, swaps and moves words."""
    words = line.split(" ") if joiner else list(line)
    result = []
    for word in words:
        roll = DRAW.random()
        if roll < strength / 4:
            continue
        result.append(word)
        if roll > 1 - strength / 4:
            result.append(word)
    if len(result) > 4 and DRAW.random() < strength * 3:
        start, length = DRAW.randrange(len(result) - 2), DRAW.randint(1, 3)
        block = result[start:start + length]
        del result[start:start + length]
        place = DRAW.randint(0, len(result))
        result[place:place] = block
    if len(result) > 1 and DRAW.random() < strength:
        place = DRAW.randrange(len(result) - 1)
        result[place], result[place + 1] = result[place + 1], result[place]
    return joiner.join(result)


def family(name, references, joiner=" ", strength=0.2, others=0):
    write(name + ".ref", references)
    write(name + ".hyp", [disturb(line, strength, joiner) for line in references])
    write(name + ".alt", [disturb(line, strength * 1.6, joiner) for line in references])
    for number in range(2, 2 + others):
        write(f"{name}.ref{number}", [disturb(line, strength * 1.2, joiner) for line in references])


def empty():
    write("empty.ref", ["", "a cat", "", "   ", "the end", "x", "", "only the reference has words", "\u00a0", "same"])
    write("empty.hyp", ["", "", "a dog", "word", "   ", "\t", "y z", "", "\u3000", "same"])
    write("empty.alt", ["", "a", "a", "word", "the end", "x", "", "only", "b", "same same"])


def words():
    write("words.ref", ["yes", "no", "perhaps", "Stop!", "42", "3.14", "-", "é", "…", "OK", "don't", "ok.", "A", "."])
    write("words.hyp", ["yes", "No", "maybe", "Stop", "42", "3,14", "–", "é", "...", "ok", "dont", "ok", "a", ","])
    write("words.alt", ["yes", "no", "perhaps", "Halt!", "24", "3.14", "-", "è", "…", "OK", "don't", "ok.", "B", "."])


def repeated():
    references = [
        "the the the the the the the", "the cat is on the mat", "buffalo buffalo buffalo buffalo buffalo",
        "ha ha ha ha", "a a b a a b a a b", "no no yes no no yes", "tick tock tick tock tick tock tick",
        "one two one two one two one two one two one two", "very very very very good", "la la la la la la la la la la",
    ]
    hypotheses = [
        "the the the", "the the the the the the the", "buffalo buffalo", "ha ha ha ha ha ha ha ha ha ha",
        "a b a b a b a b a b", "yes yes yes no no no no no", "tock tick tock tick tock tick tock",
        "two one two one two one two one two one two one two one", "good very very very very very", "la",
    ]
    write("repeated.ref", references)
    write("repeated.hyp", hypotheses)
    write("repeated.alt", [disturb(line, 0.5) for line in references])


def chinese():
    references = [
        "今天天气很好，我们去公园散步吧。", "这本书的价格是３８.５元（含税）。", "他说：“我明天不来了！”",
        "请在2024年3月15日之前提交申请表。", "人工智能(AI)正在改变我们的生活方式。", "北京—上海高铁票价为553元～1748元。",
        "你吃饭了吗？我还没吃……", "Python 3.11比Python 3.10快了大约25%。", "《红楼梦》是中国四大名著之一。",
        "这个文件夹里有１２个文件、３个子文件夹。", "𠀀𠮷𪚥是罕见的汉字。", "价格：€20、£15或¥2000。", "㈱日本 ㎏ ㏄ ☀ ✈ ⑳ ⼀ ㄅ",
    ]
    family("chinese", references, joiner="", strength=0.25, others=1)


def arabic():
    references = [
        "أين يقع أقرب مستشفى من هنا؟", "هذا الكتاب رائع، لكنه طويل جدًا.", "سأصل في الساعة ٨:٣٠ صباحًا؛ انتظرني.",
        "قال الرجل: «لا أعرف شيئًا عن ذلك».", "بلغت نسبة النجاح ٩٥٫٧٪ هذا العام.", "السَّلامُ عَلَيْكُم وَرَحْمَةُ اللهِ",
        "اشتريت 3 تفاحات، 2 برتقالة و1 موزة.", "هل تتكلّم الإنجليزيّة؟ نعم، قليلًا.", "الموقع: https://example.org/صفحة",
        "شكرًا جزيلًا على مساعدتك في حلّ المشكلة.",
    ]
    family("arabic", references, others=1)


def emoji():
    references = [
        "I ❤️ this 😀😀 so much 🎉!", "👨‍👩‍👧‍👦 family dinner 🍝 at 7", "Flags: 🇩🇪 🇬🇧 🇺🇦.", "👍🏽 great work 👏🏿👏🏿",
        "math: ∑ x² ≥ √2 ± ½ → ∞", "price ≈ 5€ ($6) ©2024 ™", "🤷‍♀️🤷‍♂️", "tabs ★☆★ and 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝟘𝟙𝟚",
        "z̸a̷l̵g̶o̴ te̊xt̃", "♔♕♖♗♘♙ ♠♥♦♣", "🥺👉👈", "half ½¼¾ circled ①②③ roman Ⅳⅷ superscript x³",
    ]
    family("emoji", references, strength=0.3, others=1)


def long():
    vocabulary = ["word%d" % number for number in range(60)] + ["the", "of", "and", ",", ".", "to"] * 8
    references = [" ".join(DRAW.choice(vocabulary) for _ in range(length)) for length in (90, 130, 180, 260, 400)]
    write("long.ref", references)
    write("long.hyp", [disturb(line, 0.3) for line in references])
    halves = [line.split() for line in references]
    write("long.alt", [" ".join(part[len(part) // 2:] + part[:len(part) // 2]) for part in halves])


def several():
    references = [
        "The committee will meet again next Tuesday to discuss the budget.", "Please save your work before you close the window.",
        "It rained all night, so the match was called off.", "She has lived in Hamburg since 2009.",
        "The new printer is faster, cheaper and quieter than the old one.", "Nobody knew who had left the door open.",
        "Click \"Cancel\" to return to the previous page.", "His flight from Rome arrives at 6:45 p.m.",
        "We need three more chairs and a larger table.", "The file could not be opened because it is damaged.",
        "If you have any questions, write to us.", "This medicine must be kept away from children.",
    ]
    family("several", references, strength=0.3, others=3)
    columns = [open(name, encoding="utf-8").read().split("\n")[:-1] for name in
               ("several.ref", "several.ref2", "several.ref3", "several.ref4")]
    rows = [list(row) for row in zip(*columns)]
    rows[2][1] = ""
    rows[5][2] = ""
    rows[7][3] = "."
    write("several.tsv", ["\t".join(row) for row in rows])
    systems = [open(name, encoding="utf-8").read().split("\n")[:-1] for name in ("several.hyp", "several.alt")]
    write("several.systems", ["\t".join(row) for row in zip(*systems)])


def punctuation():
    references = [
        "\"Quotes\", 'single' and ``back'' ticks.", "a.b.c 1.2.3 4,5,6 7-8-9 x-1 1-x", "Tom &amp; Jerry &lt;b&gt;bold&lt;/b&gt; &quot;hi&quot;",
        "&amp;lt; &amp;quot; &amp;amp; &apos; &#39;", "Dr. Smith's dog's toys' 's cost $3.50, not 3,50$.", "(a)[b]{c}<d> e/f\\g|h~i^j_k@l#m%n*o+p=q",
        "Wait... what?! No-one -- not even I -- knew;: so.", "http://example.org/a-b_c?d=e&f=g#h user@example.org", "<skipped> segment <skipped>text</skipped>",
        "3.", "., ,. .. ,, .-. 1.-2 1-.2", "5-6-7 a-5 5-a 5- -5", "1,000,000.00 and 12:30:45 on 1/2/2024", "...", "!?!?", "it's 5 o'clock's 's",
        "¿Qué? ¡Sí! «oui» „ja“ ‚nein‘ — – ‐ ‑", "x\u20ac5 5\u20acx \u00a75 5\u00b0C a\u00b7b", "\u0661.\u0662 \u0661,a \u06f1-\u06f2 ½.½",
    ]
    family("punctuation", references, strength=0.3, others=1)
    write("punctuation.alt", [line.replace(".", " .").replace(",", " ,").replace("&", "&amp;") for line in references])


def letters():
    references = [
        "ISTANBUL İstanbul ısparta IĞDIR", "STRASSE Straße ẞ", "ΟΔΥΣΣΕΥΣ ΣΟΦΟΣ. Σ ΑΣ' ΑΣ'Α", "Ǆungla ǅungla ǆungla ǈ",
        "ÀÉÎÕÜ àéîõü", "ЁЖИК Ёжик", "no\u00a0break\u2009thin\u3000wide\u200bzero\ufeffbom", "next\u0085line\u2028separator\u2029end",
        "file\x1cseparator\x1funit\x0bvertical\x0cform", "tab\tin line  double  space", "Ａｂｃ ＤＥＦ ｇｈｉ", "ﬁ ﬂ ŉ ǰ", "ᎠᎡ ꭰꭱ Ꭰ", "Ⓐ Ⅷ K Å Ω",
        "trailing carriage\r", "e\u0301 é E\u0301 É", "𐐀𐐁 𐐨𐐩 𞤀𞤢",
    ]
    write("letters.ref", references)
    write("letters.hyp", [line.lower() if number % 2 else line.upper() for number, line in enumerate(references)])
    write("letters.alt", [disturb(line.swapcase(), 0.2) for line in references])


def japanese():
    references = [
        "東京は日本の首都です。", "このファイルを開くことができませんでした。", "「こんにちは」と彼は言った。", "コーヒーを１杯ください、お願いします！",
        "カタカナ・ひらがな・漢字。", "2024年の売上は前年比１２％増（約３億円）だった。", "㍿㌔ｱｲｳ ﾊﾝｶｸ", "한국어 문장도 있습니다. 그렇죠?",
        "きょうは、いい天気ですね…", "メール：info@example.org（24時間受付）",
    ]
    family("japanese", references, joiner="", strength=0.25)


def lengths():
    few = ["b", "a b", "w1 w2 w3"]
    many = [" ".join("w%d" % (number % 37) for number in range(count)) for count in (80, 160, 333)]
    write("lengths.ref", few + many + ["a b c d e f g h", "x", "p q r s t u v w x y z"])
    write("lengths.hyp", many + few + ["z y x w v u t s", "x x x x x x x x x x", "y z"])
    write("lengths.alt", ["b"] * 3 + many + ["a", "x", "p q r s t u v w x y"])


def shuffled():
    references, hypotheses, others = [], [], []
    for length in (5, 8, 12, 16, 20, 24, 30, 36, 45, 60):
        words = [DRAW.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(length)]
        references.append(" ".join(words))
        for target, pieces in ((hypotheses, 4), (others, 8)):
            cuts = sorted(DRAW.sample(range(length), min(pieces, length - 1)))
            blocks = [words[start:end] for start, end in zip([0] + cuts, cuts + [length])]
            DRAW.shuffle(blocks)
            target.append(" ".join(word for block in blocks for word in block))
    write("shuffled.ref", references)
    write("shuffled.hyp", hypotheses)
    write("shuffled.alt", others)


for make in (empty, words, repeated, chinese, arabic, emoji, long, several, punctuation, letters, japanese, lengths, shuffled):
    make()
