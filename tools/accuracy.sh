#!/bin/bash
# Rewrites the tables of docs/accuracy.md with what `costwright validate` prints, and the picture beside it.
# usage: tools/accuracy.sh [program]     (seconds; the calibration itself: costwright calibrate, minutes)
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:-build/release/bin/costwright}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$program" validate -o "$folder" > "$folder/validate.txt"
{
  echo '```'
  awk '/^Not predicted/ {exit} /^The worst/ {exit} {print}' "$folder/validate.txt" | sed 's/[[:space:]]*$//'
  echo '```'
} > "$folder/block"
awk -v block="$folder/block" '
  /^<!-- scores -->/ {print; while ((getline line < block) > 0) print line; skip = 1; next}
  /^<!-- end -->/ {skip = 0}
  !skip {print}' docs/accuracy.md > "$folder/page"
mv "$folder/page" docs/accuracy.md
cp "$folder/scatter.svg" docs/accuracy.svg
