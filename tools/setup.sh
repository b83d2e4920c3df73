# Shared by ./quickstart and ./check (sourced by bash): find missing packages, install them, configure, build.

# What the program needs to build, and what the tests and benchmarks need on top (Debian 12 names).
build_packages=(g++ cmake ninja-build ccache mold libfmt-dev libyaml-cpp-dev libeigen3-dev
                libcli11-dev nlohmann-json3-dev libfast-float-dev)
test_packages=(libgtest-dev libgmock-dev)
bench_packages=(libbenchmark-dev)

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

# The packages among the arguments that are not installed.
missing_packages() {
  local installed
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p')
  local package
  for package in "$@"; do
    grep -qxF -- "$package" <<<"$installed" || printf '%s\n' "$package"
  done
}

# install_packages YES|NO package...: says what it will install, then does (root or sudo).
install_packages() {
  local allowed=$1
  shift
  command -v dpkg-query >/dev/null || die "this script installs with apt on Debian 12; elsewhere install the packages named in tools/setup.sh and use --no-install"
  local missing
  mapfile -t missing < <(missing_packages "$@")
  if [ ${#missing[@]} -eq 0 ]; then
    return 0
  fi
  if [ "$allowed" = no ]; then
    die "these packages are missing (left alone because of --no-install): ${missing[*]}"
  fi
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || die "to install ${missing[*]} run this script as root, or install sudo"
    as_root=(sudo)
  fi
  say "Installing with apt: ${missing[*]}"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update >&2 || die "apt-get update failed"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >&2 ||
    die "apt-get could not install ${missing[*]}"
}

# configure PRESET [cmake options]: only when asked for something new; ninja re-runs cmake by itself otherwise.
configure() {
  local preset=$1
  shift
  local stamp="build/$preset/.configured"
  if [ ! -f "build/$preset/build.ninja" ] || [ "$(cat "$stamp" 2>/dev/null)" != "$*" ]; then
    cmake --preset "$preset" "$@" >&2
    printf '%s' "$*" >"$stamp"
  fi
}
