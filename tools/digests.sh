#!/usr/bin/env bash
# Compares what the shipped scenarios print with the committed digests: every CSV and the JSON of every
# scenario, simulated on one thread and on two, and remembered; and the scores of `validate`.
#
#   tools/digests.sh [--update] [PROGRAM]
#
# --update rewrites tests/digests.txt; a rewritten digest needs its line in CHANGELOG.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
update=no
if [ "${1-}" = --update ]; then
  update=yes
  shift
fi
program=$(realpath "${1-build/release/bin/costwright}")
committed=tests/digests.txt
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# digests LABEL FOLDER: one line a file of the folder.
digests() {
  (cd "$2" && sha256sum -- *) | sed -E "s|^([0-9a-f]{16})[0-9a-f]*  |\1  $1 |"
}

# answer SCENARIO THREADS CACHE: its digests.
answer() {
  local out=$folder/out
  rm -rf "$out"
  mkdir "$out"
  COSTWRIGHT_CACHE=$3 "$program" run "$1" --threads "$2" --json -o "$out" >"$folder/json" 2>"$folder/err" ||
    { cat "$folder/err" >&2; return 1; }
  mv "$folder/json" "$out/answer.json"
  digests "${1#scenarios/}" "$out"
}

for scenario in scenarios/*/*.yaml; do
  one=$(answer "$scenario" 1 "$folder/one")
  two=$(answer "$scenario" 2 "$folder/two")
  remembered=$(answer "$scenario" 2 "$folder/one")
  if [ "$one" != "$two" ] || [ "$one" != "$remembered" ]; then
    echo "$scenario: the answer depends on the number of threads or on what is remembered:" >&2
    diff <(echo "$one") <(echo "$two") >&2 || true
    diff <(echo "$one") <(echo "$remembered") >&2 || true
    exit 1
  fi
  echo "$one"
done >"$folder/digests"
"$program" validate -o "$folder/validate" >/dev/null 2>&1
digests validate "$folder/validate" >>"$folder/digests"

if [ "$update" = yes ]; then
  cp "$folder/digests" "$committed"
elif ! diff "$committed" "$folder/digests"; then
  echo "figures changed. If they should: tools/digests.sh --update, and a line in CHANGELOG.md" >&2
  exit 1
fi
