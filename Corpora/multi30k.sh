#!/bin/sh
# Trains and scores a Multi30k model in one go.
#
#   Corpora/multi30k.sh DATA OUT [SOURCE TARGET [OPTION ...]]
#
# DATA holds train, val and test_2016_flickr with the ending .lc.norm.tok.LANGUAGE (lowercased, normalised, tokenised,
# one sentence a line). OUT receives the vocabulary, the run, the averaged model, the translations and the score. Run it
# again to go on where it stopped. Further options are those of 'translate train'. TRANSLATE names the program, CONFIG
# the recipe.
set -eu
data=${1:?directory of the data}
out=${2:?directory for the results}
source=${3:-en}
target=${4:-de}
[ $# -gt 4 ] && shift 4 || shift $#
here=$(dirname "$0")
translate=${TRANSLATE:-$here/../.build/release/translate}
config=${CONFIG:-$here/multi30k-en-de.yaml}
set_of() { echo "$data/$1.lc.norm.tok.$source" "$data/$1.lc.norm.tok.$target"; }

mkdir -p "$out"
# shellcheck disable=SC2046  # file names are made above, without spaces between pairs
[ -f "$out/vocab/vocabulary.txt" ] || "$translate" bpe learn --merges 10000 --output "$out/vocab" $(set_of train)
# shellcheck disable=SC2046
"$translate" train --config "$config" --train-sets $(set_of train) --valid-sets $(set_of val) --vocab "$out/vocab" \
  --model "$out/run" --source-language "$source" --target-language "$target" "$@"
"$translate" train report "$out/run"
"$translate" train average "$out/run" --output "$out/model"
test=$data/test_2016_flickr.lc.norm.tok
"$translate" --model "$out/model" --beam-size 5 --precision float32 --no-sentence-split --no-protect --quiet <"$test.$source" >"$out/test_2016.$target"
"$translate" score "$test.$target" --input "$out/test_2016.$target" --tokenize none --force --width 2 |
  tee "$out/score.json"
