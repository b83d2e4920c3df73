#!/usr/bin/env bash
# Predicts every published row with factors that were fitted without its model, and compares the errors with
# the committed ones: no group may rise by more than a tenth. Minutes.
#
#   tools/scores.sh [--update] [PROGRAM]
#
# --update rewrites tests/scores.csv.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
committed=tests/scores.csv
if [ "${1-}" = --update ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  "${2-build/release/bin/costwright}" validate --leave-one-out -o "$folder" >"$folder/out"
  mv "$folder/scores.csv" "$committed"
  exit
fi
exec "${1-build/release/bin/costwright}" validate --leave-one-out --against "$committed" >/dev/null
