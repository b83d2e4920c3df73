# Shared by ./quickstart and ./check (sourced by bash): find missing packages, install them, configure, build.

# What the program needs to build, and what the tests and benchmarks need on top (Debian 12 names).
build_packages=(g++ cmake ninja-build ccache mold libfmt-dev libyaml-cpp-dev libeigen3-dev
                libcli11-dev nlohmann-json3-dev libfast-float-dev libsqlite3-dev zlib1g-dev libpagmo-dev coinor-libcbc-dev pkg-config
                librsvg2-dev)
test_packages=(libgtest-dev libgmock-dev)
tidy_packages=(clang-tidy)  # for tools/tidy.sh alone: `./check --no-install` does without
clang_packages=(clang)  # for tools/compilers.sh alone
bench_packages=(libbenchmark-dev)
# The desktop program alone: Charts is found only beside the OpenGL package; xvfb and a font are for pictures and tests.
gui_packages=(qt6-base-dev qt6-charts-dev libqt6opengl6-dev qt6-svg-dev libqscintilla2-qt6-dev
              qt6-tools-dev qt6-l10n-tools
              fonts-dejavu-core xvfb xauth)

# ccache ends the build when it has no home folder to write to (cron, sudo -u, some containers).
if [ -z "${CCACHE_DIR-}" ] && [ ! -w "${HOME:-/nonexistent}" ]; then
  export CCACHE_DIR=$PWD/build/ccache
fi
# bash sets PATH in an empty environment but does not pass it on; ccache crashes without it.
export PATH

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

# The packages among the arguments that are not installed.
missing_packages() {
  local installed
  # dpkg-query fails when it does not know one of the names: that is the answer, not an error.
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p') || true
  local package
  for package in "$@"; do
    grep -qxF -- "$package" <<<"$installed" || printf '%s\n' "$package"
  done
}

# install_packages YES|NO package...: says what it will install, then does (root or sudo).
install_packages() {
  local allowed=$1
  shift
  if ! command -v dpkg-query >/dev/null; then
    [ "$allowed" = no ] && return 0  # nothing to ask; cmake names what it cannot find
    die "this script installs with apt on Debian 12; elsewhere install what tools/setup.sh names and use --no-install"
  fi
  local list missing
  list=$(missing_packages "$@")
  [ -n "$list" ] || return 0
  mapfile -t missing <<<"$list"
  local by_hand=$'\n'"  apt-get install --no-install-recommends ${missing[*]}"
  if [ "$allowed" = no ]; then
    die "packages are missing, left alone because of --no-install. As root:$by_hand"
  fi
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null ||
      die "packages are missing, and without sudo only root can install them. As root, then run this again:$by_hand"
    as_root=(sudo)
  fi
  say "Installing with apt (they and what they depend on): ${missing[*]}"
  apt_get update || say "warning: apt-get update failed (above); trying with the package lists at hand"
  apt_get install -y --no-install-recommends "${missing[@]}" ||
    die "apt-get could not install (above). Check network, sources.list, rights. By hand, then run this again:$by_hand"
}

# apt-get as root (as_root of the caller): asks nothing, says only what is wrong, waits for another apt (a fresh
# machine often runs one), and does not warn of a locale that is not generated yet.
apt_get() {
  "${as_root[@]}" env LC_ALL=C DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" >/dev/null
}

# configure PRESET [cmake options]: only when asked for something new; ninja re-runs cmake by itself otherwise.
configure() {
  local preset=$1
  shift
  local stamp="build/$preset/.configured"
  command -v cmake >/dev/null || die "there is no cmake here; what else the build needs is named in tools/setup.sh"
  if [ ! -f "build/$preset/build.ninja" ] || [ "$(cat "$stamp" 2>/dev/null)" != "$*" ]; then
    cmake --preset "$preset" "$@" >&2
    printf '%s' "$*" >"$stamp"
  fi
}

# build PRESET [cmake --build options]: quiet, but a terminal sees how far it is.
build() {
  local preset=$1
  shift
  local quiet=(--quiet)
  [ ! -t 2 ] || quiet=()
  cmake --build "build/$preset" "$@" -- "${quiet[@]}" >&2
}
