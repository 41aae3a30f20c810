#!/bin/bash
# Prepares a corpus for training on a GPU without a network: hints and like sentences written into the text, pieces cut,
# packed into one file (50 MB of the English-German corpus, a quarter of an hour on two cores).
#
#   Corpora/text-for-gpu.sh CORPUS OUT [MODEL]
#   REQUIRE_GPU=1 Tools/torch/train-on-gpu.sh OUT/text.tar out 530 --init MODEL ...      # on the machine with the GPU
#
# MODEL (default: Models/en-de) gives subwords and dictionaries. PASSES is how often the run will go through the text.
# The shipped model: --dim-emb 256 --transformer-dim-ffn 1280 --enc-depth 10 --dec-depth 2 --learn-rate 0.0016
# --lr-warmup 100 --shard-words 49152 --descent 0.7 --init with the weights shipped before, then their mean.
set -euo pipefail
corpus=${1:?folder that 'translate corpus build' made}
out=${2:?folder for the text}
root=$(cd "$(dirname "$0")/.." && pwd)
model=${3:-$root/Models/en-de}
export TRANSLATE=${TRANSLATE:-$root/.build/release/translate}
parts=$corpus/parts
mkdir -p "$out"

# Weights of parts: how often a pass goes through each.
weights="prose:2 everyday:4 books:1.2 dialogue:2 scripture:0.3 games:1 encyclopaedia:1.5 sky-cultures:1 business:1 manuals:1.3
  plain-text:1.3 office-help:0.8 man:1.1 gnome-help:0.9 docbook:1.3 descriptions:0.6 messages:0.4 catalogues:0.4
  web-messages:0.4 source-catalogues:0.4 qt-messages:0.4 dictionary:0.12 augmented:0.6"
# Of these, lines that are like another are shown with its translation.
like="prose everyday books dialogue manuals plain-text office-help gnome-help docbook messages catalogues web-messages
  source-catalogues qt-messages"

annotate() { # part
  "$TRANSLATE" dictionary annotate "$parts/$1.en" "$parts/$1.de" --dictionary "$model/words.en-de.bin" --from en \
    > "$out/$1.forward"
  "$TRANSLATE" dictionary annotate "$parts/$1.de" "$parts/$1.en" --dictionary "$model/words.de-en.bin" --from de \
    --backward > "$out/$1.backward"
}

sets=() shares=() lines=()
for part in $weights; do
  name=${part%:*}
  [ -s "$parts/$name.en" ] || continue
  annotate "$name"
  sets+=("$out/$name.forward" "$parts/$name.de" "$out/$name.backward" "$parts/$name.en")
  shares+=("${part#*:}" "${part#*:}")
done
for name in $like; do [ ! -s "$parts/$name.en" ] || lines+=("$parts/$name.en" "$parts/$name.de"); done
python3 "$root/Tools/torch/like.py" --count 110000 --output "$out/like" "${lines[@]}"
for way in forward backward; do
  sets+=("$out/like.$way.source" "$out/like.$way.target")
  shares+=(0.7)
done
python3 "$root/Tools/torch/prepare.py" --vocab "$model" --max-length 140 --passes "${PASSES:-2.2}" --output "$out/text" \
  --pack "$out/text.tar" --train-sets "${sets[@]}" --train-weights "${shares[@]}"
