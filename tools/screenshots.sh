#!/usr/bin/env bash
# Pictures of every page of the window, light and dark, and of the trade-off in each state, into docs/screenshots/.
# usage: tools/screenshots.sh [--all DIR] [SCENARIO]    (after ./quickstart --gui or ./check)
#   --all DIR   into DIR instead: also at 200 %, and in a German locale
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=docs/screenshots
looks=("1 C.UTF-8")
if [ "${1-}" = --all ]; then
  folder=${2:?--all takes a folder}
  looks=("1 C.UTF-8" "2 C.UTF-8" "1 de_DE.UTF-8")
  shift 2
fi
scenario=${1:-scenarios/support-chat/scenario.yaml}
program=build/${PRESET:-release}/bin/costwright-gui
[ -x "$program" ] || { echo "error: there is no $program; build it with ./quickstart --gui" >&2; exit 1; }
XDG_RUNTIME_DIR=$(mktemp -d)
export XDG_RUNTIME_DIR XDG_CONFIG_HOME=$XDG_RUNTIME_DIR XDG_DATA_HOME=$XDG_RUNTIME_DIR
# Of the trade-off: a search that takes a minute, not ten.
searched=scenarios/optimize-chat/.pictures.yaml
trap 'rm -rf "$XDG_RUNTIME_DIR" "$searched"' EXIT
grep -vE '^  (plan|batch|budget|router): ' scenarios/optimize-chat/scenario.yaml >"$searched"
for look in "${looks[@]}"; do
  export QT_SCALE_FACTOR=${look% *} LC_ALL=${look#* }
  xvfb-run -a -s "-screen 0 2880x1800x24" "$program" --screenshots "$folder" "$scenario"
  xvfb-run -a -s "-screen 0 2880x1800x24" "$program" --trade-off "$folder" "$searched"
done
