#!/usr/bin/env bash
# Predicts every published row with factors that were fitted without its model, and compares the errors with
# the committed ones: no group may rise by more than a tenth. Ten minutes of one core, so it is done only where
# something that the scores rest on has changed since they were committed: rows, factors, catalogue, models,
# engines and what scores them.
#
#   tools/scores.sh [--update | --always] [PROGRAM]
#
# --update rewrites tests/scores.csv and tests/scores.inputs; --always scores in any case.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
committed=tests/scores.csv
inputs() {
  {
    find data -maxdepth 1 -name '*.csv'
    find data/reference data/calibration -name '*.csv'
    find core/perf core/calibration core/catalog core/specs sim study/published study/validate study/calibrate \
      -name '*.cpp' -o -name '*.h'
  } | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -d ' ' -f 1
}

how=
if [[ ${1-} = --* ]]; then
  how=$1
  shift
fi
program=${1-build/release/bin/costwright}
if [ "$how" = --update ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  "$program" validate --leave-one-out -o "$folder" >"$folder/out"
  mv "$folder/scores.csv" "$committed"
  inputs >tests/scores.inputs
elif [ "$how" != --always ] && [ "$(inputs)" = "$(cat tests/scores.inputs 2>/dev/null)" ]; then
  echo "Nothing that the scores rest on has changed since they were committed." >&2
else
  "$program" validate --leave-one-out --against "$committed" >/dev/null
fi
