#!/usr/bin/env bash
# Runs the benchmarks and prints a table; --json FILE also writes the key figures.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. tools/setup.sh

usage() {
  cat <<'TXT'
usage: ./bench.sh [--no-install] [--json FILE] [--filter REGEX] [--gui]

  --json FILE     writes replay_jump_requests_per_s, replay_step_requests_per_s, reprice_ms,
                  stream_10m_peak_rss_mb, search_own_share and the other figures of the table
  --filter REGEX  only these benchmarks (the key figures need all of them)
  --gui           those of the window instead (installs Qt 6): from a moved price to the painted page
TXT
}

install=yes
json=
filter=.
gui=no
while [ $# -gt 0 ]; do
  case $1 in
    --no-install) install=no ;;
    --json) json=${2:?--json needs a file}; shift ;;
    --gui) gui=yes ;;
    --filter) filter=${2:?--filter needs a regular expression}; shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; die "unknown option '$1'" ;;
  esac
  shift
done

packages=("${build_packages[@]}" "${test_packages[@]}" "${bench_packages[@]}")
[ "$gui" = no ] || packages+=("${gui_packages[@]}")
install_packages "$install" "${packages[@]}"
if [ "$gui" = yes ]; then
  configure release -DCOSTWRIGHT_TESTS=ON -DCOSTWRIGHT_BENCH=ON -DCOSTWRIGHT_GUI=ON
  cmake --build build/release --target gui_benchmarks -- --quiet >&2
  exec build/release/bin/gui_benchmarks --benchmark_filter="$filter"
fi
configure release -DCOSTWRIGHT_TESTS=ON -DCOSTWRIGHT_BENCH=ON
cmake --build build/release --target benchmarks -- --quiet >&2
exec build/release/bin/benchmarks --benchmark_filter="$filter" ${json:+--json "$json"}
