#!/usr/bin/env bash
# Builds the program with GCC and with clang 14 and compares what three scenarios print: every CSV and the
# JSON, byte by byte. The first time it compiles everything a second time (a quarter of an hour on two
# cores), so `./check` leaves it out.
#
#   tools/compilers.sh [--no-install]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tools/setup.sh

install=yes
[ "${1-}" = --no-install ] && install=no
install_packages "$install" "${build_packages[@]}" "${clang_packages[@]}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for preset in release clang; do
  [ -f "build/$preset/build.ninja" ] || configure "$preset"
  build "$preset" --target costwright
done

for scenario in worked-budget vision-edge support-chat; do
  for preset in release clang; do
    out=$folder/$preset/$scenario
    mkdir -p "$out"
    COSTWRIGHT_CACHE=$folder/$preset/cache "build/$preset/bin/costwright" run "scenarios/$scenario/scenario.yaml" \
      --json -o "$out" >"$folder/$preset/$scenario.json" 2>"$folder/said" || { cat "$folder/said" >&2; exit 1; }
    mv "$folder/$preset/$scenario.json" "$out/answer.json"
  done
  diff -rq "$folder/release/$scenario" "$folder/clang/$scenario" >&2 ||
    die "$scenario: the two compilers print different reports"
  say "$scenario: the same bytes."
done
