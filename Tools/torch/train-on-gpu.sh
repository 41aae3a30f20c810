#!/usr/bin/env bash
# One slot on a machine with a GPU and no network: prepared text in, a model directory out, in a given time.
#
#   Tools/torch/train-on-gpu.sh TEXT.tar OUT SECONDS [SETTINGS OF train.py...]
#
# TEXT.tar is what prepare.py --pack has written (a directory of prepared text will do as well). OUT gets `model` and
# `log.jsonl`; the run itself, with its checkpoint, is kept in $WORK (default: gpu-run), and the same command goes on
# from there. With DISTIL=SECONDS the model is a teacher: for so long it translates the text, and then a student is
# trained for STUDENT=SECONDS with the settings in $STUDENT_SETTINGS (default: settings/student.yaml). With PART_MIB=N files larger than N MiB are cut
# into FILE.00, FILE.01, ...: cat FILE.?? > FILE puts them together.
set -euo pipefail
tools=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
work=${WORK:-gpu-run}

if [ $# -lt 3 ]; then sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p}' "$0"; exit 2; fi
text=$1 out=$2 seconds=$3
shift 3
begin=$SECONDS
say() { echo "[$((SECONDS - begin)) s] $*" >&2; }

# What is missing is said at once, before the clock has run for long.
"$python" "$tools/check.py" ${REQUIRE_GPU:+--gpu} || exit 1
[ -e "$text" ] || { echo "error: $text does not exist" >&2; exit 1; }
mkdir -p "$out" "$work"
if [ ! -d "$text" ]; then
  say "unpacking $text"
  [ -e "$work/text/text.json" ] || "$python" "$tools/prepare.py" --unpack "$text" --output "$work/text"
  text=$work/text
fi

# Settings of the command line come later and win.
common=(--config "$tools/settings/gpu.yaml")

result=$work/run
say "training for $seconds s"
"$python" "$tools/train.py" "${common[@]}" --data "$text" --model "$work/run" --seconds "$seconds" "$@"

if [ -n "${DISTIL:-}" ]; then
  say "translating all text for at most $DISTIL s"
  "$python" "$tools/distil.py" --teacher "$work/run/last" --data "$text" --output "$work/distilled" \
    --seconds "$DISTIL" --tokens "${DISTIL_TOKENS:-131072}" --original-weight 0.2 ${DISTIL_OPTIONS:---beam 2}
  say "training the student for ${STUDENT:?} s"
  # shellcheck disable=SC2086 # settings are several words
  "$python" "$tools/train.py" "${common[@]}" --data "$work/distilled" --model "$work/student" --seconds "$STUDENT" \
    ${STUDENT_SETTINGS:---config $tools/settings/student.yaml}
  result=$work/student
fi

rm -rf "$out/model"
cp -r "$result/last" "$out/model"
cp "$result/log.jsonl" "$out/log.jsonl"
if [ -n "${PART_MIB:-}" ]; then
  find "$out" -type f -size "+${PART_MIB}M" | while read -r file; do
    split -b "${PART_MIB}M" -d "$file" "$file."
    rm "$file"
  done
fi
say "done: $out/model"
