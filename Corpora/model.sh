#!/bin/sh
# Trains a model from a corpus that 'translate corpus build' made; 'make model' calls this.
#
#   Corpora/model.sh CORPUS OUT [SOURCE TARGET [OPTION ...]]
#
# OUT receives the run, its curves (report.html), the model, which translates both ways, and its scores on the corpus'
# held-out documents. Run it again to go on where it stopped. Further options are those of 'translate train':
# '--both-directions false' trains SOURCE to TARGET only. TRANSLATE names the program, CONFIG the settings, VOCAB the subwords.
set -eu
corpus=${1:?folder that 'translate corpus build' made}
out=${2:?folder for the results}
source=${3:-en}
target=${4:-de}
[ $# -gt 4 ] && shift 4 || shift $#
here=$(dirname "$0")
translate=${TRANSLATE:-$here/../.build/release/translate}
config=${CONFIG:-$here/en-de-model.yaml}
vocab=${VOCAB:-$here/../Vocab/en-de}

# How often a pass goes through each part, as measured in Documentation/en-de-model.md: whole sentences more often than
# messages, of which there are most; dictionary entries are no sentences.
files= weights= text=
for part in prose:2 everyday:2.5 books:1.2 dialogue:1.2 scripture:0.3 games:1 encyclopaedia:1 sky-cultures:1 business:1 manuals:1.2 \
  plain-text:1.2 office-help:0.8 man:1 gnome-help:0.8 docbook:1.2 descriptions:0.6 messages:0.4 catalogues:0.4 \
  web-messages:0.4 source-catalogues:0.4 qt-messages:0.4 dictionary:0.12 augmented:0.7; do
  path=$corpus/parts/${part%:*}
  [ -s "$path.$source" ] || continue
  files="$files $path.$source $path.$target" weights="$weights ${part#*:}"
  # Where words are counted, a dictionary and altered copies would count for nothing.
  case ${part%:*} in dictionary | augmented) ;; *) text="$text $path.$source $path.$target" ;; esac
done
if [ -z "$files" ]; then
  echo "error: $corpus/parts holds no text. 'make corpus' builds it." >&2
  exit 1
fi

mkdir -p "$out"
# Rare words come with a dictionary's translations, in training as later.
if [ -s "$corpus/parts/dictionary.$source" ] && [ ! -s "$out/hints/words.$target-$source.bin" ]; then
  # shellcheck disable=SC2086
  "$translate" dictionary build "$corpus/parts/dictionary.$source" "$corpus/parts/dictionary.$target" \
    --text $text --output "$out/hints" --from "$source" --to "$target"
fi
hints=
[ -s "$out/hints/words.$target-$source.bin" ] && hints="--hints $out/hints"
# shellcheck disable=SC2086  # lists of words; paths with spaces are not supported here
"$translate" train --config "$config" --train-sets $files --train-weights $weights \
  --valid-sets "$corpus/dev.$source" "$corpus/dev.$target" --vocab "$vocab" --model "$out/run" \
  --source-language "$source" --target-language "$target" --both-directions true $hints "$@"
"$translate" train report "$out/run"
rm -rf "$out/model"
cp -R "$out/run/last" "$out/model"
# shellcheck disable=SC2086
[ -z "$hints" ] || "$translate" dictionary build "$corpus/parts/dictionary.$source" "$corpus/parts/dictionary.$target" \
  --text $text --model "$out/model"
# What makes it quick: the words that each word may become, either way, and how wide a beam is worth its cost.
cat "$corpus/train.$source" "$corpus/train.$target" > "$out/both.source"
cat "$corpus/train.$target" "$corpus/train.$source" > "$out/both.target"
"$translate" shortlist build "$out/model" "$out/both.source" "$out/both.target"
rm "$out/both.source" "$out/both.target"
"$translate" tune "$out/model" "$corpus/dev.$source" "$corpus/dev.$target"
SOURCE=$source TARGET=$target TRANSLATE=$translate "$here/../Tools/evaluate" -m "$out/model" "$corpus/heldout"
echo "The model is in $out/model:  translate --model $out/model < text.$source"
