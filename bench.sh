#!/usr/bin/env bash
# Runs the benchmarks and prints a table; --json FILE also writes the key figures.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. tools/setup.sh

usage() {
  cat <<'TXT'
usage: ./bench.sh [--no-install] [--json FILE] [--filter REGEX]

  --json FILE     writes replay_jump_requests_per_s, replay_step_requests_per_s, reprice_ms,
                  stream_10m_peak_rss_mb and the other figures of the table
  --filter REGEX  only these benchmarks (the key figures need all of them)
TXT
}

install=yes
json=
filter=.
while [ $# -gt 0 ]; do
  case $1 in
    --no-install) install=no ;;
    --json) json=${2:?--json needs a file}; shift ;;
    --filter) filter=${2:?--filter needs a regular expression}; shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; die "unknown option '$1'" ;;
  esac
  shift
done

install_packages "$install" "${build_packages[@]}" "${test_packages[@]}" "${bench_packages[@]}"
configure release -DCOSTWRIGHT_TESTS=ON -DCOSTWRIGHT_BENCH=ON
cmake --build build/release --target benchmarks -- --quiet >&2
exec build/release/bin/benchmarks --benchmark_filter="$filter" ${json:+--json "$json"}
