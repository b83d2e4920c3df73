#!/bin/bash
# Rewrites the tables of docs/performance.md that say how well each effort keeps what it promises.
# usage: tools/effort_precision.sh [options of effort_precision]     (half an hour; --help lists them)
# What has been measured stays in build/release/effort_precision, so that it can be done in parts:
#   tools/effort_precision.sh --shipped-only --only support-chat
#   tools/effort_precision.sh --keep-references      after a change of the efforts alone: minutes
#   tools/effort_precision.sh --tables               only the page
set -euo pipefail
cd "$(dirname "$0")/.."
program=build/release/bin/effort_precision
measured=build/release/effort_precision
cmake --build build/release --target effort_precision -- --quiet >&2
case " $* " in
  *" --tables "*) ;;
  *) "$program" "$measured" "$@" ;;
esac
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$program" "$measured" --tables > "$folder/block"
awk -v block="$folder/block" '
  /^<!-- efforts -->/ {print; while ((getline line < block) > 0) print line; skip = 1; next}
  /^<!-- end -->/ {skip = 0}
  !skip {print}' docs/performance.md > "$folder/page"
mv "$folder/page" docs/performance.md
