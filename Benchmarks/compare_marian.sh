#!/bin/sh
# Translation speed beside Marian itself, int8 (intgemm8), on the same weights, sentences and core.
#
#   python3 -m venv env && env/bin/pip install pymarian==1.12.42
#   PYTHON=env/bin/python Benchmarks/compare_marian.sh MODEL_DIR TEXT [lines] [rounds]
#
# Output tokens a second of processor time, without what loading costs; medians of rounds in turns. On some processors the
# BLAS in pymarian is broken and Marian's output is noise, whatever the model: the first lines are printed to show it.
# Then the tokens of both engines are not the same, but what each of them costs still is.
set -eu
cd "$(dirname "$0")/.."
model=$1 text=$2 lines=${3:-1000} rounds=${4:-3}
python=${PYTHON:-python3} translate=${TRANSLATE:-.build/release/translate} core=${CORE:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
head -n "$lines" "$text" > "$work/text"
"$translate" bpe encode --model "$model" < "$work/text" > "$work/pieces"
head -n 1 "$work/pieces" > "$work/one"
"$translate" model export --format marian "$model" "$work/marian"
"$translate" model quantize "$model" "$work/int8"
marian='import sys, _pymarian; sys.exit(_pymarian.main(sys.argv[1:]))'
"$python" -c "$marian" convert -f "$work/marian/model.npz" -t "$work/marian/model.bin" --gemm-type intgemm8 > "$work/log" 2>&1
exec "$python" Benchmarks/compare_marian.py "$translate" "$work" "$core" "$rounds"
