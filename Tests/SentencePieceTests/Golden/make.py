#!/usr/bin/env python3
"""Makes the small SentencePiece models of this folder and what the original says to some lines.

usage: make.py        (in this folder; needs: pip install sentencepiece==0.2.3 protobuf)
"""
import json
import os
import sentencepiece as spm
from sentencepiece import sentencepiece_model_pb2 as pb

SENTENCES = """The lamp on the desk gives a warm light.
She put the blue cup beside the old radio and went to bed.
Nobody knows how many boats came back to the harbour yesterday.
Wir haben gestern drei Äpfel und zwölf Birnen gekauft.
Der Zug nach Köln fährt um 17:45 Uhr von Gleis 3 ab.
Die größte Schwierigkeit lag darin, überhaupt anzufangen.
Le train part à sept heures; où est le garçon ?
Мы купили хлеб, молоко и яблоки.
Open the file, then close the window: the wind is cold.
There are 1024 stars over the quiet river tonight.""".split("\n")

LINES = SENTENCES + [
    "", " ", "   two  spaces\tand a tab ", "\u00a0no-break", "\u3000wide", "ﬁne ﬂour ½ ² № ™", "ＦＵＬＬ　ｗｉｄｔｈ", "e\u0301 and é",
    "漢字とかな", "🙂👩‍👩‍👧", "a\u200bb\ufeffc", "▁already▁marked", "<unk> <s> </s>", "<sep>x<sep>", "x <sep> y", "[URL][URL]. .",
    "zzzzzz qqqq", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "Äpfel", "Ä", "\u0000nul", "\ufffd", "end of line\r", "شكرا", "ไทย",
    "<0x41>", "thethethe", "the the the", "lamp" * 50, "\U0001F9FF", "ß ẞ ſ", "١٢٣", "Ǆ ǅ", "ﷺ",
]

MODELS = {
    "unigram": dict(model_type="unigram", vocab_size=180, normalization_rule_name="identity", character_coverage=0.98,
                    user_defined_symbols=["<sep>", "[URL]", "."], control_symbols=["<cls>"]),
    "unigram-bytes": dict(model_type="unigram", vocab_size=420, normalization_rule_name="identity", byte_fallback=True,
                          split_digits=True, character_coverage=0.98, bos_id=-1, eos_id=0, unk_id=1),
    "bpe-bytes": dict(model_type="bpe", vocab_size=380, normalization_rule_name="identity", byte_fallback=True,
                      character_coverage=0.98, remove_extra_whitespaces=False),
    "bpe-unused": dict(model_type="bpe", vocab_size=160, normalization_rule_name="identity", character_coverage=0.98),
    "suffix": dict(model_type="unigram", vocab_size=150, normalization_rule_name="identity",
                   treat_whitespace_as_suffix=True, character_coverage=0.98),
    "char": dict(model_type="char", vocab_size=90, normalization_rule_name="identity", hard_vocab_limit=False,
                 add_dummy_prefix=False, user_defined_symbols=["<sep>"]),
    # A map of a few characters, for the double array.
    "map": dict(model_type="unigram", vocab_size=150, normalization_rule_tsv="map.tsv", character_coverage=0.98),
}

with open("map.tsv", "w") as rules:
    for source, target in [("ﬁ", "fi"), ("½", "1 2"), ("\u3000", " "), ("\u00a0", " "), ("e\u0301", "é"), ("\u200b", ""), ("ﷺ", "abc def ghi jkl mno")]:
        rules.write("%s\t%s\n" % (" ".join("%X" % ord(c) for c in source), " ".join("%X" % ord(c) for c in target)))

for name, options in MODELS.items():
    spm.SentencePieceTrainer.train(sentence_iterator=iter(SENTENCES * 3), model_prefix=name, num_threads=1, minloglevel=2, **{"hard_vocab_limit": options["model_type"] == "bpe", **options})
    model = pb.ModelProto()
    model.ParseFromString(open(name + ".model", "rb").read())
    model.trainer_spec.accept_language[:] = []
    if name == "bpe-unused":
        # Every third merge is made, but not used.
        for index, piece in enumerate(model.pieces):
            if piece.type == 1 and len(piece.piece) > 1 and index % 3 == 0:
                piece.type = 5
    open(name + ".spm", "wb").write(model.SerializeToString())
    os.remove(name + ".model"), os.remove(name + ".vocab")
    processor = spm.SentencePieceProcessor(model_file=name + ".spm")
    if name == "unigram":
        # For make_foreign.py of TranslationTests.
        json.dump([processor.id_to_piece(i) for i in range(len(processor))], open(name + ".pieces.json", "w"))
    rows = []
    for line in LINES:
        proto = processor.encode(line, return_type="proto")
        rows.append(dict(
            text=line, ids=[p.id for p in proto.pieces], normalized=processor.normalize(line),
            # In bytes.
            spans=[[p.begin, p.end] for p in proto.pieces], decoded=processor.decode([p.id for p in proto.pieces])))
    reversed_rows = [dict(ids=list(reversed(r["ids"])), decoded=processor.decode(list(reversed(r["ids"])))) for r in rows]
    json.dump(dict(made_with="sentencepiece " + spm.__version__, lines=rows, reversed=reversed_rows),
              open(name + ".json", "w"), separators=(",", ":"))
    print(name, len(model.pieces))
os.remove("map.tsv")
