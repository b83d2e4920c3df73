#!/usr/bin/env bash
# A picture of every page of the window, light and dark, into docs/screenshots/; of the trade-off in each state.
# usage: tools/screenshots.sh [--all] [SCENARIO]    (after ./quickstart --gui or ./check)
#   --all   at 200 % too
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scales=(1)
if [ "${1-}" = --all ]; then
  scales=(1 2)
  shift
fi
scenario=${1:-scenarios/support-chat/scenario.yaml}
program=build/${PRESET:-release}/bin/costwright-gui
[ -x "$program" ] || { echo "error: there is no $program; build it with ./quickstart --gui" >&2; exit 1; }
XDG_RUNTIME_DIR=$(mktemp -d)
export XDG_RUNTIME_DIR XDG_CONFIG_HOME=$XDG_RUNTIME_DIR XDG_DATA_HOME=$XDG_RUNTIME_DIR
trap 'rm -rf "$XDG_RUNTIME_DIR"' EXIT
# Of the trade-off: a search that takes a minute, not ten.
searched=scenarios/optimize-chat/.pictures.yaml
trap 'rm -rf "$XDG_RUNTIME_DIR" "$searched"' EXIT
grep -vE '^  (plan|batch|budget|router): ' scenarios/optimize-chat/scenario.yaml >"$searched"
for scale in "${scales[@]}"; do
  QT_SCALE_FACTOR=$scale xvfb-run -a -s "-screen 0 2880x1800x24" \
    "$program" --screenshots docs/screenshots "$scenario"
  QT_SCALE_FACTOR=$scale xvfb-run -a -s "-screen 0 2880x1800x24" \
    "$program" --trade-off docs/screenshots "$searched"
done
