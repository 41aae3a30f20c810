#!/usr/bin/env bash
# Makes the golden files from sentences.txt with the PyPI package subword-nmt 0.3.8, which must be on the PATH:
#   pip install subword-nmt==0.3.8
# words.txt, the text cut into words, is made with this package's own `translate` (first argument), since it is only
# input here: PretokenizerTests checks the cutting.
set -euo pipefail
cd "$(dirname "$0")"
translate=${1:?usage: make.sh path/to/translate}

printf '#version: 0.2\n' > no-merges.bpe
"$translate" bpe encode --codes no-merges.bpe sentences.txt | "$translate" bpe decode --pretokenized > words.txt
rm no-merges.bpe

# Codes from the words, and what they do to the words.
subword-nmt learn-bpe --symbols 300 < words.txt > words.codes
subword-nmt apply-bpe --codes words.codes < words.txt > words.segmented
# Codes on text as it stands, another separator, and long runs that overlap themselves.
awk 'BEGIN { for (i = 1; i <= 40; i++) { s = s "a"; t = t "ab"; printf "%s %s %sb  x%sy\n", s, t, s, t } }' > runs.txt
awk 'BEGIN { for (i = 0; i < 3000; i++) s = s substr("abcaab", i % 6 + 1, 1); print s, "abc", s "c" }' >> runs.txt
cat sentences.txt runs.txt | subword-nmt learn-bpe --symbols 200 > plain.codes
subword-nmt apply-bpe --codes plain.codes --separator '##' < runs.txt > runs.segmented
# Merges that make a symbol in two ways, with the later one of the lower rank: the order of rounds shows.
printf '#version: 0.2\n%s\n%s\n%s\n%s\n%s\n' 'b c' 'abc a' 'a b' 'a bc' 'bc a' > crossed.codes
subword-nmt apply-bpe --codes crossed.codes < runs.txt > crossed.segmented
