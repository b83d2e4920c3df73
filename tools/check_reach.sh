#!/bin/sh
# tools/check_reach.sh [-v] [<source dir>] : fails when a change of one header would build too much again.
#  * No header is seen, through all includes, by more than a third of the sources, but for the
#    vocabulary below: what the whole program speaks in.
#  * Vocabulary stays small: it includes nothing of the project but vocabulary.
# -v lists what is seen most.
set -eu
verbose=0
if [ "${1:-}" = -v ]; then
  verbose=1
  shift
fi
cd "${1:-$(dirname "$0")/..}"

find core sim solve study cli gui \( -name '*.h' -o -name '*.cpp' \) | LC_ALL=C sort |
  xargs awk -v verbose=$verbose -v vocabulary="core/diagnostics.h core/names.h core/calendar.h \
core/units/quantity.h core/policies.h core/shared.h core/specs/precision.h core/ledger/kinds.h core/ledger/money.h core/scenario/values.h \
sim/clock/clock.h" '
BEGIN { split(vocabulary, words, " "); for (i in words) is_word[words[i]] = 1 }
FNR == 1 { known[FILENAME] = 1; if (FILENAME ~ /\.cpp$/) sources[++count] = FILENAME }
/^#include "/ { split($0, quoted, "\""); includes[FILENAME, ++many[FILENAME]] = quoted[2] }

function visit(file,    i, next_file) {
  for (i = 1; i <= many[file]; ++i) {
    next_file = includes[file, i]
    if ((next_file in known) && !(next_file in seen)) {
      seen[next_file] = 1
      ++reach[next_file]
      visit(next_file)
    }
  }
}
END {
  for (s = 1; s <= count; ++s) { split("", seen); visit(sources[s]) }
  for (header in reach) {
    if (verbose && reach[header] * 4 > count)
      printf "%3d %% %s%s\n", 100 * reach[header] / count, header, header in is_word ? " (vocabulary)" : ""
    if (reach[header] * 3 > count && !(header in is_word)) {
      printf "%s is seen by %d of %d sources, more than a third: hold what it describes behind a forward declaration\n", header, reach[header], count
      failed = 1
    }
  }
  for (word in is_word) {
    if (!(word in known)) { printf "%s is vocabulary and does not exist\n", word; failed = 1 }
    for (i = 1; i <= many[word]; ++i) {
      if (!(includes[word, i] in is_word)) { printf "%s is vocabulary and includes %s, which is not\n", word, includes[word, i]; failed = 1 }
    }
  }
  exit failed
}'
