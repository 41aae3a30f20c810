#!/bin/sh
# From the start of a process to its first line: `translate` with the model as it is and quantised, and, where
# PYTHON has ctranslate2, CTranslate2 with the same weights in int8 (its own converter, no subwords).
#
#   Benchmarks/start.sh [model] [runs]
#   PYTHON=env/bin/python Benchmarks/start.sh Models/en-de 21
set -eu
cd "$(dirname "$0")/.."
model=${1:-Models/en-de} runs=${2:-21}
python=${PYTHON:-python3} translate=${TRANSLATE:-.build/release/translate}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
measure() { "$translate" bench start --runs "$runs" "$@"; }

"$translate" model quantize "$model" "$work/int8"
echo "translate, $model: $(TRANSLATE_MODEL=$model measure)"
echo "translate, quantised: $(TRANSLATE_MODEL=$work/int8 measure)"
if ! "$python" -c 'import ctranslate2' 2> "$work/errors"; then
  echo "CTranslate2: not measured ($python has no module ctranslate2; see PYTHON above)"
  exit
fi
"$translate" model export --format marian "$model" "$work/marian"
converter=$(dirname "$("$python" -c 'import sys; print(sys.executable)')")/ct2-marian-converter
"$converter" --model_path "$work/marian/model.npz" --vocab_paths "$work/marian/vocab.yml" "$work/marian/vocab.yml" \
  --quantization int8 --output_dir "$work/ct2" > "$work/log"
script='import sys, ctranslate2
translator = ctranslate2.Translator(sys.argv[1], compute_type="int8", intra_threads=1)
print(translator.translate_batch([sys.stdin.read().split()])[0].hypotheses[0])'
echo "CTranslate2, int8: $(measure "$python" -c "$script" "$work/ct2")"
