#!/usr/bin/env bash
# Pictures of every page of the window, light and dark, and of the trade-off in each state, into docs/screenshots/.
# usage: tools/screenshots.sh [--all DIR] [SCENARIO]    (after ./quickstart --gui or ./check)
#   --all DIR   into DIR instead: also at 200 %, in a German locale and in Chinese
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=docs/screenshots
looks=("1 C.UTF-8")
if [ "${1-}" = --all ]; then
  folder=${2:?--all takes a folder}
  looks=("1 C.UTF-8" "2 C.UTF-8" "1 de_DE.UTF-8")
  if fc-list :lang=zh | grep -q .; then
    looks+=("1 zh_CN.UTF-8")
  else
    echo "no font here has Chinese: no pictures of it (fonts-wqy-microhei has)" >&2
  fi
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
  # By env: the shell warns of a locale that is not made on this machine; Qt has its own tables.
  export QT_SCALE_FACTOR=${look% *}
  in_look=(env LC_ALL="${look#* }" xvfb-run -a -s "-screen 0 2880x1800x24" "$program")
  "${in_look[@]}" --screenshots "$folder" "$scenario"
  "${in_look[@]}" --trade-off "$folder" "$searched"
done
