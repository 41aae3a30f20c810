#!/bin/sh
# Translation speed beside CTranslate2 on the same weights, sentences, beam and core.
#
#   python3 -m venv env && env/bin/pip install ctranslate2 numpy pyyaml
#   PYTHON=env/bin/python Benchmarks/compare_ctranslate2.sh MODEL_DIR TEXT [lines] [rounds]
#
# Both engines take turns, pinned to one core, and medians of the rounds are printed. CPU seconds are those of the
# process without its start, so that ratios hold on a busy machine too. What CTranslate2 gets is cut into pieces before;
# `translate` does that within its time. CORE chooses the core, SKIP_CHECK=1 leaves out the comparison of outputs,
# OUTPUT_LENGTH=24 gives every translation so many tokens (for random weights, see random_model.sh).
set -eu
cd "$(dirname "$0")/.."
model=$1 text=$2 lines=${3:-2000} rounds=${4:-3}
python=${PYTHON:-python3} translate=${TRANSLATE:-.build/release/translate} core=${CORE:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
head -n "$lines" "$text" > "$work/text"
"$translate" model export --format marian "$model" "$work/marian"
converter=$(dirname "$("$python" -c 'import sys; print(sys.executable)')")/ct2-marian-converter
"$converter" --model_path "$work/marian/model.npz" --vocab_paths "$work/marian/vocab.yml" "$work/marian/vocab.yml" \
  --output_dir "$work/ct2" > /dev/null
# What a user would install: CTranslate2 quantises at load, `translate` has a quantised model too.
"$translate" model quantize "$model" "$work/int8"
exec "$python" Benchmarks/compare_ctranslate2.py --translate "$translate" --model "$model" --int8 "$work/int8" \
  --ct2 "$work/ct2" --text "$work/text" --rounds "$rounds" --core "$core" ${SKIP_CHECK:+--skip-check} ${OUTPUT_LENGTH:+--output-length "$OUTPUT_LENGTH"}
