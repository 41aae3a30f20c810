#!/bin/sh
# A model of the size of Transformer-base (6+6 layers, 512/2048, vocabulary 32,000) with random weights, to measure speed
# on something else than the model that ships.
#
#   Benchmarks/random_model.sh TEXT.en TEXT.de OUT
#   OUTPUT_LENGTH=24 SKIP_CHECK=1 Benchmarks/compare_ctranslate2.sh OUT/model/last TEXT.en 200
#
# TEXT is any parallel text that is large enough for so many subwords: a million words do. One update at a rate of next
# to nothing leaves the weights as they were drawn.
set -eu
source=${1:?parallel text} target=${2:?its translation} out=${3:?folder for the model}
cd "$(dirname "$0")/.."
translate=${TRANSLATE:-.build/release/translate}
mkdir -p "$out"
"$translate" bpe learn --vocabulary-size 32000 --min-character-count 20 --output "$out/vocab" "$source" "$target"
head -n 64 "$source" > "$out/few.source"
head -n 64 "$target" > "$out/few.target"
exec "$translate" train --train-sets "$out/few.source" "$out/few.target" --vocab "$out/vocab" --model "$out/model" \
  --source-language en --target-language de --enc-depth 6 --dec-depth 6 --dim-emb 512 --transformer-dim-ffn 2048 \
  --transformer-heads 8 --after-updates 1 --learn-rate 0.0000001 --lr-warmup 1000 --mini-batch-words 500
