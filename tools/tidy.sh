#!/usr/bin/env bash
# Runs clang-tidy 14 on the sources of the floors and remembers which files were clean.
#
#   tools/tidy.sh [--build FOLDER] [FILE...]
#
# FOLDER is a configured build (build/release); without FILE, every source of it outside tests and bench.
# Prints findings alone; 1 if there are any. A file that was clean is not looked at again while nothing
# that it is made of changes: clang-tidy, .clang-tidy, the installed libraries, its command, its text and
# all project headers it includes, through all levels. The memory is shared by all clones of a user:
# $COSTWRIGHT_TIDY_CACHE, else $XDG_CACHE_HOME/costwright-tidy, else ~/.cache/costwright-tidy.
# COSTWRIGHT_TIDY_JOBS: how many files at a time (as many as there are cores).
set -euo pipefail
called_from=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tools/setup.sh
root=$PWD

build_folder=build/release
if [ "${1-}" = --build ]; then
  build_folder=${2:?--build needs a folder}
  shift 2
fi
# Checks differ between releases: 14 where there is one.
tidy=$(command -v clang-tidy-14 || command -v clang-tidy) || die "there is no clang-tidy here (package clang-tidy)"
[ -f "$build_folder/compile_commands.json" ] || die "$build_folder is not configured"
memory=${COSTWRIGHT_TIDY_CACHE:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/costwright-tidy}
mkdir -p "$memory" 2>/dev/null && [ -w "$memory" ] || { memory=$root/build/tidy/memory; mkdir -p "$memory"; }

work=build/tidy
mkdir -p "$work"
rm -f "$work"/*.found

# "FILE COMMAND" a line, FILE from the root: the build's commands without what GCC alone understands.
commands() {
  sed -nE 's|^  "command": "(.*)",?$|\1|p' "$build_folder/compile_commands.json" |
    sed -nE -e 's/ -Winvalid-pch//; s/ -include [^ ]*cmake_pch\.hxx//; s/ -o [^ ]+//; s/ -fconcepts[^ ]*//' \
      -e "s|^.* -c $root/((core\|sim\|solve\|study\|cli\|gui)/[^ ]*\.cpp)\$|\1 &|p" |
    sed -E 's|$| -Wno-unknown-warning-option|' | LC_ALL=C sort -u -k1,1
}

# The same as a compile database.
database() {
  awk -v root="$root" -v folder="$root/$build_folder" '
    BEGIN { print "[" }
    { file = $1; sub(/^[^ ]* /, "")
      printf "%s{\"directory\": \"%s\", \"file\": \"%s/%s\", \"command\": \"%s\"}\n", (NR > 1 ? "," : ""), folder, root, file, $0 }
    END { print "]" }'
}

# What every file is judged by.
surroundings() {
  "$tidy" --version
  cat .clang-tidy
  dpkg-query -W -f '${Package} ${Version}\n' libstdc++-12-dev "${build_packages[@]}" "${gui_packages[@]}" 2>/dev/null || true
}

# "KEY FILE" a line: the hash of all that can change what is found. Reads "FILE COMMAND" lines.
keys() {
  local common
  common=$(surroundings | sha256sum)
  # FILE, its hash; then FILE, what it includes; then the commands, from any folder.
  { find core sim solve study cli gui -name '*.cpp' -o -name '*.h' 2>/dev/null | LC_ALL=C sort >"$work/files" || true
    xargs sha256sum <"$work/files" | awk '{ print "text", $2, $1 }'
    xargs grep -HE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' <"$work/files" |
      sed -E 's/^([^:]*):[^"]*"([^"]*)".*/includes \1 \2/'
    sed "s|$root|.|g; s|^|command |"; } |
    awk -v common="$common" '
      $1 == "text" { text[$2] = $3 }
      $1 == "includes" { includes[$2] = includes[$2] " " $3 }
      $1 == "command" { command[$2] = $0; order[++count] = $2 }
      # All that FILE is made of, each once, in the order in which the compiler first meets it.
      function walk(file,    i, n, names) {
        if (file in seen) return
        seen[file] = 1
        made_of = made_of " " file " " text[file]
        n = split(includes[file], names, " ")
        for (i = 1; i <= n; i++) walk(names[i])
      }
      END {
        for (c = 1; c <= count; c++) {
          split("", seen); made_of = ""
          walk(order[c])
          print order[c], common, command[order[c]], made_of
        }
      }' |
    while read -r file material; do
      printf '%s %s\n' "$(sha256sum <<<"$material" | cut -c1-32)" "$file"
    done
}

# look KEY FILE: its findings into build/tidy; remembers a file without any.
look() {
  local found=$work/${2//\//-}.found
  if "$tidy" --quiet -p "$work" "$2" >"$found" 2>"$found.err" && [ ! -s "$found" ]; then
    rm -f "$found" "$found.err"
    : >"$memory/$1"
  else
    # A file that cannot be looked at is a finding too.
    [ -s "$found" ] || mv "$found.err" "$found"
    rm -f "$found.err"
  fi
}

commands >"$work/commands"
[ -s "$work/commands" ] || die "$build_folder/compile_commands.json names no source of the project"
database <"$work/commands" >"$work/compile_commands.json"
keys <"$work/commands" >"$work/keys"

wanted=()
for file in "$@"; do
  wanted+=("$(realpath --relative-to "$root" -- "$(cd "$called_from" && realpath -- "$file")")")
done
[ $# -eq 0 ] || printf '%s\n' "${wanted[@]}" >"$work/wanted"
while read -r key file; do
  if [ $# -gt 0 ] && ! grep -qxF -- "$file" "$work/wanted"; then continue; fi
  if [ -e "$memory/$key" ]; then touch "$memory/$key"; else printf '%s %s\n' "$key" "$file"; fi
done <"$work/keys" >"$work/todo"

if [ -s "$work/todo" ]; then
  say "clang-tidy: $(wc -l <"$work/todo") files that are new to it."
  export -f look
  export tidy work memory
  xargs -P "${COSTWRIGHT_TIDY_JOBS:-$(nproc)}" -L 1 bash -c 'look "$@"' look <"$work/todo"
fi
# Nobody misses what no clone asked for in 30 days.
find "$memory" -maxdepth 1 -type f -mtime +30 -delete

shopt -s nullglob
found=("$work"/*.found)
[ ${#found[@]} -gt 0 ] || exit 0
# Each finding once, though every includer of a header reports it.
awk -v root="$root/" '
  { at = index($0, root); while (at) { $0 = substr($0, 1, at - 1) substr($0, at + length(root)); at = index($0, root) } }
  /^[^ ].*:[0-9]+:[0-9]+: (error|warning): / { new = !($0 in seen); seen[$0] = 1 }
  FNR == 1 && !/^[^ ].*:[0-9]+:[0-9]+: / { new = 1 }
  new' "${found[@]}"
exit 1
